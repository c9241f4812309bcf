"""Filling in a form and sending it: saved at every turn, checked whole, stored before it is confirmed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from functions.domain.case import limit_of
from functions.domain.case_code import Style, case_code, counter
from functions.domain.deadline import due
from functions.domain.declaration import ChannelKind, Office, Procedure, offices_for
from functions.domain.engine import begin_effects
from functions.domain.errors import Duplicate, Expired, Fault, Invalid, NotFound
from functions.domain.events import CITIZEN, CaseFile, Sent
from functions.domain.fees import FeeBill, fees_due
from functions.domain.fields.context import FormContext
from functions.domain.fields.section import Answers, check_answers, read_form
from functions.domain.i18n import _
from functions.domain.papers import missing_papers, papers_asked
from functions.ports import Claim, FileJudge
from functions.services.cases import Cases
from functions.services.drafts import Drafts, OpenDraft, StagedFile, Upload
from functions.services.tokens import Tokens

OFFICE = "_office"


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft held against its declaration: everything wrong with it, and what it would lead to."""

    draft: OpenDraft
    service: Procedure
    answers: Answers
    faults: tuple[Fault, ...]
    bill: FeeBill
    office: Office | None
    due_on: date


@dataclass(frozen=True, slots=True)
class SentCase:
    """What the citizen gets for a sending: the code and a private token."""

    case_id: str
    code: str
    token: str


