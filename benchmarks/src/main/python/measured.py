"""Runs a command and writes what it used: wall-clock, user and system seconds, and its peak resident set in bytes.

usage: measured.py RESULT COMMAND...
"""
import os
import sys
import time

begun = time.monotonic()
pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(pid, 0)
wall = time.monotonic() - begun
with open(sys.argv[1], "w", encoding="ascii") as result:
    result.write(f"{wall:.6f} {used.ru_utime:.6f} {used.ru_stime:.6f} {used.ru_maxrss * 1024}\n")
sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)
