"""Files ahead of their form: a page's script asks where to send one; the embedded mode takes it here."""

from __future__ import annotations

from typing import Any

from chalice.app import Blueprint, Request, Response

from functions.bootstrap import world
from functions.domain.errors import Invalid, NotFound
from functions.domain.i18n import _
from functions.entrypoints.http import address, answer_json, door

uploading = Blueprint(__name__)
_BYTES = ["application/octet-stream"]


def _request() -> Request:
    request: Request = uploading.current_request
    return request


@uploading.route("/nop/{slug}/tep", methods=["POST"], content_types=["application/json"])
@door("public", _request)
def ask(slug: str) -> Response:
    """A grant for one file of a form: ``for`` its input, ``size``, ``type``, ``sha256``, and the draft's
    ``token`` if there is one. The answer says where to send the file, how, and what to post in its stead.
    """
    here, request = world(), _request()
    here.posts.take(address(request))
    _version, service = here.submissions.procedure(slug)
    asked = _asked(request)
    text = {name: value if isinstance(value := asked.get(name), str) else "" for name in _TEXTS}
    size = asked.get("size")
    grant, offer = here.uploads.offer(
        service,
        text["for"],
        size if isinstance(size, int) else 0,
        text["type"],
        text["sha256"],
        draft_of(text["token"]),
    )
    return answer_json({"grant": grant, "method": offer.method, "url": offer.url, "fields": offer.fields})


@uploading.route("/tai-len/{grant}", methods=["PUT"], content_types=_BYTES)
@door("upload grant", _request)
def receive(grant: str) -> Response:
    """The file of a grant, where nothing else than this server takes files."""
    request = _request()
    world().posts.take(address(request))
    body = request.raw_body
    world().uploads.receive(grant, body if isinstance(body, bytes) else body.encode())
    return Response("", status_code=204, headers={"Cache-Control": "no-store"})


_TEXTS = ("for", "type", "sha256", "token")


def draft_of(token: str) -> str:
    """The id of the draft that a link opens; none for a link that is not ours."""
    try:
        return world().drafts.id_of(token) if token else ""
    except NotFound:
        return ""


def _asked(request: Request) -> dict[str, Any]:
    try:
        found = request.json_body
    except Exception:  # whatever the frame makes of a broken body
        found = None
    if not isinstance(found, dict):
        raise Invalid(_("Nội dung gửi lên không phải một tài liệu JSON viết bằng UTF-8."))
    return found
