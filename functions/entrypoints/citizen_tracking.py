"""Following a case: by code for anybody, by the private link in full, with supplement and withdrawal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from chalice.app import Blueprint, Request, Response

from functions.bootstrap import world
from functions.domain.declaration import Procedure, Status
from functions.domain.errors import Conflict, Fault, Invalid, NotFound
from functions.domain.i18n import _
from functions.domain.papers import papers_asked
from functions.entrypoints.citizen_json import case_json, glimpse_json
from functions.entrypoints.citizen_pages import qr_for, show_case
from functions.entrypoints.citizen_sending import uploads_of
from functions.entrypoints.http import (
    FORMS,
    address,
    answer_json,
    door,
    download,
    html,
    posted,
    query,
    see_other,
    wants_json,
)
from functions.rendering.form import FormPage, form_page, uploadable
from functions.services.cases import OpenCase
from functions.services.drafts import OpenDraft
from functions.services.submit import merged_faults
from functions.services.track import withdrawal

citizen_tracking = Blueprint(__name__)
MOST_REASON = 2000


def _request() -> Request:
    request: Request = citizen_tracking.current_request
    return request


@citizen_tracking.route("/ho-so", methods=["GET"])
@door("public", _request)
def look_up() -> Response:
    """Where a code is typed in. What is wrong with it is never said: unknown and forbidden are one answer."""
    code = query(_request(), "ma").strip()[:80]
    if not code:
        return html("track.html", typed="", error="", current="ho-so")
    try:
        return _glimpse(code)
    except NotFound:
        error = _("Không có hồ sơ nào mang mã này. Xem lại mã trên giấy tiếp nhận, ví dụ H48.53-261123-0042")
        if wants_json(_request()):
            raise
        return html("track.html", 404, typed=code, error=error, current="ho-so")


@citizen_tracking.route("/ho-so/{code}", methods=["GET"])
@door("public", _request)
def glimpse(code: str) -> Response:
    """How far a case is, and nothing else."""
    return _glimpse(code)


def _glimpse(code: str) -> Response:
    seen = world().tracking.glimpse(code, address(_request()))
    if wants_json(_request()):
        return answer_json(glimpse_json(seen))
    return html("glimpse.html", seen=seen, qr=qr_for(seen.code), current="ho-so")


@citizen_tracking.route("/ho-so/{code}/{token}", methods=["GET"])
@door("case token", _request)
def follow(code: str, token: str) -> Response:
    """Everything about one's own case."""
    case = world().tracking.full(code, token)
    if wants_json(_request()):
        return answer_json(case_json(case, token))
    return _shown(case, token)


@citizen_tracking.route("/ho-so/{code}/{token}/bo-sung", methods=["POST"], content_types=FORMS)
@door("case token", _request)
def give_supplement(code: str, token: str) -> Response:
    """Keep what was typed and chosen, and hand it in once nothing is wrong."""
    here, request = world(), _request()
    case = here.tracking.full(code, token)
    here.posts.take(address(request))
    form = posted(request)
    if case.state.status is not Status.SUPPLEMENT_REQUESTED:
        return see_other(_own(code, token))  # pressed twice, or from a page left open
    do, _colon, target = form.one("_do").partition(":")
    ahead = here.uploads.brought(case.state.slug, "", form.texts)
    uploads = [*uploads_of(form), *ahead.uploads]
    kept = here.supplements.save(code, token, form.texts, uploads, target if do == "xoa" else "")
    here.uploads.settle(ahead)
    missed = ahead.faults(kept.draft.files)
    kept = replace(kept, faults=merged_faults(kept.faults, missed))
    if do in ("xoa", "them", "luu"):
        wrong = [fault for fault in kept.faults if fault.code.startswith("file_")]
        rows = {target: 1} if do == "them" else {}
        notice = _("Đã lưu phần bổ sung. Mở lại trang này để làm tiếp.") if do == "luu" else ""
        return _shown(kept.case, token, 422 if wrong else 200, kept.draft, wrong, rows, notice)
    if kept.faults:
        return _shown(kept.case, token, 422, kept.draft, kept.faults)
    try:
        here.supplements.give(code, token)
    except Invalid as error:
        return _shown(kept.case, token, 422, kept.draft, error.faults)
    return see_other(_own(code, token))


