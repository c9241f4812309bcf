"""What the load does: applications with and without files, and people who follow their cases."""

from __future__ import annotations

import json
import os
import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import cycle

from tests.benchmarks.applications import ANSWERS, OFFICE, SLUG, Reply, Visit, document_visit

SENDING = f"/nop/{SLUG}"
PAPERS = {"giay_de_nghi": 1, "uy_quyen_chu_ho": 3, "uy_quyen_nop": 5}
"""The papers that are asked of a family whose business somebody else registers, with megabytes for each."""
_BOUNDARY = uuid.uuid4().hex


def visits(kind: str, known: Sequence[tuple[str, str]]) -> Callable[[], Visit]:
    """How a visit of this kind begins. ``known`` holds codes and tokens of stored cases."""
    if kind == "files":
        return partial(_files_visit, _application_with_files())
    if kind == "tracking":
        shuffled = random.sample(known, len(known))
        return partial(_tracking_visit, cycle(enumerate(shuffled)))
    return partial(document_visit, SENDING)


def _files_visit(body: bytes) -> Visit:
    head = (
        f"POST {SENDING} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
        f"Content-Type: multipart/form-data; boundary={_BOUNDARY}\r\nAccept: application/json\r\n"
        f"Idempotency-Key: {uuid.uuid4().hex}\r\n\r\n"
    )
    reply: Reply = yield head.encode() + body
    return reply.status == 201


def _tracking_visit(cases: Iterator[tuple[int, tuple[str, str]]]) -> Visit:
    """By turns what anybody sees of a case, and the whole page of those who have its link."""
    number, (code, token) = next(cases)
    path = f"/ho-so/{code}" if number % 2 else f"/ho-so/{code}/{token}"
    reply: Reply = yield f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n".encode()
    return reply.status == 200


def _application_with_files() -> bytes:
    answers = ANSWERS | {"chu_ho": {"ai_dang_ky": "gia_dinh", "nop_thay": True}}
    document = json.dumps({"office": OFFICE, "answers": answers}, ensure_ascii=False).encode()
    parts = [_part('name="_json"', document)]
    for paper, megabytes in PAPERS.items():
        # Random bytes, since what can be packed would make disks and networks look quicker than they are.
        content = b"%PDF-1.7\n" + os.urandom(megabytes * 10**6) + b"\n%%EOF\n"
        parts.append(_part(f'name="_paper.{paper}"; filename="{paper}.pdf"', content))
    return b"".join([*parts, f"--{_BOUNDARY}--\r\n".encode()])


def _part(disposition: str, content: bytes) -> bytes:
    head = f"--{_BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n"
    return head.encode() + content + b"\r\n"
