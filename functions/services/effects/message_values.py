"""What a message to the citizen is filled with: the agency, who acted, the three times, the way to the case.

NĐ 224/2026 Điều 15.1.g asks for the agency, the officer and the times of reception, of the move and of the
promised result. All of it is that of the turn which the message tells of, not of the moment it goes out.
"""

from __future__ import annotations

from datetime import datetime

from functions.domain.approval import approval
from functions.domain.case import CaseState
from functions.domain.declaration import AnyService, Reference, Status
from functions.domain.events import Actor, AnyEvent, Extended, FileChecked, Moved
from functions.domain.i18n import _
from functions.domain.say import day, dong, moment
from functions.ports import Officers


def values_of(
    state: CaseState, event: AnyEvent, service: AnyService, reference: Reference, officers: Officers, url: str
) -> dict[str, str]:
    """A text for every placeholder. ``state`` is the case just after ``event``; ``url`` leads to it."""
    local = reference.calendar.local
    clock = state.clock
    return {
        "case_code": state.code,
        "procedure": service.title,
        "authority": reference.office(state.office_id).name,
        "officer": _officer(_actor(state, event, service), officers),
        "received_at": moment(local(_received_at(state))),
        "moved_at": moment(local(event.at)),
        "due_at": day(local(clock.due_at).date()) if clock else _("chưa hẹn"),
        "reason": _reason(event, state),
        "fee": dong(state.fee) if state.fee else _("không thu"),
        "output": service.output.name,
        "tracking_url": url,
        "portal": reference.portal.name,
        "hotline": reference.portal.hotline,
    }


def contact(service: AnyService, state: CaseState, kind: str) -> str:
    """The answer to the first question of a kind (``email``, ``phone``) that was asked; it may be empty.

    Never a later one: where the applicant left their address out, another person's in the form is no
    substitute, since the message leads to the whole case.
    """
    answers = state.answers or {}
    for section in service.form:
        given = answers.get(section.id, {})
        for question in section.fields:
            if question.kind == kind and question.id in given:
                return str(given[question.id] or "")
    return ""


def _actor(state: CaseState, event: AnyEvent, service: AnyService) -> Actor:
    """Who acted in this turn; of a finished case, who signed its result."""
    done = isinstance(event, Moved) and event.status is Status.DONE
    signed = approval(state, service) if done else None
    return signed.actor if signed else event.actor


def _officer(actor: Actor, officers: Officers) -> str:
    known = officers.get(actor.id) if actor.kind == "officer" else None
    return known.name if known else _("Bộ phận một cửa")


def _received_at(state: CaseState) -> datetime:
    turns = [turn.at for turn in state.history if turn.status is Status.RECEIVED]
    return turns[-1] if turns else state.sent_at


def _reason(event: AnyEvent, state: CaseState) -> str:
    if isinstance(event, FileChecked):
        name = (state.file_names or {}).get(event.file, "")
        return _("Tệp “{name}” có mã độc.").format(name=name)
    return (event.reason or "") if isinstance(event, Moved | Extended) else ""
