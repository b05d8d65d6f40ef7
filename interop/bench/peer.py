"""Runs one task many times a line and answers the processor time it took.

In: {task, input, runs}. Out: {microseconds, result}. Which eciespy runs is decided by the path that
this is started with.
"""

import hashlib
import importlib.metadata
import json
import sys
import time
import warnings

warnings.simplefilter("ignore")

import ecies  # noqa: E402
from eth_account import Account  # noqa: E402
from eth_account.messages import encode_defunct  # noqa: E402
from ocean_lib.ocean.util import create_checksum  # noqa: E402

# The bytes that the tasks without an input work on.
kept = {}


def version(package):
    return f"{package} {importlib.metadata.version(package)}"


def keep(text):
    kept.update((name, bytes.fromhex(value)) for name, value in json.loads(text).items())
    return ""


def text_of(text):
    return json.dumps(json.loads(text), separators=(",", ":"))


TASKS = {
    "ascii": text_of,
    "ocean.py": lambda text: create_checksum(text_of(text)),
    "version": version,
    "keep": keep,
    "open": lambda _: ecies.decrypt(kept["key"], kept["sealed"]),
    "seal": lambda _: ecies.encrypt(kept["to"], kept["plaintext"]),
    "seal, hex": lambda _: "0x" + ecies.encrypt(kept["to"], kept["plaintext"]).hex(),
    "recover": lambda signature: Account.recover_message(
        encode_defunct(primitive=kept["digest"]), signature=signature
    ),
}
# How results become text, which is not timed.
SHOW = {"open": lambda plaintext: hashlib.sha256(plaintext).hexdigest(), "seal": bytes.hex}

for line in sys.stdin.buffer:
    request = json.loads(line)
    run = TASKS[request["task"]]
    start = time.process_time_ns()
    for _ in range(request["runs"]):
        result = run(request["input"])
    microseconds = (time.process_time_ns() - start) / 1000
    result = SHOW.get(request["task"], str)(result)
    sys.stdout.write(json.dumps({"microseconds": microseconds, "result": result}) + "\n")
    sys.stdout.flush()
