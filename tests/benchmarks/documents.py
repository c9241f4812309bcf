"""Receipts set and signed in a second of one core: the real typesetter, the real signer, real answers."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from functions.adapters.clock import SystemClock
from functions.adapters.pyhanko import TestAuthoritySigner
from functions.adapters.typesetter import TypstTypesetter
from functions.domain.declaration import DocumentKind
from functions.domain.fields.context import FormContext
from functions.domain.fields.section import check_answers
from functions.domain.model import JSON
from publisher.catalogue import load
from tests.documents.conftest import AGENCY, SLUG
from tests.documents.made import SENT, carried, data_of, open_case

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Rates:
    """A second of one core's time."""

    set: float
    signed: float
    both: float


def rates(folder: Path, seconds: float) -> Rates:
    """How many receipts are set, signed, and both. Processor time counts: threads of the typesetter too."""
    typesetter = TypstTypesetter()
    signer = TestAuthoritySigner(folder / "authority", SystemClock(), typesetter, "")
    data = _receipt()
    receipt = typesetter.pdf(data["template"], data)

    def set_and_sign(number: int) -> None:
        signer.sign(typesetter.pdf(data["template"], _numbered(data, number)), AGENCY, "")

    return Rates(
        set=_rate(lambda number: typesetter.pdf(data["template"], _numbered(data, number)), seconds),
        signed=_rate(lambda _number: signer.sign(receipt, AGENCY, ""), seconds),
        both=_rate(set_and_sign, seconds),
    )


def _numbered(data: JSON, number: int) -> JSON:
    """Each document is another, so that the typesetter remembers none."""
    return {**data, "number": f"{data['number']}-{number}"}


def _rate(act: Callable[[int], object], seconds: float) -> float:
    act(-1)
    began, done = time.process_time(), 0
    while time.process_time() - began < seconds:
        act(done)
        done += 1
    return done / (time.process_time() - began)


def _receipt() -> JSON:
    content = load(ROOT / "content", date(2026, 6, 9))
    service = next(page.service for page in content.pages.values() if page.service.slug == SLUG)
    units = {unit.code: unit.name for unit in content.reference.communes(SENT.date())}
    context = FormContext(SENT.date(), units, frozenset(content.reference.citizen_id_provinces))
    answers = check_answers(service.form, service.examples[0].answers, context).values
    case = carried(open_case(service, answers, content.reference), content.reference, DocumentKind.RECEIPT)
    return data_of(case, DocumentKind.RECEIPT, content.reference)
