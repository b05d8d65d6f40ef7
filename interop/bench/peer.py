"""Runs one task many times a line and answers the processor time it took.

In: {task, input, runs}. Out: {microseconds, result}.
"""

import json
import sys
import time
import warnings

warnings.simplefilter("ignore")

from ocean_lib.ocean.util import create_checksum  # noqa: E402


def text_of(text):
    return json.dumps(json.loads(text), separators=(",", ":"))


TASKS = {"ascii": text_of, "ocean.py": lambda text: create_checksum(text_of(text))}

for line in sys.stdin.buffer:
    request = json.loads(line)
    run = TASKS[request["task"]]
    start = time.process_time_ns()
    for _ in range(request["runs"]):
        result = run(request["input"])
    microseconds = (time.process_time_ns() - start) / 1000
    sys.stdout.write(json.dumps({"microseconds": microseconds, "result": result}) + "\n")
    sys.stdout.flush()