@citizen_tracking.route("/ho-so/{code}/{token}/rut", methods=["POST"], content_types=FORMS)
@door("case token", _request)
def withdraw(code: str, token: str) -> Response:
    """Take the application back, after having said so twice."""
    here, request = world(), _request()
    case = here.tracking.full(code, token)
    here.posts.take(address(request))
    form = posted(request)
    if case.state.status is Status.WITHDRAWN:
        return see_other(_own(code, token))
    if form.one("xac_nhan") != "true":
        fault = _("Đánh dấu để xác nhận bạn muốn rút hồ sơ")
        return _shown(case, token, 422, withdrawing=fault)
    try:
        here.tracking.withdraw(code, token, form.one("ly_do")[:MOST_REASON])
    except Conflict as error:
        return _shown(here.tracking.full(code, token), token, 409, notice=error.message)
    return see_other(_own(code, token))


@citizen_tracking.route("/ho-so/{code}/{token}/bo-sung", methods=["GET"])
@door("case token", _request)
def back_from_supplement(code: str, token: str) -> Response:
    """The address of a supplement, reloaded."""
    return see_other(_own(code, token))


@citizen_tracking.route("/ho-so/{code}/{token}/rut", methods=["GET"])
@door("case token", _request)
def back_from_withdrawal(code: str, token: str) -> Response:
    """The address of a withdrawal, reloaded."""
    return see_other(_own(code, token))


@citizen_tracking.route("/ho-so/{code}/{token}/tai-lieu/{id}", methods=["GET"])
@door("case token", _request)
def fetch_document(code: str, token: str, id: str) -> Response:
    """A finished document, as it was signed."""
    kind, data = world().tracking.document(code, token, id)
    return download(data, "application/pdf", f"{code}-{kind}.pdf".replace("_", "-"))


def _own(code: str, token: str) -> str:
    """The case's own page; a wrong link never comes to be repeated in a header."""
    world().tracking.full(code, token)
    return f"/ho-so/{code}/{token}"


def _shown(
    case: OpenCase,
    token: str,
    status: int = 200,
    draft: OpenDraft | None = None,
    faults: Sequence[Fault] = (),
    rows: Mapping[str, int] | None = None,
    notice: str = "",
    withdrawing: str = "",
) -> Response:
    form = None
    if case.state.status is Status.SUPPLEMENT_REQUESTED and case.key is not None:
        form = _supplement_form(case, token, draft or world().supplements.begun(case), faults, rows)
    return show_case(
        case,
        token,
        status,
        form=form,
        notice=notice,
        asked={paper.id for paper in papers_asked(case.service, case.state.answers or {})},
        opened=bool(faults) or bool(rows) or draft is not None,
        can_withdraw=withdrawal(case) is not None,
        withdrawing=withdrawing,
    )


def _supplement_form(
    case: OpenCase, token: str, draft: OpenDraft, faults: Sequence[Fault], rows: Mapping[str, int] | None
) -> FormPage | None:
    """The questions as answered and the papers to replace, in the version that the case keeps."""
    here, service = world(), case.service
    if not isinstance(service, Procedure):
        return None
    return form_page(
        here.translations.spoken(case.state.version, service),
        case.state.version,
        here.catalogue.reference,
        here.submissions.context(),
        raw=draft.raw,
        faults=faults,
        files=draft.files,
        office_id=case.state.office_id,
        extra_rows=rows,
        action=f"/ho-so/{case.state.code}/{token}/bo-sung",
        papers=uploadable(here.translations.spoken(case.state.version, service)),
    )
