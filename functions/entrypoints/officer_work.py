"""Internal work: which processes an officer may open, and the form that opens one."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.bootstrap import world
from functions.domain.errors import Fault
from functions.domain.papers import PREFIX
from functions.entrypoints.forms import Posted
from functions.entrypoints.http import FORMS, see_other
from functions.entrypoints.officer_case_page import Typed
from functions.entrypoints.officer_door import Visitor, officer_door
from functions.rendering.form import questions
from functions.services.open_work import Opening
from functions.services.staging import Upload

officer_work = Blueprint(__name__)


def _request() -> Request:
    request: Request = officer_work.current_request
    return request


@officer_work.route("/can-bo/viec-moi", methods=["GET"])
@officer_door(_request)
def offered(visitor: Visitor) -> Response:
    """The processes that this officer may open."""
    return visitor.page("officer/work.html", offered=world().open_work.offered(visitor.officer))


@officer_work.route("/can-bo/viec-moi/{slug}", methods=["GET"])
@officer_door(_request)
def blank(visitor: Visitor, slug: str) -> Response:
    """An empty form."""
    return _form(visitor, world().open_work.blank(visitor.officer, slug), {})


@officer_work.route("/can-bo/viec-moi/{slug}", methods=["POST"], content_types=FORMS)
@officer_door(_request)
def open_work(visitor: Visitor, slug: str) -> Response:
    """Open the work, or show what is wrong with what was typed kept."""
    form = visitor.form()
    opening = world().open_work.open(visitor.officer, slug, form.one("_draft"), form.texts, _uploads(form))
    if opening.code:
        return see_other(f"/can-bo/ho-so/{opening.code}?xong=open")
    return _form(visitor, opening, opening.draft.raw, 422)


def resume(visitor: Visitor, slug: str, typed: Typed, notice: str) -> Response:
    """The form with what was typed before a session ended."""
    return _form(visitor, world().open_work.blank(visitor.officer, slug), typed, notice=notice)


def _form(visitor: Visitor, opening: Opening, typed: Typed, status: int = 200, notice: str = "") -> Response:
    context, service = world().casework.context(), opening.service
    sections = [
        (one, questions(one.fields, one.id, context, raw=typed, faults=opening.faults))
        for one in service.form
    ]
    asked = [view for _section, views in sections for view in views]
    summary = []
    for fault in opening.faults:
        at = next((one for one in asked if _about(fault, one.name)), None)
        anchor = at.anchor(fault.where) if at else "f-" + fault.where.replace(".", "-")
        summary.append((anchor, fault.message))
    papers = [
        (
            one,
            PREFIX + one.id,
            [file for file in opening.draft.files if file.evidence == one.id],
            next((fault.message for fault in opening.faults if fault.where == PREFIX + one.id), ""),
        )
        for one in service.evidence
        if one.electronic and one.handling == "hand_in" and one.held is None
    ]
    return visitor.page(
        "officer/open_work.html",
        status,
        service=service,
        sections=sections,
        papers=papers,
        draft=opening.draft.token if opening.draft.revision else "",
        summary=summary,
        notice=notice,
    )


def _about(fault: Fault, name: str) -> bool:
    return fault.where == name or fault.where.startswith(name + ".")


def _uploads(form: Posted) -> list[Upload]:
    return [Upload(one.field.removeprefix(PREFIX), one.filename, one.data) for one in form.uploads]
