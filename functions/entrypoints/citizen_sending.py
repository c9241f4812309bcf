"""A form posted: kept first, then judged; and the application sent, by people and by machines."""

from __future__ import annotations

from dataclasses import replace

from chalice.app import Blueprint, Request, Response

from functions.bootstrap import world
from functions.domain.errors import Conflict, Expired, Fault, Invalid, NotFound
from functions.domain.i18n import _
from functions.domain.papers import PREFIX
from functions.entrypoints.citizen_pages import (
    case_url,
    check_url,
    draft_url,
    filled_form,
    show_check,
    show_form,
    show_saved,
    version_notice,
)
from functions.entrypoints.forms import Posted
from functions.entrypoints.http import (
    FORMS,
    address,
    answer_json,
    door,
    posted,
    problem,
    see_other,
    wants_json,
)
from functions.entrypoints.machine import Document, brings_document, idempotency_key, read_document
from functions.entrypoints.uploading import draft_of
from functions.services.staging import Upload
from functions.services.submit import Checked, SentCase, merged_faults
from functions.services.uploads import Brought

citizen_sending = Blueprint(__name__)


def _request() -> Request:
    request: Request = citizen_sending.current_request
    return request


@citizen_sending.route("/nop/{slug}", methods=["GET"])
@door("public", _request)
def back_to_the_form(slug: str) -> Response:
    """Somebody reloads the address that a form was posted to: the empty form is where it begins."""
    world().submissions.procedure(slug)
    return see_other(f"/thu-tuc/{slug}/nop/")


@citizen_sending.route("/nop/{slug}", methods=["POST"], content_types=FORMS)
@door("public", _request)
def post_form(slug: str) -> Response:
    """Keep what was typed and go on by the button that was pressed; or take a machine's whole document."""
    request = _request()
    world().submissions.procedure(slug)
    world().posts.take(address(request))
    if request.headers.get("content-type", "").startswith("application/json"):
        return _take(slug, read_document(request), request)
    form = posted(request)
    if brings_document(form):
        return _take(slug, read_document(request, form), request, form)
    return fill_in(slug, form.one("_token"), form, request)


@citizen_sending.route("/ban-nhap/{token}/gui", methods=["POST"], content_types=FORMS)
@door("draft token", _request)
def send(token: str) -> Response:
    """Send, once, however often the button is pressed."""
    here, request = world(), _request()
    here.drafts.id_of(token)
    here.posts.take(address(request))
    form = posted(request)
    ticked = form.texts.get("dong_y", [])
    if form.one("_do") == "luu":
        return show_saved(here.drafts.open(token))
    try:
        sent = here.submissions.send(token, ticked, form.one("_seen"))
    except Invalid as error:
        return show_form(here.drafts.open(token), error.faults, 422)
    except Conflict as error:
        checked = here.submissions.check(here.drafts.open(token))
        return show_check(checked, 409, error.message, ticked)
    return see_other(case_url(sent))


@citizen_sending.route("/ban-nhap/{token}/gui", methods=["GET"])
@door("draft token", _request)
def back_to_the_check(token: str) -> Response:
    """The address of sending, reloaded."""
    world().drafts.id_of(token)
    return see_other(check_url(token))


def fill_in(slug: str, token: str, form: Posted, request: Request) -> Response:
    """Keep everything, then do what the pressed button says: go on, save, a file less, a row more."""
    here = world()
    if token and (sent := sent_case(token)):
        return see_other(case_url(sent))
    do, _colon, target = form.one("_do").partition(":")
    taken_from = _taken_from(token, target) if do == "xoa" else ""
    checked, notice = _kept(slug, token, form, target if do == "xoa" else "")
    draft = checked.draft
    wrong_files = [fault for fault in checked.faults if fault.code.startswith("file_")]
    if wants_json(request):
        return _told(checked)
    if do == "luu":
        return show_saved(draft, wrong_files)
    if do in ("xoa", "them"):
        rows = {target: 1} if do == "them" else {}
        if wrong_files:
            return show_form(draft, wrong_files, 422, notice, rows)
        return see_other(draft_url(draft.token) + _place(checked, do, target, taken_from))
    old = form.one("_version")
    stale = old not in ("", checked.version)
    if stale and not notice:
        notice = version_notice(here.submissions.changed_since(old, slug))
    if checked.faults:
        return show_form(draft, checked.faults, 422, notice)
    return see_other(check_url(draft.token) + ("?doi=1" if stale else ""))


