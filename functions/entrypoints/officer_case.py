"""A case in the officers' workspace: its page, and what one may do there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from chalice.app import Blueprint, Request, Response

from functions.bootstrap import world
from functions.domain.errors import Conflict, Fault, Invalid, NotFound, Refused
from functions.domain.i18n import _
from functions.entrypoints.forms import Posted
from functions.entrypoints.http import FORMS, failure, query, see_other, status_of, wants_json
from functions.entrypoints.officer_case_page import Entry, Typed, extension_day, show
from functions.entrypoints.officer_door import HOME, Visitor, officer_door

officer_case = Blueprint(__name__)


def _request() -> Request:
    request: Request = officer_case.current_request
    return request


@officer_case.route("/can-bo/ho-so/{code}", methods=["GET"])
@officer_door(_request)
def case_page(visitor: Visitor, code: str) -> Response:
    """The case as it stands."""
    return show(visitor, code, done=query(visitor.request, "xong"))


@officer_case.route("/can-bo/ho-so/{code}/chuyen", methods=["POST"], content_types=FORMS)
@officer_door(_request)
def move_case(visitor: Visitor, code: str) -> Response:
    """Carry the case on."""

    def act(form: Posted) -> None:
        transition = form.one("_do")
        if not transition:
            raise Conflict(_("Chưa chọn việc cần làm. Bấm một trong các nút ở phần “Xử lý”."))
        world().casework.move(visitor.officer, code, transition, form.one("reason"), form.texts, _seen(form))

    return _acted(visitor, code, "move", act)


@officer_case.route("/can-bo/ho-so/{code}/ghi-chu", methods=["POST"], content_types=FORMS)
@officer_door(_request)
def note_case(visitor: Visitor, code: str) -> Response:
    """Add a private note."""
    return _acted(
        visitor, code, "note", lambda form: world().casework.note(visitor.officer, code, form.one("text"))
    )


@officer_case.route("/can-bo/ho-so/{code}/y-kien", methods=["POST"], content_types=FORMS)
@officer_door(_request)
def give_opinion(visitor: Visitor, code: str) -> Response:
    """Answer as a consulted agency."""

    def act(form: Posted) -> None:
        world().casework.answer(visitor.officer, code, form.one("_consultation"), form.one("text"))

    return _acted(visitor, code, "opinion", act)


@officer_case.route("/can-bo/ho-so/{code}/gia-han", methods=["POST"], content_types=FORMS)
@officer_door(_request)
def extend_case(visitor: Visitor, code: str) -> Response:
    """Set a new date, with an apology to the citizen."""

    def act(form: Posted) -> None:
        reason = form.one("reason").strip()
        read = extension_day().read(form.texts, "new_due", world().casework.context())
        faults = list(read.faults)
        if not reason:
            faults.append(Fault("reason", "required", _("Nhập lý do hẹn lại; người nộp sẽ đọc lý do này")))
        if faults:
            raise Invalid(_("Phần hẹn lại còn chỗ chưa đúng."), faults)
        day = date.fromisoformat(read.value)
        world().casework.extend(visitor.officer, code, day, reason, _seen(form))

    return _acted(visitor, code, "extend", act)


def resume(visitor: Visitor, code: str, typed: Typed, notice: str) -> Response:
    """The case page with what was typed before a session ended; the form is told by what it posted."""
    about = next(iter(typed.get("_consultation", [])), "")
    form = (
        "opinion" if about else "move" if "_do" in typed else "extend" if "new_due.day" in typed else "note"
    )
    return show(visitor, code, Entry(form, typed, about=about), notice=notice)


def _acted(visitor: Visitor, code: str, name: str, act: Callable[[Posted], None]) -> Response:
    """Do it and show the case; what was refused comes back with its reason and with what was typed."""
    form = visitor.form()
    try:
        act(form)
    except NotFound:
        raise
    except Refused as error:
        if wants_json(visitor.request):
            return failure(error, visitor.request)
        return _again(visitor, code, name, form, error)
    return _onward(visitor, code, name)


def _again(visitor: Visitor, code: str, name: str, form: Posted, error: Refused) -> Response:
    faults = error.faults if isinstance(error, Invalid) else ()
    entry = Entry(name, form.texts, faults, form.one("_consultation"))
    return show(visitor, code, entry, status=status_of(error), notice="" if faults else error.message)


def _onward(visitor: Visitor, code: str, done: str) -> Response:
    """To the case, or to the inbox when it has left the officer's office."""
    try:
        world().casework.open(visitor.officer, code)
    except NotFound:
        return see_other(f"{HOME}?xong=1")
    return see_other(f"/can-bo/ho-so/{code}?xong={done}")


def _seen(form: Posted) -> int:
    """The last event on the officer's screen. Anything but a number is an old screen."""
    text = form.one("_seen")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
