"""Cases of real services, carried along by real moves, for the documents that they issue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from functions.domain.case import apply, fold, limit_of
from functions.domain.declaration import AnyService, ChannelKind, DocumentKind, Reference
from functions.domain.engine import Decision, extend, move
from functions.domain.events import CITIZEN, Actor, CaseFile, Sent
from functions.domain.fields.context import FormContext
from functions.domain.model import JSON
from functions.ports import Officer
from functions.services.cases import OpenCase
from functions.services.documents import document_data
from functions.services.sealing import CaseKey

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
SENT = datetime(2026, 6, 9, 8, 30, tzinfo=VIETNAM)
HOME = "ubnd_xa:21025"
CODE = "H48.99.01-260609-0001"
TRACKING = f"https://dichvucong.example.vn/ho-so/{CODE}/bi-mat-rieng"
REASON = (
    "1. Ảnh chụp Giấy chứng sinh bị mờ, không đọc được số.\n"
    "2. Thiếu văn bản ủy quyền.\n"
    "Chụp lại cho rõ cả bốn góc, và nộp văn bản ủy quyền có chữ ký của hai bên."
)
LEADER = Officer("cb-leader", "lanhdao", "Lê Văn Bình", HOME, ("leader",), "x", position="Phó Chủ tịch")
CLERK = Officer("cb-mot-cua", "motcua", "Trần Thị Hương", HOME, ("reception",), "x", position="")

WAYS: Mapping[DocumentKind, tuple[tuple[str, str], ...]] = {
    DocumentKind.RECEIPT: (("receive", "reception"),),
    DocumentKind.SUPPLEMENT_REQUEST: (("ask_supplement", "reception"),),
    DocumentKind.REFUSAL: (("refuse", "reception"),),
    DocumentKind.APOLOGY: (("receive", "reception"), ("transfer", "reception")),
    DocumentKind.STOP_NOTICE: (("ask_supplement", "reception"), ("stop", "reception")),
    DocumentKind.RESULT: (
        ("receive", "reception"),
        ("transfer", "reception"),
        ("propose", "reviewer"),
        ("approve", "leader"),
    ),
}


def open_case(service: AnyService, answers: Mapping[str, Any], reference: Reference) -> OpenCase:
    """A case that has just been sent, with a file for each of two papers."""
    files = tuple(
        CaseFile(
            id=f"tep{n}",
            evidence=paper.id,
            size=1_400_000 * n,
            media_type="application/pdf",
            sha256="ab" * 32,
        )
        for n, paper in enumerate(service.evidence[:2], 1)
    )
    sent = Sent(
        at=SENT,
        actor=CITIZEN,
        slug=service.slug,
        version="5f1e" * 16,
        code=CODE,
        office_id=HOME,
        channel=ChannelKind.ONLINE,
        fee=16000,
        limit=limit_of(service, ChannelKind.ONLINE, answers),
        files=files,
        answers=dict(answers),
        file_names={file.id: f"Giấy tờ {file.evidence}.pdf" for file in files},
    )
    return OpenCase("1" * 32, fold([sent], service, reference.calendar), service, CaseKey.new(), 1, "")


def carried(case: OpenCase, reference: Reference, kind: DocumentKind) -> OpenCase:
    """The case at the moment when a document of this kind is due."""
    at = SENT
    for transition, role in WAYS[kind]:
        at += timedelta(minutes=10)
        actor = Actor(kind="officer", id=f"cb-{role}", office_id=HOME, roles=(role,))
        context = FormContext(at.date())
        decision = move(
            case.state, case.service, transition, actor, at, reason=REASON, fields={}, context=context
        )
        case = _after(case, decision, reference)
    if kind is DocumentKind.APOLOGY:
        actor = Actor(kind="officer", id="cb-reviewer", office_id=HOME, roles=("reviewer",))
        new = reference.calendar.at((SENT + timedelta(days=8)).date(), reference.calendar.day_end)
        why = "Đang chờ Công an tỉnh xác minh nơi thường trú trước đây."
        case = _after(
            case, extend(case.state, case.service, actor, at, new, why, reference.calendar), reference
        )
    return case


def _after(case: OpenCase, decision: Decision, reference: Reference) -> OpenCase:
    state = case.state
    for event in decision.events:
        state = apply(state, event, case.service, reference.calendar)
    return OpenCase(case.id, state, case.service, case.key, case.seq + len(decision.events), "")


def data_of(case: OpenCase, kind: DocumentKind, reference: Reference, **changes: Any) -> JSON:
    """What the document says, with the usual people unless ``changes`` name others."""
    usual: dict[str, Any] = {
        "number": "05/TNHS-UBND",
        "now": SENT + timedelta(minutes=30),
        "officer": LEADER if kind is DocumentKind.RESULT else CLERK,
        "tracking_url": TRACKING,
        "test": True,
    }
    return document_data(case, kind, reference, **{**usual, **changes})
