"""The peer of `runpaths id hashed --batch`: the same ids with Python's own json and hashlib.

usage: ids.py FILE      FILE holds JSON lines {"date", "dataset", "architecture", "config"}
"""
import hashlib
import json
import re
import sys

out = []
with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        entry = json.loads(line)
        config = entry["config"]
        kept = {k: v for k, v in config.items() if isinstance(v, (int, float, str, bool, list))}
        kept["_run_ts"] = config["run_timestamp"]
        text = json.dumps(kept, sort_keys=True).encode("utf-8")
        digest = hashlib.blake2b(text, digest_size=3).hexdigest()
        architecture = re.sub(r"[^a-z0-9]", "", entry["architecture"].lower())
        out.append(f'{entry["date"]}_{entry["dataset"].lower()}_{architecture}_{digest}\n')
sys.stdout.write("".join(out))
