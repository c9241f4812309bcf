"""The form of a procedure on one page: built once by the publisher, filled in by the functions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from markupsafe import Markup

from functions.domain.declaration import Evidence, Office, Procedure, Reference, offices_for
from functions.domain.errors import Fault
from functions.domain.fields import AnyField, FormContext, Raw
from functions.domain.fields.section import Section
from functions.domain.i18n import _
from functions.domain.model import JSON
from functions.domain.papers import PREFIX
from functions.rendering.conditions import say_condition
from functions.rendering.questions import FileShown, Filled, QuestionView, id_of, views
from functions.rendering.script_rules import script_rules

__all__ = ["FileShown", "FormPage", "PaperView", "QuestionView", "SectionView", "form_page", "questions"]

OFFICE = "_office"


@dataclass(frozen=True, slots=True)
class SectionView:
    """A part of the form. ``state`` says in words how far it is."""

    id: str
    title: str
    lead: str
    when_text: str
    error: str
    questions: Sequence[QuestionView]
    state: str


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper to upload."""

    paper: Evidence
    name: str
    when_text: str
    error: str
    files: Sequence[FileShown]

    @property
    def id(self) -> str:
        return id_of(self.name)


@dataclass(frozen=True, slots=True)
class FormPage:
    """Everything that ``form.html`` shows."""

    slug: str
    title: str
    action: str
    version: str
    token: str
    notice: str
    kept_until: date | None
    sections: Sequence[SectionView]
    papers: Sequence[PaperView]
    brought: Sequence[Evidence]
    """Papers that are not uploaded: shown, brought on paper, or held by the State already."""
    papers_state: str
    offices: Sequence[Office]
    office_id: str
    office_error: str
    summary: Sequence[tuple[str, str]]
    """What is wrong, in the order of the page: the id of the input, and the words."""
    rules: JSON = field(repr=False)
    """The same declaration for the script, which asks nothing that the server does not."""

    @property
    def data_block(self) -> Markup:
        """The rules inside ``script type="application/json"``, which nothing in them can end early."""
        text = json.dumps(self.rules, ensure_ascii=False, separators=(",", ":"))
        return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - its own escaping; no other text comes in


def form_page(
    service: Procedure,
    version: str,
    reference: Reference,
    context: FormContext,
    *,
    raw: Raw | None = None,
    faults: Sequence[Fault] = (),
    files: Sequence[FileShown] = (),
    office_id: str = "",
    token: str = "",
    kept_until: date | None = None,
    notice: str = "",
    extra_rows: Mapping[str, int] | None = None,
    action: str = "",
    papers: Sequence[Evidence] | None = None,
) -> FormPage:
    """The form, empty or as it was filled in. ``papers`` replaces the papers that the service asks for.

    ``version`` is the hash of the declaration; ``raw`` holds posted texts by input name.
    """
    names = {f"{section.id}.{one.id}": one for section in service.form for one in section.fields}
    filled = Filled(context, raw or {}, faults, files, extra_rows or {}, names)
    sections = [_section(one, filled) for one in service.form]
    asked = uploadable(service) if papers is None else papers
    uploads = [_paper(one, filled) for one in asked]
    offices = offices_for(service, reference, context.today)
    office_text = office_missing_text() if len(offices) > 1 else ""
    return FormPage(
        slug=service.slug,
        title=service.title,
        action=action or f"/nop/{service.slug}",
        version=version,
        token=token,
        notice=notice,
        kept_until=kept_until,
        sections=sections,
        papers=uploads,
        brought=[one for one in service.evidence if one not in uploadable(service)] if papers is None else [],
        papers_state=_state(filled, [one.name for one in uploads], any(one.files for one in uploads)),
        offices=offices if len(offices) > 1 else (),
        office_id=office_id,
        office_error=filled.fault(OFFICE),
        summary=_summary(faults, sections),
        rules=script_rules(service.form, asked, office_text, context, str(reference.calendar.zone)),
    )


def office_missing_text() -> str:
    """What to say when the receiving office was not chosen."""
    return _("Chọn nơi nộp hồ sơ")


def questions(
    fields: Sequence[AnyField],
    prefix: str,
    context: FormContext,
    *,
    raw: Raw | None = None,
    faults: Sequence[Fault] = (),
) -> list[QuestionView]:
    """Views of questions outside a procedure's form, such as an officer's; inputs are ``prefix.id``."""
    names = {f"{prefix}.{one.id}" if prefix else one.id: one for one in fields}
    return views(fields, prefix, Filled(context, raw or {}, faults, names=names))


def uploadable(service: Procedure) -> list[Evidence]:
    """Papers that an application may bring as files, whatever its answers."""
    return [one for one in service.evidence if one.electronic and one.handling == "hand_in" and not one.held]


def _section(section: Section, filled: Filled) -> SectionView:
    when_text = section.when_text.rstrip(".") + "." if section.when_text else ""
    if section.when and not when_text:
        when_text = say_condition(section.when, filled.names)
    typed = any(key.startswith(section.id + ".") and any(texts) for key, texts in filled.raw.items())
    return SectionView(
        id=section.id,
        title=section.title,
        lead=section.lead,
        when_text=when_text,
        error=filled.fault(section.id),
        questions=views(section.fields, section.id, filled),
        state=_state(filled, [section.id], typed),
    )


def _paper(paper: Evidence, filled: Filled) -> PaperView:
    name = PREFIX + paper.id
    when_text = _("Trường hợp: {case}.").format(case=_lower(paper.case.rstrip("."))) if paper.case else ""
    if paper.when and not when_text:
        when_text = say_condition(paper.when, filled.names)
    held = [one for one in filled.files if one.evidence == paper.id]
    return PaperView(paper, name, when_text, filled.fault(name), held)


def _lower(text: str) -> str:
    """The text as it goes on after a colon."""
    return text[:1].lower() + text[1:]


def _state(filled: Filled, names: Sequence[str], begun: bool) -> str:
    wrong = sum(
        one.where == name or one.where.startswith(name + ".") for one in filled.faults for name in names
    )
    if wrong:
        return _("{n} chỗ cần sửa").format(n=wrong)
    return _("đã khai") if begun else _("chưa khai")


def _summary(faults: Sequence[Fault], sections: Sequence[SectionView]) -> list[tuple[str, str]]:
    """Each fault with the id that its link leads to; the same words at the same place stand once."""
    return list(dict.fromkeys((_anchor(fault.where, sections), fault.message) for fault in faults))


def _anchor(where: str, sections: Sequence[SectionView]) -> str:
    if any(where == section.id for section in sections):
        return f"s-{where}"
    for view in _views(sections):
        if where == view.name or where.startswith(view.name + "."):
            return view.anchor(where)
    return id_of(where)


def _views(sections: Sequence[SectionView]) -> Iterator[QuestionView]:
    for section in sections:
        yield from section.questions