def sent_case(token: str) -> SentCase | None:
    """The case that a draft became; none for a link that was never ours."""
    try:
        return world().submissions.sent_before(token)
    except NotFound:
        return None


def uploads_of(form: Posted) -> list[Upload]:
    """Files by the paper's id, or by the name of the file question."""
    return [Upload(one.field.removeprefix(PREFIX), one.filename, one.data) for one in form.uploads]


def _kept(slug: str, token: str, form: Posted, drop: str) -> tuple[Checked, str]:
    """A link that is past its time or wrong costs nobody what was typed: it becomes a new draft."""
    here = world()
    ahead = here.uploads.brought(slug, draft_of(token), form.texts)
    uploads = [*uploads_of(form), *ahead.uploads]

    def save(link: str, gone: str = "") -> Checked:
        """What was sent ahead is removed only once the draft holds it."""
        checked = here.submissions.save(slug, link, form.texts, uploads, gone)
        here.uploads.settle(ahead)
        wrong = ahead.faults(checked.draft.files)
        return replace(checked, faults=merged_faults(checked.faults, wrong))

    try:
        return save(token, drop), ""
    except (Expired, NotFound):
        if not token:
            raise
    notice = _(
        "Liên kết cũ của bản nháp không còn dùng được. Những gì bạn vừa gửi đã được giữ trong bản nháp mới; "
        "tệp đã chọn trước đó cần chọn lại."
    )
    return save(""), notice


def _place(checked: Checked, do: str, target: str, taken_from: str) -> str:
    """Where on the form to go on: the place that a file was taken from, or the new row."""
    if do == "xoa":
        from functions.rendering.questions import id_of

        return f"#{id_of(taken_from)}" if taken_from else ""
    page = filled_form(checked.draft, extra_rows={target: 1})
    views = [one for section in page.sections for one in section.questions if one.name == target]
    if not views or not views[0].rows:
        return ""
    first = views[0].rows[-1][0]
    return f"?them={target}#{first.anchor(first.name)}"


def _taken_from(token: str, file_id: str) -> str:
    """The input of a staged file."""
    try:
        files = world().drafts.open(token).files
    except (Expired, NotFound):
        return ""
    found = next((one.evidence for one in files if one.id == file_id), "")
    return found if not found or "." in found else PREFIX + found


def _told(checked: Checked) -> Response:
    """The same for a script: where the draft is, and what is wrong with it."""
    links = {"draft": draft_url(checked.draft.token), "check": check_url(checked.draft.token)}
    if not checked.faults:
        return answer_json({"links": links})
    answer = problem(422, _("Hồ sơ còn chỗ cần sửa."), _request(), "invalid", checked.faults)
    answer.body["links"] = links
    return answer


def _take(slug: str, document: Document, request: Request, form: Posted | None = None) -> Response:
    """``form`` brought the document, and perhaps grants of files that went ahead of it."""
    key = idempotency_key(request)
    if key is None:
        sentence = _("Gửi kèm đầu mục Idempotency-Key, từ 8 đến 200 ký tự ASCII, mỗi hồ sơ một khóa riêng.")
        faults = [Fault("Idempotency-Key", "required", sentence)]
        return problem(400, sentence, request, "idempotency_key", faults)
    here = world()
    ahead = here.uploads.brought(slug, "", form.texts) if form else Brought()
    if ahead.missed:
        raise Invalid(_("Hồ sơ còn chỗ cần sửa."), ahead.faults())
    uploads = [*document.uploads, *ahead.uploads]
    sent = here.submissions.send_json(
        slug, document.office, document.answers, uploads, key, document.consents, document.version
    )
    here.uploads.settle(ahead)
    location = case_url(sent)
    links = {"self": location, "public": f"/ho-so/{sent.code}"}
    body = {"code": sent.code, "tracking_token": sent.token, "links": links}
    return answer_json(body, 201, {"Location": location})
