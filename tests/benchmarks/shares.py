"""Where the time of one application goes: the parts of the way, each without the parts inside it.

One thread sends through the real gateway into a real store, and the entrances of the parts are clocked. It
tells proportions; the clocks themselves cost a few per cent. The web server in front is not in it.
"""

from __future__ import annotations

import functools
import importlib
import io
import logging
import os
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app import app
from functions import bootstrap
from functions.entrypoints.gateway import Gateway
from tests.benchmarks.applications import DOCUMENT, SLUG

PARTS: Mapping[str, tuple[str, ...]] = {
    "Parse: JSON into answers": ("functions.entrypoints.citizen_sending:read_document",),
    "Validate: answers, papers, fee, deadline": (
        "functions.services.submit:check_answers",
        "functions.services.submit:Submissions._checked",
        "functions.services.submit:Submissions._sent",
    ),
    "Encrypt: case key, sealed answers": (
        "functions.services.sealing:CaseKey.new",
        "functions.services.sealing:CaseKey.seal",
        "functions.adapters.local_keys:LocalKeys.wrap",
    ),
    "Hash: chain of events": ("functions.services.cases:link_hash",),
    "Build: event, state, list entry, effects": ("functions.services.cases:Cases.begin",),
    "Sign: tracking link, idempotency": (
        "functions.services.tokens:Tokens.issue",
        "functions.services.tokens:Tokens.fingerprint",
    ),
    "Look up: claims": ("functions.adapters.sqlite.database:Database.read",),
    "Commit: write, sync, wait": ("functions.adapters.sqlite.database:Database.write",),
}
REST = "Gateway, Chalice, answer and the rest"


@dataclass
class Clocks:
    """Seconds by part. A part that is entered stops the clock of the one round it."""

    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    stack: list[str] = field(default_factory=list)
    since: float = 0.0

    def around(self, part: str, act: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(act)
        def clocked(*args: Any, **kwargs: Any) -> Any:
            self._turn()
            self.stack.append(part)
            try:
                return act(*args, **kwargs)
            finally:
                self._turn()
                self.stack.pop()

        return clocked

    def _turn(self) -> None:
        now = time.perf_counter()
        if self.stack:
            self.spent[self.stack[-1]] += now - self.since
        self.since = now


def shares(build: Path, state: Path, times: int) -> dict[str, float]:
    """Milliseconds of one application by part, and all of it under an empty name."""
    logging.getLogger("motcua.http").disabled = True
    os.environ |= {
        "MOTCUA_STATE": str(state),
        "MOTCUA_BUILD": str(build),
        "MOTCUA_POSTS_PER_MINUTE": str(10**9),
    }
    bootstrap.world.cache_clear()
    here = bootstrap.world()
    undo = ExitStack()
    try:
        gateway = Gateway(app, here.settings.build / "www", 2**20)
        for _n in range(50):
            _send(gateway)
        clocks = Clocks()
        undo = _clocked(clocks)
        send = clocks.around(REST, _send)
        began = time.perf_counter()
        for _n in range(times):
            send(gateway)
        whole = time.perf_counter() - began
    finally:
        here.close()
        undo.close()
    return {"": 1000 * whole / times} | {part: 1000 * spent / times for part, spent in clocks.spent.items()}


def _clocked(clocks: Clocks) -> ExitStack:
    """Clock every entrance; closing what is returned takes the clocks away."""
    undo = ExitStack()
    for part, places in PARTS.items():
        for place in places:
            module, _colon, name = place.partition(":")
            *owners, last = name.split(".")
            owner = functools.reduce(getattr, owners, importlib.import_module(module))
            plain = vars(owner)[last]
            bound = isinstance(plain, classmethod)
            wrapped = clocks.around(part, plain.__func__ if bound else plain)
            setattr(owner, last, classmethod(wrapped) if bound else wrapped)
            undo.callback(setattr, owner, last, plain)
    return undo


def _send(gateway: Any) -> None:
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": f"/nop/{SLUG}",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(DOCUMENT)),
        "HTTP_ACCEPT": "application/json",
        "HTTP_IDEMPOTENCY_KEY": uuid.uuid4().hex,
        "wsgi.input": io.BytesIO(DOCUMENT),
    }
    said: list[str] = []
    gateway(environ, lambda status, _headers: said.append(status))
    if said != ["201 Created"]:
        raise RuntimeError(f"an application was answered with {said}")
