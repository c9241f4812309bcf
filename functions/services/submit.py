"""Filling in a form and sending it: saved at every turn, checked whole, stored before it is confirmed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from functions.domain.calendar import WorkCalendar
from functions.domain.case import limit_of
from functions.domain.case_code import CodeSeries, Style
from functions.domain.chain import canonical
from functions.domain.deadline import ClockState
from functions.domain.declaration import AnyService, ChannelKind, Office, Procedure, Service
from functions.domain.duration import Duration
from functions.domain.engine import begin_effects
from functions.domain.errors import Conflict, Duplicate, Expired, Fault, Invalid, NotFound, StaleVersion
from functions.domain.events import CITIZEN, CaseFile, Sent
from functions.domain.fees import FeeBill, fees_due
from functions.domain.fields.context import FormContext
from functions.domain.fields.section import Answers, check_answers, read_form
from functions.domain.i18n import _
from functions.domain.papers import missing_papers, papers_asked
from functions.ports import UNMEASURED, Claim, FileJudge, Measures
from functions.services.cases import Cases
from functions.services.counted import accepted, refusals_counted
from functions.services.drafts import Drafts, OpenDraft
from functions.services.identity import new_id
from functions.services.in_force import InForce
from functions.services.retry import retried
from functions.services.sealing import CaseKey
from functions.services.staging import StagedFile, Upload, listed
from functions.services.tokens import Tokens

OFFICE = "_office"
_VERSION = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft held against the version in force at ``at``: what is wrong, and what it would lead to."""

    draft: OpenDraft
    version: str
    service: Procedure
    answers: Answers
    faults: tuple[Fault, ...]
    bill: FeeBill
    office: Office | None
    at: datetime
    calendar: WorkCalendar

    @property
    def limit(self) -> Duration:
        """The time limit that these answers lead to."""
        return limit_of(self.service, ChannelKind.ONLINE, self.answers.values)

    @property
    def promise(self) -> ClockState:
        """The clock of this application, were it received now."""
        return ClockState.start(self.at, self.limit, self.calendar)

    @property
    def due_on(self) -> date:
        """The day on which the result would be due."""
        return self.calendar.local(self.promise.due_at).date()

    @property
    def seen(self) -> str:
        """What somebody has seen who looked at this: it changes with the draft and with the service."""
        return f"{self.draft.revision}-{self.version[:16]}"


@dataclass(frozen=True, slots=True)
class SentCase:
    """What the citizen gets for a sending: the code and a private token."""

    case_id: str
    code: str
    token: str


Said = TypeVar("Said", bound=Service)


class Spoken(Protocol):
    """A version of a service in the reader's language: for what is said of it, never for what is stored."""

    def __call__(self, version: str, service: Said, /) -> Said: ...


def as_written(_version: str, service: Said) -> Said:
    """In the language that it was written in."""
    return service


