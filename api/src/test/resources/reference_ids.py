"""The ids of RunPaths in Python, as docs/FORMAT.md specifies them.

Reads one case a line from standard input and writes one answer a line, so that a test can
compare thousands of cases with another implementation in one process:

    repr        16 hex digits of a double             ->  its text
    canonical   a configuration as JSON               ->  its canonical text
    lower       a JSON string                         ->  the JSON string in lower case
    hashed      {"date", "dataset", "architecture", "config", "scheme"?, "timestamp"?, "attempt"?}  ->  an id
    staged      {"date", "seed"}                      ->  an id

"config" is the configuration as JSON in a string.
"""

import hashlib
import json
import random
import re
import struct
import sys

SECRET_WORDS = set(
    "password passwords passwd passphrase passphrases secret secrets token accesstoken authtoken"
    " apikey apikeys accesskey secretkey privatekey credential credentials auth authorization".split()
)
KINDS_OF_SECRET_KEYS = set("api access account encryption private secret signing".split())
WORD_BOUNDARY = re.compile(r"(?<![A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
SEPARATORS = re.compile(r"[^0-9A-Za-z\u0080-\U0010ffff]+")
ASCII_LOWER = {c: c + 32 for c in range(ord("A"), ord("Z") + 1)}


def canonical(value):
    return json.dumps(value, sort_keys=True)


def is_secret(key):
    words = [w.translate(ASCII_LOWER) for w in SEPARATORS.split(WORD_BOUNDARY.sub(" ", key)) if w]
    if not words:
        return False
    if words[-1] in SECRET_WORDS:
        return True
    return len(words) > 1 and words[-1] in ("key", "keys") and words[-2] in KINDS_OF_SECRET_KEYS


def masked(value, secret=False):
    if isinstance(value, str):
        return "***" if secret else value
    if isinstance(value, list):
        return [masked(v, secret) for v in value]
    if isinstance(value, dict):
        return {k: masked(v, secret or is_secret(k)) for k, v in value.items()}
    return value


def moved_on(first, attempt):
    if attempt == 0:
        return first
    base = 0.0
    if isinstance(first, (int, float)) and not isinstance(first, bool) and abs(first) < 2**40:
        base = float(first)
    return base + attempt / 1000.0


def orchard_v1(config, timestamp):
    kept = {k: v for k, v in config.items() if isinstance(v, (int, float, str, bool, list))}
    kept["_run_ts"] = timestamp
    return hashlib.blake2b(canonical(kept).encode(), digest_size=3).hexdigest()


def runpaths_v1(config, timestamp):
    text = "runpaths-v1\n" + canonical({"config": masked(config), "timestamp": timestamp})
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


SCHEMES = {"orchard-v1": orchard_v1, "runpaths-v1": runpaths_v1}


def hashed_id(date, dataset, architecture, config, scheme="orchard-v1", timestamp=0.0, attempt=0):
    config = json.loads(config)
    first = config.get("run_timestamp", timestamp)
    digest = SCHEMES[scheme](config, moved_on(first, attempt))
    slug = re.sub(r"[^a-z0-9]", "", architecture.lower())
    return f"{date}_{dataset.lower()}_{slug}_{digest}"


def staged_id(date, seed):
    alphabet = "abcdefghijklmnopqrstuvwxyz0123456789"
    return date + "_" + "".join(random.Random(seed).choices(alphabet, k=5))


MODES = {
    "repr": lambda line: json.dumps(struct.unpack(">d", bytes.fromhex(line))[0]),
    "canonical": lambda line: canonical(json.loads(line)),
    "lower": lambda line: json.dumps(json.loads(line).lower()),
    "hashed": lambda line: json.dumps(hashed_id(**json.loads(line))),
    "staged": lambda line: json.dumps(staged_id(**json.loads(line))),
}

if __name__ == "__main__":
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)
    answer = MODES[sys.argv[1]]
    for case in sys.stdin:
        sys.stdout.write(answer(case.rstrip("\n")) + "\n")
