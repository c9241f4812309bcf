"""Files of strangers are read in a process apart: one made to be slow or to burst takes nobody with it.

The parent writes a line of JSON (size, time, roots) and the file; the child answers with a line of JSON, the
report or a reason. A child that has not answered in time is killed, and the next file gets a new one. It
lives between files, because loading pyHanko takes longer than checking a signature.
"""

from __future__ import annotations

import json
import os
import resource
import select
import subprocess
import sys
import threading
import time
import weakref
from datetime import datetime
from pathlib import Path
from typing import Any

MEMORY = 2 * 2**30
"""Bytes that the child may take."""
TOO_SLOW, TOO_MANY = "too_slow", "busy"


class Apart:
    """Somebody who reads files in a process of their own, one file at a time."""

    def __init__(self, patience: float, queue: float = 2.0) -> None:
        self._patience = patience
        self._queue = queue
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def report(self, pdf: bytes, now: datetime, test_root: Path, roots: Path | None) -> dict[str, Any]:
        """``{"report": …}`` or ``{"reason": …}``: the child's, ``too_slow``, or ``busy`` with others'."""
        if not self._turn.acquire(timeout=self._queue):
            return {"reason": TOO_MANY}
        try:
            head = {
                "size": len(pdf),
                "now": now.isoformat(),
                "test": str(test_root),
                "roots": str(roots or ""),
            }
            return self._asked(json.dumps(head).encode() + b"\n" + pdf)
        finally:
            self._turn.release()

    def close(self) -> None:
        """Let the child go."""
        if self._child is not None:
            _end(self._child)
            self._child = None

    def _asked(self, request: bytes) -> dict[str, Any]:
        child = self._living()
        deadline = time.monotonic() + self._patience
        answer = b""
        try:
            _write(child, request, deadline)
            while not answer.endswith(b"\n"):
                part = _read(child, deadline)
                if not part:
                    break
                answer += part
        except (TimeoutError, BrokenPipeError):
            answer = b""
        if answer.endswith(b"\n"):
            return dict(json.loads(answer))
        self.close()
        return {"reason": TOO_SLOW}

    def _living(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
            self._child = subprocess.Popen(  # noqa: S603 - our own module, no words of others
                [sys.executable, "-c", f"from {__name__} import main; main()"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                env=environment,
                start_new_session=True,  # Ctrl-C at the terminal is the parent's to hear
            )
            _read(self._child, time.monotonic() + 60)  # loaded: only now the clock of a file begins to run
            weakref.finalize(self, _end, self._child)
        return self._child


def _write(child: subprocess.Popen[bytes], data: bytes, deadline: float) -> None:
    assert child.stdin is not None  # noqa: S101 - for the type checker
    rest = memoryview(data)
    while rest:
        _wait(child.stdin.fileno(), select.POLLOUT, deadline)
        rest = rest[os.write(child.stdin.fileno(), rest[:65536]) :]


def _read(child: subprocess.Popen[bytes], deadline: float) -> bytes:
    assert child.stdout is not None  # noqa: S101 - for the type checker
    _wait(child.stdout.fileno(), select.POLLIN, deadline)
    return os.read(child.stdout.fileno(), 65536)


def _wait(pipe: int, event: int, deadline: float) -> None:
    poll = select.poll()
    poll.register(pipe, event)
    if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
        raise TimeoutError


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()
    child.wait()


def main() -> None:
    """The child: answers until its parent is gone."""
    from functions.adapters.pyhanko.verifying import Unreadable, Verification

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    source, answers = sys.stdin.buffer, sys.stdout.buffer
    answers.write(b"\n")
    answers.flush()
    while head := source.readline():
        asked = json.loads(head)
        pdf = source.read(asked["size"])
        try:
            # Roots are read for each file: the test authority may have been made, or a root added, since.
            roots = Path(asked["roots"]) if asked["roots"] else None
            verification = Verification(Path(asked["test"]), roots)
            report = verification.report(pdf, datetime.fromisoformat(asked["now"]))
            answer: dict[str, Any] = {"report": report.model_dump(mode="json")}
        except Unreadable as error:
            answer = {"reason": str(error)}
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()