@dataclass(frozen=True, slots=True)
class Submissions:
    """Sending applications."""

    cases: Cases
    drafts: Drafts
    tokens: Tokens
    judge: FileJudge
    in_force: InForce
    style: Style
    spoken: Spoken = as_written
    measures: Measures = UNMEASURED
    _archived: set[str] = field(default_factory=set)

    def procedure(self, slug: str) -> tuple[str, Procedure]:
        """A procedure that takes applications online. Raises :class:`NotFound`."""
        version, service = self.cases.catalogue.current(slug)
        online = isinstance(service, Procedure) and any(
            c.kind is ChannelKind.ONLINE for c in service.channels
        )
        if not isinstance(service, Procedure) or not online:
            raise NotFound(_("Thủ tục này không nhận hồ sơ trực tuyến."))
        return version, service

    def context(self) -> FormContext:
        """Today and the units in force, in the province's local time."""
        return self.in_force.context(self.in_force.day(self.cases.clock.now()))

    def save(
        self, slug: str, token: str, raw: Mapping[str, list[str]], uploads: Sequence[Upload], drop: str = ""
    ) -> Checked:
        """Keep everything that was typed and chosen, right or wrong, then check it.

        The draft is stored before anything is judged, so that no fault can cost what was written. An empty
        ``token`` begins a new draft; ``drop`` is the id of a file to take away.
        """
        typed = {name: list(texts) for name, texts in raw.items() if not name.startswith("_")}
        office = next(iter(raw.get(OFFICE, [])), "")
        saved, wrong = retried(lambda: self._save(slug, token, typed, office, uploads, drop))
        checked = self.check(saved)
        return replace(checked, faults=merged_faults(checked.faults, wrong)) if wrong else checked

    def check(self, draft: OpenDraft) -> Checked:
        """Hold a draft against the version in force."""
        version, service = self.procedure(draft.slug)
        context = self.context().holding(listed(draft.files, self.judge))
        said = self.spoken(version, service)
        return self._checked(draft, version, said, read_form(said.form, draft.raw, context))

    def changed_since(self, version: str, slug: str) -> tuple[str, ...]:
        """Labels of what the version in force asks anew or otherwise; empty for an unknown version."""
        _now, service = self.procedure(slug)
        try:
            before = _asked(self.cases.catalogue.version(version)) if _VERSION.fullmatch(version) else {}
        except NotFound:
            return ()
        now = _asked(service)
        return tuple(
            label for key, (label, text) in now.items() if before and before.get(key, ("", ""))[1] != text
        )

    def sent_before(self, token: str) -> SentCase | None:
        """The case that a draft became. Raises :class:`NotFound` for a wrong link."""
        return self._claimed(f"draft:{self.drafts.id_of(token)}")

    def send(self, token: str, consents: Sequence[str] = (), seen: str = "") -> SentCase:
        """Send a draft. Sending again gives the same case.

        ``seen`` is :attr:`Checked.seen` of the page that the sender looked at. Raises :class:`Invalid` while
        there are faults, and :class:`Conflict` when what would be sent is not what was seen.
        """
        with refusals_counted(self.measures):
            return self._send(token, consents, seen)

    def _send(self, token: str, consents: Sequence[str], seen: str) -> SentCase:
        try:
            checked = self.check(self.drafts.open(token))
        except Expired:
            # A draft goes in the transaction in which it becomes a case: this one may have been sent.
            if before := self.sent_before(token):
                return before
            raise
        if seen and seen != checked.seen:
            raise Conflict(_("Bản nháp hoặc thủ tục vừa thay đổi. Xem lại rồi gửi."))
        return self._store(checked, consents, [f"draft:{checked.draft.id}"], checked.draft.id)

    def send_json(
        self,
        slug: str,
        office: str,
        answers: Mapping[str, Any],
        uploads: Sequence[Upload],
        idempotency_key: str,
        consents: Sequence[str] = (),
        wanted: str = "",
    ) -> SentCase:
        """Send in one call, for machines. The same key with the same content gives the same case.

        Nobody gets another's case by guessing a key: the content counts with it, and the same key with
        another content is a :class:`Conflict`. ``wanted`` is the version that the sender filled in: when
        another is in force, nothing is stored and :class:`StaleVersion` is raised; what was sent stays sent.
        """
        with refusals_counted(self.measures):
            return self._send_json(slug, office, answers, uploads, idempotency_key, consents, wanted)

    def _send_json(
        self,
        slug: str,
        office: str,
        answers: Mapping[str, Any],
        uploads: Sequence[Upload],
        idempotency_key: str,
        consents: Sequence[str],
        wanted: str,
    ) -> SentCase:
        version, service = self.procedure(slug)
        files = [[one.evidence, one.name, hashlib.sha256(one.data).hexdigest()] for one in uploads]
        content = canonical([office, answers, files, sorted(consents)]).decode()
        used = f"idempotency:{self.tokens.fingerprint(slug, idempotency_key)}"
        claim = f"idempotent:{self.tokens.fingerprint(slug, idempotency_key, content)}"
        if self.cases.store.cases.case_id_of(used):  # both were claimed together, or neither
            if before := self._claimed(claim):
                return before
            raise Conflict(_("Idempotency-Key này đã dùng cho một nội dung khác."))
        if wanted not in ("", version):
            raise StaleVersion(
                _("Thủ tục đã thay đổi từ khi bạn khai. Xem bản đang có hiệu lực rồi gửi lại.")
            )
        # Nobody opens this draft by a link; only files need it in the store.
        draft = self.drafts.new(slug, version) if uploads else OpenDraft("", "", slug, version, CaseKey.new())
        draft, said = replace(draft, office_id=office), self.spoken(version, service)
        wrong: list[Fault] = []
        if uploads:
            draft, wrong = self.drafts.stage(draft, said, uploads)
        if draft.files:
            draft = self.drafts.save(draft)
        context = self.context().holding(listed(draft.files, self.judge))
        checked = self._checked(draft, version, said, check_answers(said.form, answers, context))
        if wrong:
            checked = replace(checked, faults=merged_faults(checked.faults, wrong))
        if not draft.files:
            return self._store(checked, consents, [claim, used], None)
        return self._store(checked, consents, [claim, used, f"draft:{draft.id}"], draft.id)

    def _save(
        self,
        slug: str,
        token: str,
        typed: dict[str, list[str]],
        office: str,
        uploads: Sequence[Upload],
        drop: str,
    ) -> tuple[OpenDraft, list[Fault]]:
        version, service = self.procedure(slug)
        before = self.drafts.open(token) if token else self.drafts.new(slug, version)
        if before.slug != slug:
            raise NotFound(_("Liên kết không đúng hoặc đã hết hạn."))
        draft = self.drafts.remove(replace(before, raw=typed, version=version, office_id=office), drop)
        draft, wrong = self.drafts.stage(draft, service, uploads)
        return self.drafts.store_over(before, draft, self.drafts.sealed(draft)), wrong

    def _checked(self, draft: OpenDraft, version: str, service: Procedure, answers: Answers) -> Checked:
        now = self.cases.clock.now()
        office = self.in_force.office(service, self.in_force.day(now), draft.office_id)
        missing = missing_papers(service, answers.values, (one.evidence for one in draft.files))
        faults = [*answers.faults, *missing]
        if office is None:
            faults.insert(0, Fault(OFFICE, "office", _("Chọn nơi nộp hồ sơ")))
        return Checked(
            draft=draft,
            version=version,
            service=service,
            answers=answers,
            faults=tuple(faults),
            bill=fees_due(service, ChannelKind.ONLINE, answers.values),
            office=office,
            at=now,
            calendar=self.in_force.calendar,
        )

    def _claimed(self, claim: str) -> SentCase | None:
        case_id = self.cases.store.cases.case_id_of(claim)
        if case_id is None:
            return None
        known = self.cases.store.cases.projection(case_id)
        return SentCase(case_id, known.code if known else "", self.tokens.issue("case", case_id))

    def _store(
        self, checked: Checked, consents: Sequence[str], claims: Sequence[str], draft_id: str | None
    ) -> SentCase:
        office = checked.office
        if checked.faults or office is None:
            raise Invalid(_("Hồ sơ còn chỗ cần sửa."), checked.faults)
        series = CodeSeries(office, self.in_force.day(checked.at), self.style)
        sent = self._sent(checked, office, consents)
        self._archive(checked)
        service = self.cases.catalogue.version(checked.version)  # as it was written, whoever reads it
        case_id = new_id(checked.at)
        held = [Claim(one, case_id) for one in claims]
        effects = begin_effects(sent.files, public=True)
        try:
            code = self.cases.begin(
                case_id, sent, series, service, checked.draft.key, effects, held, draft_id
            )
        except Duplicate:
            # Two sendings raced, and the other was first: its case is the answer.
            if before := self._claimed(claims[0]):
                return before
            raise Conflict(_("Idempotency-Key này đã dùng cho một nội dung khác.")) from None
        accepted(self.measures, checked.draft.slug)
        return SentCase(case_id, code, self.tokens.issue("case", case_id))

    def _sent(self, checked: Checked, office: Office, consents: Sequence[str]) -> Sent:
        files = _asked_for(checked)
        return Sent(
            at=checked.at,
            actor=CITIZEN,
            slug=checked.draft.slug,
            version=checked.version,
            code="",
            office_id=office.id,
            channel=ChannelKind.ONLINE,
            fee=checked.bill.total,
            limit=checked.limit,
            consents=tuple(one for one in checked.service.consent if one in consents),
            files=tuple(case_file(one, self.judge) for one in files),
            answers=checked.answers.values,
            file_names={one.id: one.name for one in files},
        )

    def _archive(self, checked: Checked) -> None:
        """Keep the version for the case; known ones cost a look into a set."""
        if checked.version not in self._archived:
            self.cases.catalogue.archive(checked.draft.slug)
            self._archived.add(checked.version)


