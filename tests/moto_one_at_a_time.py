"""moto as a server that answers one request at a time: as shipped, two threads may pass one condition together.

It also copies a table, with the records of its stream, once for every item of a transaction: here once for
the transaction, and without the records, which never change. Run by :mod:`tests.moto_server`; the argument
is the port.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

from moto.dynamodb.models.table import StreamRecord, Table
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple

_served = DomainDispatcherApplication(create_backend_app)
_turn = Lock()
_copies: dict[int, Table] = {}


def in_turn(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The answer is whole before the next turn begins."""
    with _turn:
        _copies.clear()
        return list(_served(environ, start_response))


def _copied(table: Table, memo: dict[int, Any]) -> Table:
    made = _copies.get(id(table))
    if made is None:
        made = memo[id(table)] = _copies[id(table)] = Table.__new__(Table)
        made.__dict__.update(copy.deepcopy(table.__dict__, memo))
    return made


if __name__ == "__main__":
    Table.__deepcopy__ = _copied  # type: ignore[attr-defined]
    StreamRecord.__deepcopy__ = lambda record, memo: record  # type: ignore[attr-defined]
    run_simple("127.0.0.1", int(sys.argv[1]), in_turn, threaded=True)
