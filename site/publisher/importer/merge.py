"""A new record merged into the file that an editor keeps, letter by letter where nothing changed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from functions.domain.declaration import DoubtKind
from functions.domain.errors import Refused
from functions.domain.i18n import _
from functions.domain.model import JSON
from publisher.front_matter import FENCE
from publisher.importer.body import edit, sections
from publisher.importer.draft import ORDER, Draft
from publisher.importer.emit import DOUBTS_ABOVE, inline
from publisher.importer.plan import DOUBTS, Change, Plan, plan, plan_sections
from publisher.importer.rows import IDENTITY, MISSING, Path, leaves, said
from publisher.importer.sheet import HoldsWords, Sheet
from publisher.importer.text import short
from publisher.yaml_data import load


@dataclass(slots=True)
class Merged:
    """The merged file, what was taken over, and what was not because the editor had changed it too."""

    text: str
    taken: list[Change] = field(default_factory=list)
    conflicts: list[Change] = field(default_factory=list)


def merge(text: str, base: Draft, theirs: Draft) -> Merged:
    """Merge into the text of a file that can be read.

    Raises :class:`Refused` when the result would not say what it must: the file then stays as it is.
    """
    opening, head, closing, body = _split(text)
    ours: JSON = load(head)[0] or {}
    front = plan(base.data, ours, theirs.data)
    under = plan_sections(sections(base.body), sections(body), sections(theirs.body))
    sheet = Sheet(head)
    for change in list(front.taken):
        _apply(sheet, change, front)
    for change in under.taken:
        body = edit(body, change)
    conflicts = [*front.conflicts, *under.conflicts]
    marks = _mark(sheet, conflicts)
    _require(ours, sheet, [*front.taken, *marks])
    fresh = opening + _without_remark(sheet) + closing + body
    return Merged(
        fresh if front.taken or under.taken or marks else text, [*front.taken, *under.taken], conflicts
    )


def _split(text: str) -> tuple[str, str, str, str]:
    """Fence, front matter, fence and body; joined they are the text again."""
    rows = re.findall(r"[^\n]*\n|[^\n]+", text)
    end = next(n for n, row in enumerate(rows[1:], 1) if row.rstrip() == FENCE)
    return rows[0], "".join(rows[1:end]), rows[end], "".join(rows[end + 1 :])


def _without_remark(sheet: Sheet) -> str:
    """The front matter; the remark that the import puts above doubts goes when the last doubt goes."""
    if sheet.has((DOUBTS,)):
        return sheet.text
    rows = re.findall(r"[^\n]*\n|[^\n]+", sheet.text)
    return "".join(row for row in rows if row.rstrip("\n") not in DOUBTS_ABOVE)


def _apply(sheet: Sheet, change: Change, found: Plan) -> None:
    """Write one change; where it would take an editor's comment along, it becomes a conflict."""
    try:
        _write(sheet, change)
    except HoldsWords:
        found.taken.remove(change)
        found.conflicts.append(change)


def _write(sheet: Sheet, change: Change) -> None:
    if change.after is MISSING:
        sheet.delete(change.path)
    elif sheet.has(change.path):
        sheet.set(change.path, change.after)
    elif len(change.path) > 1 and change.path[0] in IDENTITY and not sheet.has(change.path[:1]):
        above = ORDER[: ORDER.index(change.path[0])]
        sheet.insert(change.path[:1], [change.after], tuple(reversed(above)))
    else:
        sheet.insert(change.path, change.after, change.behind)


def _mark(sheet: Sheet, conflicts: list[Change]) -> list[Change]:
    """A doubt for each conflict, so that nobody publishes before somebody has chosen."""
    marks = []
    for change in conflicts:
        where = said(change.path)
        path: Path = (DOUBTS, f"{DoubtKind.MERGE_CONFLICT} {where}")
        row = {"kind": str(DoubtKind.MERGE_CONFLICT), "where": where, "said": shown(change.after)}
        mark = Change(path, MISSING, row)
        if sheet.has(path):
            mark = Change((*path, "said"), MISSING, row["said"])
        _write(sheet, mark)
        marks.append(mark)
    return marks


def shown(value: Any) -> str:
    """A value on one line, for doubts and reports."""
    if value is MISSING:
        return _("(đã bỏ)")
    return short(re.sub(r"\A## .*\n", "", value) if isinstance(value, str) else inline(value))


def _require(ours: JSON, sheet: Sheet, changes: list[Change]) -> None:
    """The result says what the editor said, with the changes and with nothing else."""
    expected = dict(leaves(ours))
    for change in changes:
        depth = len(change.path)
        expected = {path: value for path, value in expected.items() if path[:depth] != change.path}
        if change.after is not MISSING:
            expected.update(((*change.path[:-1], *path), value) for path, value in _under(change))
    found = dict(leaves(load(sheet.text)[0] or {}))
    if found != {path: value for path, value in expected.items() if path}:
        raise Refused(_("Không ghép được bản mới vào tệp mà giữ nguyên chữ của bạn; tệp chưa bị sửa."))


def _under(change: Change) -> list[tuple[Path, Any]]:
    return list(leaves(change.after, change.path[-1:]))
