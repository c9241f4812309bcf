"""Opening internal work: an officer fills in a process's form, and the same engine carries it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from functions.domain.case import limit_of
from functions.domain.case_code import CodeSeries, Style
from functions.domain.declaration import ChannelKind, Process
from functions.domain.engine import begin_effects
from functions.domain.errors import Duplicate, Expired, Fault, NotFound
from functions.domain.events import CaseFile, Sent
from functions.domain.fields.section import Answers, read_form
from functions.domain.i18n import _
from functions.domain.papers import missing_papers, papers_asked
from functions.ports import Claim, FileJudge, Officer
from functions.services.cases import Cases
from functions.services.drafts import Drafts, OpenDraft
from functions.services.identity import new_id
from functions.services.in_force import InForce
from functions.services.progress import actor_of
from functions.services.staging import StagedFile, Upload


@dataclass(frozen=True, slots=True)
class Opening:
    """A form of internal work as it was left: kept in the draft, read, and what is wrong with it.

    ``code`` is set once the work was opened.
    """

    draft: OpenDraft
    service: Process
    answers: Answers
    faults: tuple[Fault, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class OpenWork:
    """Internal processes, for officers whose role and office may open them."""

    cases: Cases
    drafts: Drafts
    judge: FileJudge
    style: Style
    in_force: InForce

    def offered(self, officer: Officer) -> tuple[Process, ...]:
        """The processes that this officer may open."""
        catalogue = self.cases.catalogue
        services = [catalogue.current(slug)[1] for slug in catalogue.slugs()]
        return tuple(one for one in services if isinstance(one, Process) and self._may_open(one, officer))

    def blank(self, officer: Officer, slug: str) -> Opening:
        """An empty form. Raises :class:`NotFound` for what is not the officer's to open."""
        version, service = self._process(officer, slug)
        return Opening(self.drafts.new(slug, version), service, Answers({}, ()))

    def open(
        self,
        officer: Officer,
        slug: str,
        token: str,
        raw: Mapping[str, list[str]],
        uploads: Sequence[Upload] = (),
    ) -> Opening:
        """Keep what was typed; without faults, open the work. The same form sent twice opens one case."""
        version, service = self._process(officer, slug)
        if token and (before := self._opened_before(self.drafts.id_of(token))):
            return replace(self.blank(officer, slug), code=before)
        draft = self._kept(token, slug, version, raw)
        draft, wrong_files = self.drafts.stage(draft, service, uploads)
        draft = self.drafts.save(draft)
        context = self.in_force.context(self.in_force.day(self.cases.clock.now()))
        answers = read_form(service.form, draft.raw, context)
        brought = [file.evidence for file in draft.files]
        faults = (*answers.faults, *missing_papers(service, answers.values, brought), *wrong_files)
        opening = Opening(draft, service, answers, faults)
        return opening if faults else replace(opening, code=self._store(officer, opening))

    def _kept(self, token: str, slug: str, version: str, raw: Mapping[str, list[str]]) -> OpenDraft:
        try:
            draft = self.drafts.open(token) if token else self.drafts.new(slug, version)
        except Expired:
            draft = self.drafts.new(slug, version)
        if draft.slug != slug:
            raise NotFound(_("Liên kết không đúng hoặc đã hết hạn."))
        typed = {name: list(texts) for name, texts in raw.items() if not name.startswith("_")}
        return replace(draft, raw=typed, version=version)

    def _store(self, officer: Officer, opening: Opening) -> str:
        draft, now = opening.draft, self.cases.clock.now()
        office = self.cases.catalogue.reference.office(officer.office_id)
        today = self.cases.calendar.local(now).date()
        case_id, series = new_id(now), CodeSeries(office, today, self.style)
        asked = {paper.id for paper in papers_asked(opening.service, opening.answers.values)}
        files = tuple(self._file(one) for one in draft.files if one.evidence in asked)
        sent = Sent(
            at=now,
            actor=actor_of(officer),
            slug=draft.slug,
            version=draft.version,
            code="",
            office_id=office.id,
            channel=ChannelKind.ONLINE,
            limit=limit_of(opening.service, ChannelKind.ONLINE, opening.answers.values),
            files=files,
            answers=opening.answers.values,
            file_names={one.id: one.name for one in draft.files},
        )
        self.cases.catalogue.archive(draft.slug)
        claims = [Claim(f"draft:{draft.id}", case_id)]
        effects = begin_effects(files, public=False)
        try:
            return self.cases.begin(
                case_id, sent, series, opening.service, draft.key, effects, claims, draft.id
            )
        except Duplicate:
            # The same form was sent twice at once, and the other was first.
            if before := self._opened_before(draft.id):
                return before
            raise

    def _opened_before(self, draft_id: str) -> str | None:
        case_id = self.cases.store.cases.case_id_of(f"draft:{draft_id}")
        known = self.cases.store.cases.projection(case_id) if case_id else None
        return known.code if known else None

    def _process(self, officer: Officer, slug: str) -> tuple[str, Process]:
        version, service = self.cases.catalogue.current(slug)
        if not isinstance(service, Process) or not self._may_open(service, officer):
            raise NotFound(_("Không có việc nội bộ này trong phần việc của bạn."))
        return version, service

    def _may_open(self, service: Process, officer: Officer) -> bool:
        """In a role that opens it, and in an office that the process is declared for."""
        reference = self.cases.catalogue.reference
        today = self.cases.calendar.local(self.cases.clock.now()).date()
        here = {office.id for office in reference.offices(service.authority, today)}
        return officer.office_id in here and bool(set(service.opened_by) & set(officer.roles))

    def _file(self, one: StagedFile) -> CaseFile:
        media = self.judge.media_type(one.kind)
        return CaseFile(id=one.id, evidence=one.evidence, size=one.size, media_type=media, sha256=one.sha256)