@dataclass(frozen=True, slots=True)
class Submissions:
    """Sending applications."""

    cases: Cases
    drafts: Drafts
    tokens: Tokens
    judge: FileJudge
    style: Style

    def procedure(self, slug: str) -> tuple[str, Procedure]:
        """A procedure that takes applications online. Raises :class:`NotFound`."""
        version, service = self.cases.catalogue.current(slug)
        online = isinstance(service, Procedure) and any(
            c.kind is ChannelKind.ONLINE for c in service.channels
        )
        if not isinstance(service, Procedure) or not online:
            raise NotFound(_("Thủ tục này không nhận hồ sơ trực tuyến."))
        return version, service

    def save(
        self, slug: str, token: str, raw: Mapping[str, list[str]], uploads: Sequence[Upload], drop: str = ""
    ) -> Checked:
        """Keep everything that was typed and chosen, right or wrong, then check it.

        The draft is stored before anything is judged, so that no fault can cost what was written.
        """
        version, service = self.procedure(slug)
        draft = self.drafts.open(token) if token else self.drafts.new(slug, version)
        if draft.slug != slug:
            raise NotFound(_("Liên kết không đúng hoặc đã hết hạn."))
        typed = {name: list(texts) for name, texts in raw.items() if not name.startswith("_")}
        office = next(iter(raw.get(OFFICE, [])), "")
        draft = replace(draft, raw=typed, version=version, office_id=office)
        if drop:
            draft = self.drafts.remove(draft, drop)
        draft, wrong_files = self.drafts.stage(draft, service, uploads)
        checked = self.check(self.drafts.save(draft))
        return replace(checked, faults=_merged(checked.faults, wrong_files))

    def check(self, draft: OpenDraft) -> Checked:
        """Hold a draft against the version in force."""
        _version, service = self.procedure(draft.slug)
        answers = read_form(service.form, draft.raw, self.context())
        return self._checked(draft, service, answers)

    def context(self) -> FormContext:
        """Today and the units in force, in the province's local time."""
        reference = self.cases.catalogue.reference
        today = reference.calendar.local(self.cases.clock.now()).date()
        units = {unit.code: unit.name for unit in reference.communes(today)}
        return FormContext(today, units, frozenset(reference.citizen_id_provinces))

    def send(self, token: str) -> SentCase:
        """Send a draft. Sending again gives the same case. Raises :class:`Invalid` while it has faults."""
        draft_id = self.drafts.id_of(token)
        if before := self._sent_before(f"draft:{draft_id}"):
            return before
        try:
            checked = self.check(self.drafts.open(token))
        except Expired:
            # Another click may have sent it between the two look-ups.
            if before := self._sent_before(f"draft:{draft_id}"):
                return before
            raise
        return self._store(checked, f"draft:{draft_id}")

    def send_json(
        self,
        slug: str,
        office: str,
        answers: Mapping[str, Any],
        uploads: Sequence[Upload],
        idempotency_key: str,
    ) -> SentCase:
        """Send in one call, for machines. The same key gives the same case."""
        claim = f"idempotency:{self.tokens.fingerprint(slug, idempotency_key)}"
        if before := self._sent_before(claim):
            return before
        version, service = self.procedure(slug)
        draft = replace(self.drafts.new(slug, version), office_id=office)
        draft, wrong = self.drafts.stage(draft, service, uploads)
        draft = self.drafts.save(draft)
        checked = self._checked(draft, service, check_answers(service.form, answers, self.context()))
        return self._store(replace(checked, faults=_merged(checked.faults, wrong)), claim)

    def _checked(self, draft: OpenDraft, service: Procedure, answers: Answers) -> Checked:
        reference, now = self.cases.catalogue.reference, self.cases.clock.now()
        today = reference.calendar.local(now).date()
        offices = offices_for(service, reference, today)
        office = next((one for one in offices if one.id == draft.office_id), None)
        if office is None and len(offices) == 1:
            office = offices[0]
        faults = [
            *answers.faults,
            *missing_papers(service, answers.values, (f.evidence for f in draft.files)),
        ]
        if office is None:
            faults.insert(0, Fault(OFFICE, "office", _("Chọn nơi nộp hồ sơ")))
        limit = limit_of(service, ChannelKind.ONLINE, answers.values)
        return Checked(
            draft=draft,
            service=service,
            answers=answers,
            faults=tuple(faults),
            bill=fees_due(service, ChannelKind.ONLINE, answers.values),
            office=office,
            due_on=reference.calendar.local(due(now, limit, reference.calendar)).date(),
        )

    def _sent_before(self, claim: str) -> SentCase | None:
        case_id = self.cases.store.cases.case_id_of(claim)
        if case_id is None:
            return None
        known = self.cases.store.cases.projection(case_id)
        return SentCase(case_id, known.code if known else "", self.tokens.issue("case", case_id))

    def _store(self, checked: Checked, claim: str) -> SentCase:
        draft, office = checked.draft, checked.office
        if checked.faults or office is None:
            raise Invalid(_("Hồ sơ còn chỗ cần sửa."), checked.faults)
        now = self.cases.clock.now()
        today = self.cases.calendar.local(now).date()
        number = self.cases.store.cases.take_number(counter(office, today, self.style))
        code = case_code(office, today, number, self.style)
        case_id = secrets.token_hex(16)
        asked = {paper.id for paper in papers_asked(checked.service, checked.answers.values)}
        files = tuple(self._file(one) for one in draft.files if one.evidence in asked)
        sent = Sent(
            at=now,
            actor=CITIZEN,
            slug=draft.slug,
            version=draft.version,
            code=code,
            office_id=office.id,
            channel=ChannelKind.ONLINE,
            fee=checked.bill.total,
            limit=limit_of(checked.service, ChannelKind.ONLINE, checked.answers.values),
            files=files,
            answers=checked.answers.values,
            file_names={one.id: one.name for one in draft.files},
        )
        self.cases.catalogue.archive(draft.slug)
        claims = (Claim(claim, case_id), Claim(f"code:{code}", case_id))
        effects = begin_effects(files, public=True)
        try:
            self.cases.begin(case_id, sent, checked.service, draft.key, effects, claims, draft.id)
        except Duplicate as before:
            return self._again(claim, before)
        return SentCase(case_id, code, self.tokens.issue("case", case_id))

    def _again(self, claim: str, before: Duplicate) -> SentCase:
        """Two sendings raced, and the other was first: its case is the answer."""
        sent = self._sent_before(claim)
        if sent is None:
            raise before
        return sent

    def _file(self, one: StagedFile) -> CaseFile:
        media = self.judge.media_type(one.kind)
        return CaseFile(id=one.id, evidence=one.evidence, size=one.size, media_type=media, sha256=one.sha256)


def _merged(known: Sequence[Fault], wrong_files: Sequence[Fault]) -> tuple[Fault, ...]:
    """All faults once: a paper whose file was refused is not also called missing."""
    refused = {fault.where for fault in wrong_files}
    kept = [one for one in known if one.code != "paper_missing" or one.where not in refused]
    return (*kept, *wrong_files)
