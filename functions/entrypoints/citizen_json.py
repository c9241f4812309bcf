"""Cases as JSON for machines, on the addresses that people use."""

from __future__ import annotations

from functions.bootstrap import world
from functions.domain.declaration import Status
from functions.domain.model import JSON
from functions.entrypoints.citizen_pages import page_of
from functions.services.cases import OpenCase
from functions.services.track import Glimpse, due_of, public_history


def glimpse_json(seen: Glimpse) -> JSON:
    """What anybody may know."""
    return {
        "code": seen.code,
        "status": _status(seen.status),
        "steps": {"done": seen.done_steps, "all": seen.all_steps},
    }


def case_json(case: OpenCase, token: str) -> JSON:
    """Everything of one's own case."""
    state, page, calendar = case.state, page_of(case), world().cases.calendar
    address = f"/ho-so/{state.code}/{token}"
    due = due_of(case)
    return {
        "code": state.code,
        "procedure": {"slug": state.slug, "title": page.title, "version": state.version},
        "status": _status(state.status),
        "office": {"id": state.office_id, "name": page.office},
        "sent_at": calendar.local(state.sent_at).isoformat(),
        "due_at": calendar.local(due).isoformat() if due else None,
        "fee": state.fee,
        "consents": list(state.consents),
        "answers": state.answers,
        "history": [
            {
                "at": calendar.local(turn.at).isoformat(),
                "status": _status(turn.status),
                "by": turn.actor.kind,
                "reason": turn.reason,
            }
            for turn in public_history(case)
        ],
        "papers": [
            {"for": one.evidence, "size": one.size, "sha256": one.sha256, "state": one.state}
            for one in state.files
        ],
        "documents": [
            {"kind": one.kind, "number": one.number, "size": one.size, "href": f"{address}/tai-lieu/{one.id}"}
            for one in page.documents
        ],
        "documents_in_preparation": list(page.owed),
        "links": {"self": address, "public": f"/ho-so/{state.code}"},
    }


def _status(status: Status) -> JSON:
    return {"number": int(status), "text": status.say()}
