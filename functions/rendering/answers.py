"""Answers as their giver reads them again before sending, each with the way back to its question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from functions.domain.declaration import AnyService
from functions.domain.fields import AnyField, Group
from functions.domain.fields.composed import File
from functions.domain.i18n import _
from functions.domain.papers import PREFIX, papers_asked
from functions.rendering.questions import FileShown, id_of


@dataclass(frozen=True, slots=True)
class Said:
    """One answer. ``lines`` is empty where nothing was answered; ``anchor`` is the id of its input."""

    label: str
    lines: tuple[str, ...]
    anchor: str
    files: tuple[FileShown, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the form."""

    title: str
    answers: tuple[Said, ...]


def parts_of(service: AnyService, values: Mapping[str, Any], files: Sequence[FileShown]) -> tuple[Part, ...]:
    """All that was asked, by parts of the form, and the papers at the end."""
    parts = [
        Part(section.title, tuple(_said(section.id, one, values[section.id], files) for one in asked))
        for section in service.form
        if section.id in values
        if (asked := [one for one in section.fields if one.asks and one.id in values[section.id]])
    ]
    papers = tuple(
        Said(paper.name, (), id_of(PREFIX + paper.id), held)
        for paper in papers_asked(service, values)
        if (held := tuple(one for one in files if one.evidence == paper.id)) or paper.required
    )
    return (*parts, Part(_("Giấy tờ"), papers)) if papers else tuple(parts)


def _said(section: str, one: AnyField, part: Mapping[str, Any], files: Sequence[FileShown]) -> Said:
    name = f"{section}.{one.id}"
    if isinstance(one, File):
        held = tuple(file for file in files if file.evidence == name)
        return Said(one.label, (), id_of(name), held)
    lines = tuple(one.say(part[one.id]).split("\n"))
    return Said(one.label, lines if any(lines) else (), id_of(_first_input(one, name)))


def _first_input(one: AnyField, name: str) -> str:
    if isinstance(one, Group):
        return _first_input(one.fields[0], f"{name}.0.{one.fields[0].id}")
    return f"{name}.{one.parts[0]}" if one.parts else name
