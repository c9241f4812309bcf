"""The page where anybody checks a signed file. Nothing that is sent here is kept."""

from __future__ import annotations

from typing import Any

from chalice.app import Blueprint, Request, Response

from functions.bootstrap import world
from functions.domain.errors import Fault, Invalid
from functions.domain.i18n import _
from functions.domain.model import JSON
from functions.entrypoints.http import FORMS, address, answer_json, door, html, posted, wants_json
from functions.services.verify import Checked

verify = Blueprint(__name__)
FIELD = "tep"
MOST_MB = 20
PDF = "application/pdf"


def _request() -> Request:
    request: Request = verify.current_request
    return request


@verify.route("/kiem-tra-chu-ky", methods=["GET"])
@door("public", _request)
def ask() -> Response:
    """Where a file is chosen."""
    return _page()


@verify.route("/kiem-tra-chu-ky", methods=["POST"], content_types=[*FORMS, PDF])
@door("public", _request)
def check() -> Response:
    """What the chosen file's signatures are worth. Machines may post the PDF itself and get JSON."""
    request = _request()
    try:
        name, data = _file(request)
        checked = world().checking.check(data, address(request))
    except Invalid as error:
        if _as_json(request):
            raise
        return _page(status=422, error=error.message)
    return answer_json(as_json(checked)) if _as_json(request) else _page(checked=checked, name=name)


def as_json(checked: Checked) -> JSON:
    """The check as machines read it: facts and the sentences that people get."""
    facts = checked.report.model_dump(mode="json", exclude={"signatures"})
    signatures = [
        {**fact.model_dump(mode="json"), "faults": list(told.faults)}
        for fact, told in zip(checked.report.signatures, checked.signatures, strict=True)
    ]
    told = checked.model_dump(mode="json", include={"verdict", "title", "lead", "advice", "lines"})
    return {**told, **facts, "signatures": signatures}


def _page(status: int = 200, **context: Any) -> Response:
    shown = {"checked": None, "name": "", "error": "", **context}
    return html("verify.html", status, current="kiem-tra-chu-ky", field=FIELD, most=MOST_MB, **shown)


def _as_json(request: Request) -> bool:
    sent_pdf = request.headers.get("content-type", "").startswith(PDF)
    return wants_json(request) or (sent_pdf and "text/html" not in request.headers.get("accept", ""))


def _file(request: Request) -> tuple[str, bytes]:
    """Name and bytes of the file. Raises :class:`Invalid` for none, an empty one, or one too large."""
    if request.headers.get("content-type", "").startswith(PDF):
        body = request.raw_body
        name, data = "", body if isinstance(body, bytes) else body.encode()
    else:
        uploads = [one for one in posted(request).uploads if one.field == FIELD]
        if not uploads:
            raise _wrong("required", _("Chọn tệp PDF cần kiểm tra"))
        name, data = uploads[0].filename, uploads[0].data
    if not data:
        raise _wrong("empty", _("Tệp này rỗng (0 byte). Tải lại tệp gốc rồi thử lần nữa"))
    if len(data) > MOST_MB * 2**20:
        size = f"{len(data) / 2**20:.1f}".replace(".", ",")
        text = _("Tệp này {size} MB, lớn hơn {most} MB. Chỉ kiểm tra được tệp nhỏ hơn")
        raise _wrong("max_size", text.format(size=size, most=MOST_MB))
    return name, data


def _wrong(code: str, sentence: str) -> Invalid:
    return Invalid(sentence, [Fault(FIELD, code, sentence)])