def _asked(service: AnyService) -> dict[str, tuple[str, str]]:
    """All questions and papers: by name the label, and everything that is said of it."""
    asked = {f"{section.id}.{one.id}": one for section in service.form for one in section.fields if one.asks}
    papers = {one.id: one for one in service.evidence}
    said = {name: (one.label, one.model_dump_json()) for name, one in asked.items()}
    return said | {id: (one.name, one.model_dump_json()) for id, one in papers.items()}


def _asked_for(checked: Checked) -> list[StagedFile]:
    """The draft's files for which these answers ask."""
    if not checked.draft.files:
        return []
    answers = checked.answers.values
    asked = {paper.id for paper in papers_asked(checked.service, answers)}.union(held_files(answers))
    return [one for one in checked.draft.files if asked & {one.evidence, one.id}]


def case_file(one: StagedFile, judge: FileJudge) -> CaseFile:
    """A staged file as the case holds it."""
    media = judge.media_type(one.kind)
    return CaseFile(id=one.id, evidence=one.evidence, size=one.size, media_type=media, sha256=one.sha256)


def held_files(value: Any) -> Iterator[str]:
    """Ids of the files that answers hold, in rows too."""
    if isinstance(value, Mapping):
        if "sha256" in value:
            yield str(value["id"])
        value = list(value.values())
    for one in value if isinstance(value, list) else ():
        yield from held_files(one)


def merged_faults(known: Sequence[Fault], wrong_files: Sequence[Fault]) -> tuple[Fault, ...]:
    """All faults once: a place whose file was refused is not also called empty."""
    refused = {fault.where for fault in wrong_files}
    kept = [one for one in known if one.code not in ("paper_missing", "required") or one.where not in refused]
    return (*kept, *wrong_files)
