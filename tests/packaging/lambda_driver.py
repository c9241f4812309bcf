"""Stands in for the Lambda runtime, in an interpreter that sees the unpacked zip and the standard library.

Reads one JSON line a call, ``{"handler": "app.work", "event": {…}}``, and writes one with the answer and the
modules that are loaded by then. Its arguments: the folder.
"""

import importlib
import json
import os
import sys

folder = sys.argv[1]
sys.path.insert(0, folder)
os.chdir(folder)


class Context:
    """What handlers look at."""

    aws_request_id = "6bc1f0a2-33aa-4f6e-9f1c-0d8f2a6b1c11"
    memory_limit_in_mb = 1024

    def __init__(self, name, seconds):
        self.function_name, self.seconds = name, seconds

    def get_remaining_time_in_millis(self):
        return int(1000 * self.seconds)


def call(asked):
    module, name = asked["handler"].split(".")
    handler = getattr(importlib.import_module(module), name)
    return handler(asked["event"], Context(name, asked.get("seconds", 600)))


out = os.fdopen(os.dup(1), "w")
for line in sys.stdin:
    asked = json.loads(line)
    said = {"answer": None, "error": ""}
    try:
        if "handler" in asked:
            said["answer"] = call(asked)
        else:
            importlib.import_module(asked["import"])
    except Exception as error:
        said["error"] = f"{type(error).__name__}: {error}"
    said["modules"] = sorted(sys.modules)
    out.write(json.dumps(said) + "\n")
    out.flush()
