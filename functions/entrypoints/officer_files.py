"""Files of a case for officers: uploads that may be opened, and issued documents."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.bootstrap import world
from functions.entrypoints.http import download, query
from functions.entrypoints.officer_door import Visitor, officer_door
from functions.entrypoints.officer_papers import IMAGES, file_name

officer_files = Blueprint(__name__)

SANDBOX = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Whatever a file turns out to be, the browser runs nothing of it and guesses nothing about it."""


def _request() -> Request:
    request: Request = officer_files.current_request
    return request


@officer_files.route("/can-bo/ho-so/{code}/tep/{id}", methods=["GET"])
@officer_door(_request)
def paper(visitor: Visitor, code: str, id: str) -> Response:
    """An uploaded file; pictures may be looked at in the browser, all else is saved."""
    file, data = world().casework.file(visitor.officer, code, id)
    look = file.media_type in IMAGES and query(visitor.request, "xem") == "1"
    return _safe(data, file.media_type, file_name(code, file), look)


@officer_files.route("/can-bo/ho-so/{code}/tai-lieu/{id}", methods=["GET"])
@officer_door(_request)
def document(visitor: Visitor, code: str, id: str) -> Response:
    """A document that the case issued."""
    kind, data = world().casework.document(visitor.officer, code, id)
    return _safe(data, "application/pdf", f"{code}-{kind}.pdf", look=False)


def _safe(data: bytes, media_type: str, name: str, look: bool) -> Response:
    answer = download(data, media_type, name, inline=look)
    answer.headers.update(SANDBOX)
    return answer
