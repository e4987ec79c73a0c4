"""Looks at a root on disk as a Python job would, knowing docs/FORMAT.md and nothing of the Java side.

    python_view.py ROOT SCHEMAS

Checks every document against its JSON Schema, every hashed id against its inputs, and every symbolic link against the link document
beside it. Prints one line of result.
"""

import hashlib
import json
import os
import sys

import jsonschema

SCHEMAS = {
    "runpaths/run/v1": "run.v1.json",
    "runpaths/link/v1": "link.v1.json",
    "runpaths/descendant/v1": "descendant.v1.json",
    "runpaths/job/v1": "job.v1.json",
}


def orchard_digest(config, timestamp):
    kept = {k: v for k, v in config.items() if isinstance(v, (int, float, str, bool, list))}
    kept["_run_ts"] = timestamp
    text = json.dumps(kept, sort_keys=True)
    return hashlib.blake2b(text.encode("utf-8"), digest_size=3).hexdigest()


def check_id(run, folder):
    hashed = run["hashed"]
    if hashed["scheme"] != "orchard-v1" or hashed["masked"]:
        return False
    digest = orchard_digest(json.loads(hashed["config"]), json.loads(hashed["hashedTimestamp"]))
    expected = f"{hashed['date'].replace('-', '')}_{hashed['datasetSlug']}_{hashed['architectureSlug']}_{digest}"
    assert run["id"] == expected == os.path.basename(folder), (run["id"], expected)
    return True


def check_link(root, folder, document):
    target = document["target"]
    if "://" in target:
        return False
    link = os.path.join(folder, document["name"])
    assert os.path.islink(link), f"{link} is no symbolic link"
    assert os.readlink(link) == target, (os.readlink(link), target)
    real = os.path.realpath(link)
    assert real.startswith(os.path.realpath(root) + os.sep), f"{link} leaves the root: {real}"
    with open(os.path.join(link, "run.json"), encoding="utf-8") as file:
        assert json.load(file)["nonce"] == document["targetNonce"]
    return True


def main(root, schemas):
    counts = {"documents": 0, "runs": 0, "ids": 0, "links": 0}
    known = {}
    for name, file in SCHEMAS.items():
        with open(os.path.join(schemas, file), encoding="utf-8") as source:
            known[name] = json.load(source)
    for folder, _, files in os.walk(root):
        for name in files:
            if not name.endswith(".json"):
                continue
            with open(os.path.join(folder, name), encoding="utf-8") as source:
                document = json.load(source)
            schema = document.get("schema") if isinstance(document, dict) else None
            if schema not in known:
                continue
            jsonschema.validate(document, known[schema])
            counts["documents"] += 1
            if schema == "runpaths/run/v1":
                counts["runs"] += 1
                counts["ids"] += document["layout"] == "hashed" and check_id(document, folder)
            elif schema == "runpaths/link/v1":
                counts["links"] += check_link(root, folder, document)
    assert counts["runs"] > 0, f"no runs below {root}"
    print("result: seen from Python:", ", ".join(f"{count} {what}" for what, count in counts.items()))


main(sys.argv[1], sys.argv[2])
