"""The declaration as the page's script reads it: the server's own rules and words, nothing more.

The script asks nothing that the server does not ask, and says nothing else; ``form.js`` reads this from a
data block of the page, which no browser executes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from functions.domain.declaration import Evidence
from functions.domain.fields import AnyField, FormContext, Group
from functions.domain.fields.composed import File, many_files_text
from functions.domain.fields.section import Section
from functions.domain.i18n import _
from functions.domain.model import JSON
from functions.domain.papers import PREFIX, file_texts, kinds_text, missing_paper_text


def script_rules(
    sections: Sequence[Section], papers: Sequence[Evidence], office: str, context: FormContext, zone: str
) -> JSON:
    """Rules of a form.

    ``today`` is the month's first day: what a device with a slow clock may take for today at the least.
    ``office`` is what to say when none was chosen, empty where there is nothing to choose; ``zone`` is the
    province's time zone, in which the script reads *today*.
    """
    return {
        "today": context.today.replace(day=1).isoformat(),
        "zone": zone,
        "sections": [section_rules(one, context) for one in sections],
        "papers": [_paper(one) for one in papers],
        "files": dict(_files(sections, papers)),
        "office": office,
        "words": words(),
    }


def section_rules(section: Section, context: FormContext) -> JSON:
    """One section: when it applies, its questions, and what must be true between answers."""
    between = [{"holds": one.holds.tree, "message": one.message, "at": one.at} for one in section.rules]
    fields = [one.rules(context) for one in section.fields]
    when = {"when": section.when.tree} if section.when else {}
    return {"id": section.id, **when, "fields": fields, "rules": between}


def words() -> JSON:
    """What the script itself has to say."""
    return {
        "error": _("Lỗi:"),
        "wrong": _("Có {n} chỗ cần sửa"),
        "row_out": _("Bỏ dòng này"),
        "many": many_files_text("{most}"),
        **file_texts(),
    }


def _paper(paper: Evidence) -> JSON:
    said: JSON = {"name": PREFIX + paper.id}
    if paper.required:
        said["missing"] = missing_paper_text(paper)
    if paper.when:
        said["when"] = paper.when.tree
    return said


def _files(sections: Sequence[Section], papers: Sequence[Evidence]) -> Iterator[tuple[str, JSON]]:
    for paper in papers:
        yield PREFIX + paper.id, _limits(paper)
    for section in sections:
        yield from _of_fields(section.fields, section.id)


def _of_fields(fields: Sequence[AnyField], prefix: str) -> Iterator[tuple[str, JSON]]:
    for field in fields:
        if isinstance(field, File):
            yield f"{prefix}.{field.id}", _limits(field)
        if isinstance(field, Group):
            yield from _of_fields(field.fields, f"{prefix}.{field.id}.*")


def _limits(one: Evidence | File) -> JSON:
    return {
        "accept": one.accept,
        "allowed": kinds_text(one.accept),
        "max_mb": one.max_mb,
        "max_files": one.max_files,
    }
