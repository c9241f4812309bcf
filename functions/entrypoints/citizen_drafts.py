"""A draft reopened by its private link, and everything checked once more before it is sent."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.bootstrap import world
from functions.domain.i18n import _
from functions.entrypoints.citizen_pages import case_url, show_check, show_form, version_notice
from functions.entrypoints.citizen_sending import fill_in, sent_case
from functions.entrypoints.http import FORMS, address, door, posted, query, see_other

citizen_drafts = Blueprint(__name__)


def _request() -> Request:
    request: Request = citizen_drafts.current_request
    return request


@citizen_drafts.route("/ban-nhap/{token}", methods=["GET"])
@door("draft token", _request)
def resume(token: str) -> Response:
    """The form as it was left; of a draft that was sent, the case."""
    if sent := sent_case(token):
        return see_other(case_url(sent))
    here = world()
    draft = here.drafts.open(token)
    version, _service = here.submissions.procedure(draft.slug)
    notice = ""
    if draft.version != version:
        notice = version_notice(here.submissions.changed_since(draft.version, draft.slug))
    row = query(_request(), "them")
    return show_form(draft, notice=notice, extra_rows={row: 1} if row else None)


@citizen_drafts.route("/ban-nhap/{token}", methods=["POST"], content_types=FORMS)
@door("draft token", _request)
def go_on(token: str) -> Response:
    """The reopened form, posted."""
    here, request = world(), _request()
    here.drafts.id_of(token)
    here.posts.take(address(request))
    form = posted(request)
    if sent := sent_case(token):
        return see_other(case_url(sent))
    return fill_in(here.drafts.open(token).slug, token, form, request)


@citizen_drafts.route("/ban-nhap/{token}/kiem-tra", methods=["GET"])
@door("draft token", _request)
def check(token: str) -> Response:
    """All answers by parts, papers, fee, day and consents; or the form again, while something is wrong."""
    if sent := sent_case(token):
        return see_other(case_url(sent))
    here = world()
    draft = here.drafts.open(token)
    checked = here.submissions.check(draft)
    notice = ""
    if draft.version != checked.version:
        notice = version_notice(here.submissions.changed_since(draft.version, draft.slug))
    elif query(_request(), "doi"):
        notice = _(
            "Thủ tục đã thay đổi từ khi bạn mở tờ khai; những gì bạn khai vẫn dùng được. "
            "Xem lại trước khi gửi."
        )
    if checked.faults:
        return show_form(draft, checked.faults, 422, notice)
    return show_check(checked, notice=notice)
