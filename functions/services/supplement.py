"""Supplementing a case when asked: the same questions, filled in as before, and papers to replace.

What is typed and chosen is kept as a draft of the case itself, sealed under the case's key: the case's own
link opens it, no second one is needed, and erasing the case erases it too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from functions.domain.declaration import Status
from functions.domain.engine import supplement
from functions.domain.errors import Conflict, Fault, Invalid
from functions.domain.events import CITIZEN
from functions.domain.fields import Group, Question
from functions.domain.fields.chosen import Choices, Declaration, Notice
from functions.domain.fields.composed import Address, File, OnBehalf
from functions.domain.fields.day import Day
from functions.domain.fields.numbers import Money
from functions.domain.fields.section import Answers, Section, read_form
from functions.domain.i18n import _
from functions.domain.model import JSON
from functions.domain.papers import missing_papers, papers_asked
from functions.ports import FileJudge
from functions.services.cases import Cases, OpenCase
from functions.services.drafts import Drafts, OpenDraft
from functions.services.in_force import InForce
from functions.services.retry import retried
from functions.services.staging import Upload, listed
from functions.services.submit import Spoken, as_written, case_file, held_files, merged_faults
from functions.services.track import Tracking


@dataclass(frozen=True, slots=True)
class Supplement:
    """A supplement as it stands: the case, what is kept of it, and what is wrong."""

    case: OpenCase
    draft: OpenDraft
    answers: Answers
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Supplements:
    """Supplements that agencies asked for."""

    cases: Cases
    drafts: Drafts
    tracking: Tracking
    judge: FileJudge
    in_force: InForce
    spoken: Spoken = as_written

    def begun(self, case: OpenCase) -> OpenDraft:
        """What was kept so far, or the answers as the case has them. Raises :class:`Conflict`."""
        if case.state.status is not Status.SUPPLEMENT_REQUESTED or case.key is None:
            raise Conflict(_("Hồ sơ không ở bước chờ bổ sung."))
        state = case.state
        fresh = OpenDraft(
            token="",
            id=f"{case.id}-{len(state.history)}",
            slug=state.slug,
            version=state.version,
            key=case.key,
            raw=typed_again(case.service.form, state.answers or {}),
        )
        stored = self.cases.store.drafts.get(fresh.id)
        if stored is None:
            return fresh
        kept = replace(fresh, revision=stored.revision, kept_until=stored.expires_at)
        return kept.filled(case.key.open(stored.sealed, _aad(fresh)))

    def save(
        self,
        code: str,
        token: str,
        raw: Mapping[str, list[str]],
        uploads: Sequence[Upload],
        drop: str = "",
    ) -> Supplement:
        """Keep everything that was typed and chosen, then check it."""
        case, saved, wrong = retried(lambda: self._save(code, token, raw, uploads, drop))
        checked = self.check(case, saved)
        return replace(checked, faults=merged_faults(checked.faults, wrong))

    def check(self, case: OpenCase, draft: OpenDraft) -> Supplement:
        """Hold a supplement against the version that the case keeps."""
        before = case.state.answers or {}
        files = {**_files_of(case.service.form, before), **listed(draft.files, self.judge)}
        today = self.in_force.context(self.in_force.day(self.cases.clock.now()))
        service = self.spoken(case.state.version, case.service)
        answers = read_form(service.form, draft.raw, replace(today, files=files))
        safe = [one.evidence for one in case.state.files if one.state != "infected"]
        brought = [*safe, *(one.evidence for one in draft.files)]
        faults = [*answers.faults, *missing_papers(service, answers.values, brought)]
        if not faults and not draft.files and answers.values == before:
            text = _("Bạn chưa sửa câu trả lời nào và chưa thêm giấy tờ nào. Sửa hoặc thêm rồi gửi")
            faults.append(Fault("bo_sung", "unchanged", text))
        return Supplement(case, draft, answers, tuple(faults))

    def give(self, code: str, token: str) -> OpenCase:
        """Hand in what was kept. Raises :class:`Invalid` while it has faults.

        The draft goes in the same transaction, so that handing in twice changes nothing the second time.
        """
        return retried(lambda: self._give(code, token))

    def _save(
        self, code: str, token: str, raw: Mapping[str, list[str]], uploads: Sequence[Upload], drop: str
    ) -> tuple[OpenCase, OpenDraft, list[Fault]]:
        case = self.tracking.full(code, token)
        before = self.begun(case)
        typed = {name: list(texts) for name, texts in raw.items() if not name.startswith("_")}
        draft = self.drafts.remove(replace(before, raw=typed), drop)
        draft, wrong = self.drafts.stage(draft, case.service, uploads)
        saved = self.drafts.store_over(before, draft, draft.key.seal(draft.content(), _aad(draft)))
        return case, saved, wrong

    def _give(self, code: str, token: str) -> OpenCase:
        case = self.tracking.full(code, token)
        if case.state.history[-1].actor.kind == "citizen" and case.state.status is Status.RECEIVED:
            return case
        checked = self.check(case, self.begun(case))
        if checked.faults:
            raise Invalid(_("Hồ sơ bổ sung còn chỗ cần sửa."), checked.faults)
        self._write(checked)
        return self.tracking.full(code, token)

    def _write(self, checked: Supplement) -> None:
        case, draft, answers = checked.case, checked.draft, checked.answers.values
        asked = {paper.id for paper in papers_asked(case.service, answers)}.union(held_files(answers))
        files = [one for one in draft.files if asked & {one.evidence, one.id}]
        decision = supplement(
            case.state,
            case.service,
            self.cases.clock.now(),
            answers,
            tuple(case_file(one, self.judge) for one in files),
            {one.id: one.name for one in files},
            CITIZEN,
            whole=True,
        )
        batch = self.cases.batch(case, decision)
        self.cases.store.cases.append(replace(batch, draft_id=draft.id if draft.revision else None))


def _aad(draft: OpenDraft) -> bytes:
    return f"supplement/{draft.id}".encode()


def typed_again(sections: Sequence[Section], answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """Answers as a browser would post them, so that the form shows them again.

    Declarations are left out: nobody confirms beforehand what is being changed.
    """
    raw: dict[str, list[str]] = {}
    for section in sections:
        part = answers.get(section.id) or {}
        for one in section.fields:
            if part.get(one.id) is not None:
                _type(raw, one, f"{section.id}.{one.id}", part[one.id])
    return raw


def _type(raw: dict[str, list[str]], question: Question, name: str, value: Any) -> None:
    match question:
        case Declaration() | Notice() | File():
            return
        case Group():
            for number, row in enumerate(value):
                for one in question.fields:
                    if row.get(one.id) is not None:
                        _type(raw, one, f"{name}.{number}.{one.id}", row[one.id])
        case Day():
            year, month, day = value.split("-")
            parts = {"day": str(int(day)), "month": str(int(month)), "year": year}
            raw.update({f"{name}.{part}": [text] for part, text in parts.items()})
        case Address() | OnBehalf():
            raw.update(
                {
                    f"{name}.{part}": [_text(value[part])]
                    for part in question.parts
                    if value.get(part) is not None
                }
            )
        case Choices():
            raw[name] = list(value)
        case Money():
            raw[name] = [f"{value:,}".replace(",", ".")]
        case _:
            raw[name] = [_text(value)]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _files_of(sections: Sequence[Section], answers: Mapping[str, Any]) -> dict[str, list[JSON]]:
    """The files that answers hold, by the name of their input."""
    found: dict[str, list[JSON]] = {}
    for section in sections:
        for one in section.fields:
            value = (answers.get(section.id) or {}).get(one.id)
            name = f"{section.id}.{one.id}"
            if isinstance(one, File) and value:
                found[name] = value
            if isinstance(one, Group):
                inner = [each.id for each in one.fields if isinstance(each, File)]
                rows = enumerate(value or ())
                found |= {f"{name}.{n}.{id}": row[id] for n, row in rows for id in inner if row.get(id)}
    return found
