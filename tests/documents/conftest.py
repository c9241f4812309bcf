"""A real service with real answers, the real typesetter, and a test authority of the test's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from functions.adapters.clock import SetClock
from functions.adapters.pyhanko import PdfVerifier, TestAuthoritySigner
from functions.adapters.typesetter import TypstTypesetter
from functions.domain.declaration import AnyService, DocumentKind, Reference
from functions.domain.fields.context import FormContext
from functions.domain.fields.section import check_answers
from functions.domain.model import JSON
from functions.ports import Signatory
from functions.services.cases import OpenCase
from publisher.catalogue import load
from tests.documents.made import SENT, carried, data_of, open_case

ROOT = Path(__file__).parents[2]
SLUG = "cap-giay-xac-nhan-tinh-trang-hon-nhan"
PERSON = Signatory("person", "cb-1", "Lê Văn Bình", "Phó Chủ tịch", "Ủy ban nhân dân phường Cẩm Thành")
AGENCY = Signatory(
    "agency",
    "ubnd_xa:21025",
    "Ủy ban nhân dân phường Cẩm Thành",
    "",
    "Ủy ban nhân dân tỉnh Quảng Ngãi",
)


@dataclass(frozen=True)
class Subject:
    """A service with the answers of its first example."""

    service: AnyService
    reference: Reference
    answers: dict[str, Any]

    def case(self, kind: DocumentKind) -> OpenCase:
        return carried(open_case(self.service, self.answers, self.reference), self.reference, kind)

    def data(self, kind: DocumentKind, **changes: Any) -> JSON:
        return data_of(self.case(kind), kind, self.reference, **changes)


@pytest.fixture(scope="session")
def subject() -> Subject:
    content = load(ROOT / "content", date(2026, 6, 9))
    service = next(page.service for page in content.pages.values() if page.service.slug == SLUG)
    reference, day = content.reference, SENT.date()
    units = {unit.code: unit.name for unit in reference.communes(day)}
    context = FormContext(day, units, frozenset(reference.citizen_id_provinces))
    answers = check_answers(service.form, service.examples[0].answers, context)
    assert not answers.faults
    return Subject(service, reference, answers.values)


@pytest.fixture(scope="session")
def typesetter() -> TypstTypesetter:
    return TypstTypesetter()


@pytest.fixture(scope="session")
def plain(subject: Subject, typesetter: TypstTypesetter) -> bytes:
    """An unsigned result."""
    data = subject.data(DocumentKind.RESULT)
    return typesetter.pdf(data["template"], data)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 6, 9, 2, 0, tzinfo=UTC))


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    return tmp_path / "test-authority"


@pytest.fixture
def signer(authority: Path, clock: SetClock, typesetter: TypstTypesetter) -> TestAuthoritySigner:
    return TestAuthoritySigner(authority, clock, typesetter)


@pytest.fixture
def verifier(authority: Path, clock: SetClock) -> PdfVerifier:
    return PdfVerifier(authority, None, clock)


@pytest.fixture
def signed(signer: TestAuthoritySigner, plain: bytes) -> bytes:
    """A result signed by the person, then by the agency."""
    return signer.sign(signer.sign(plain, PERSON, "Ký kết quả"), AGENCY, "Phát hành")


Sign = Callable[[bytes, Signatory, str], bytes]
