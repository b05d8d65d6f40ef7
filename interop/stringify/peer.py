"""One JSON string a line in, one answer a line out: the text as ocean.py writes it, or why not."""

import hashlib
import json
import sys


def answer(text):
    try:
        ok = json.dumps(json.loads(text), separators=(",", ":"))
    except (ValueError, RecursionError) as error:
        return {"error": type(error).__name__}
    return {"ok": ok, "sha256": hashlib.sha256(ok.encode("utf-8")).hexdigest()}


for line in sys.stdin.buffer:
    sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
