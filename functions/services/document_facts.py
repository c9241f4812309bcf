"""What a document says of a case: who applied, which papers came, which answers go into the result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from functions.domain.case import CaseState, Turn
from functions.domain.declaration import AnyService, DocumentKind, Procedure
from functions.domain.fees import fees_due
from functions.domain.fields import AnyField
from functions.domain.i18n import _
from functions.domain.say import dong

APPLICANT = "nguoi_nop"
"""The section about the applicant that services have unless they say ``applicant: own``."""
_WRITTEN = "ghi vào"
_CONTACTS = ("phone", "email")
_NO_FACT = ("declaration", "notice", "file")


@dataclass(frozen=True, slots=True)
class Applicant:
    """The person who applied, as far as the form asked."""

    name: str = ""
    citizen_id: str = ""
    born: str = ""
    home: str = ""
    phone: str = ""
    email: str = ""


def applicant_of(state: CaseState, service: AnyService) -> Applicant:
    """The applicant from the usual section, or else from the first section that names a person."""
    sections = sorted(service.form, key=lambda one: one.id != APPLICANT)
    for section in sections:
        said: dict[str, str] = {}
        values = (state.answers or {}).get(section.id) or {}
        for field in section.fields:
            said.setdefault(field.kind, field.say(values.get(field.id)))
        if said.get("person_name"):
            return Applicant(
                name=said["person_name"],
                citizen_id=said.get("citizen_id", ""),
                born=said.get("date", ""),
                home=said.get("address", ""),
                phone=said.get("phone", ""),
                email=said.get("email", ""),
            )
    return Applicant()


def reason_for(state: CaseState, service: AnyService, kind: DocumentKind) -> tuple[str, Turn | None]:
    """The reason given in the last turn that issues documents of this kind, and that turn.

    The case may have moved on since, so the last turn of all is not always the one that is meant.
    """
    issuing = {
        (move.id, move.to)
        for step in service.workflow.steps
        for move in step.transitions
        if kind in move.issues
    }
    for turn in reversed(state.history):
        if (turn.transition, turn.step) in issuing:
            return turn.reason or "", turn
    return "", None


def papers_brought(state: CaseState, service: AnyService) -> list[tuple[str, str]]:
    """Each paper with what came for it: file names, sizes and the beginning of each file's SHA-256."""
    names = state.file_names or {}
    rows = []
    for paper in service.evidence:
        came = [
            _("{name}, {size}, SHA-256 {hash}…").format(
                name=names.get(file.id, file.id), size=_size(file.size), hash=file.sha256[:16]
            )
            for file in state.files
            if file.evidence == paper.id
        ]
        if came:
            rows.append((paper.name, "\n".join(came)))
    return rows


def fee_said(state: CaseState, service: AnyService) -> str:
    """What is to be paid, line by line when the lines add up to what the case was sent with."""
    if not state.fee:
        return _("Không thu")
    total = dong(state.fee)
    if not isinstance(service, Procedure):
        return total
    bill = fees_due(service, state.channel, state.values())
    if bill.total != state.fee:
        return total
    lines = "; ".join(f"{line.label}: {dong(line.amount)}" for line in bill.lines if line.amount)
    return f"{total} ({lines})"


def result_facts(state: CaseState, service: AnyService) -> list[tuple[str, list[list[str]]]]:
    """What the result states, by section: label and words of each answer.

    Personal data go where their declared purpose sends them (Law 91/2025/QH15): a question whose purpose
    begins with *Ghi vào* is written into the result, asked of the citizen or of the officer alike. Where a
    service marks none, all answers are but contacts, declarations, notices and files.
    """
    parts: list[tuple[str, Iterable[AnyField], Mapping[str, Any]]] = [
        (section.title, section.fields, (state.answers or {}).get(section.id) or {})
        for section in service.form
        if section.id != APPLICANT
    ]
    parts += [(step.label, step.fields, state.recorded.get(step.id) or {}) for step in service.workflow.steps]
    marked = any(_is_written(field) for _title, fields, _values in parts for field in fields)
    chosen = _is_written if marked else _is_fact
    found = [(title, _rows(fields, values, chosen)) for title, fields, values in parts]
    return [(title, rows) for title, rows in found if rows]


def _rows(fields: Iterable[AnyField], values: Mapping[str, Any], chosen: Any) -> list[list[str]]:
    said = [
        [field.label.rstrip("?"), field.say(values[field.id])]
        for field in fields
        if chosen(field) and values.get(field.id) is not None
    ]
    return [row for row in said if row[1]]


def _is_written(field: AnyField) -> bool:
    return field.purpose.lower().startswith(_WRITTEN)


def _is_fact(field: AnyField) -> bool:
    return field.kind not in (*_NO_FACT, *_CONTACTS)


def _size(size: int) -> str:
    if size < 2**20 // 10:
        return f"{max(1, round(size / 2**10))} KB"
    return f"{size / 2**20:.1f} MB".replace(".", ",")
