"""What a person must decide, record by record: for reading (Markdown) and for machines (JSON)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from functions.domain.declaration import DoubtKind
from functions.domain.i18n import _
from functions.domain.model import JSON
from publisher.front_matter import FileFault
from publisher.importer.base import write
from publisher.importer.emit import inline
from publisher.importer.intake import Taken
from publisher.importer.merge import shown
from publisher.importer.plan import Change
from publisher.importer.rows import MISSING, said
from publisher.importer.tally import Share, Tally


def write_report(path: Path, taken: Sequence[Taken], figures: Tally, refused: Sequence[FileFault]) -> None:
    """Write the report: JSON where the name ends so, otherwise Markdown."""
    if path.suffix == ".json":
        text = json.dumps(as_json(taken, figures, refused), ensure_ascii=False, indent=1) + "\n"
    else:
        text = "\n".join(as_markdown(taken, figures, refused)) + "\n"
    write(path, text)


def as_json(taken: Sequence[Taken], figures: Tally, refused: Sequence[FileFault]) -> JSON:
    """The whole report as data."""
    kinds = figures.kinds.most_common()
    return {
        "records": figures.records,
        "doubts": figures.doubts.as_json(),
        "doubts_without_reference": figures.own.as_json(),
        "outcomes": {str(outcome): n for outcome, n in figures.outcomes.items()},
        "kinds": {kind: {"records": n, "times": figures.times[kind]} for kind, n in kinds},
        "sectors": [
            {"id": id, "name": name, "records": n} for (id, name), n in figures.sectors.most_common()
        ],
        "authorities": [
            {"id": id, "name": name, "level": level, "records": n}
            for (id, name, level), n in figures.authorities.most_common()
        ],
        "refused": [{"file": one.path, "line": one.line, "reason": one.message} for one in refused],
        "taken": [_record(one) for one in taken],
    }


def as_markdown(taken: Sequence[Taken], figures: Tally, refused: Sequence[FileFault]) -> Iterator[str]:
    """The report line by line."""
    yield _("# Nhập dữ liệu quốc gia: việc phải quyết")
    yield from ("", *_summary(figures))
    yield from ("", *_kinds(figures), *_proposals(figures))
    if refused:
        yield from ("", _("## Bản ghi không dùng được"), "")
        yield from (f"- {one.path}:{one.line}: {one.message}" for one in refused)
    yield from ("", _("## Từng thủ tục"))
    for one in taken:
        if one.doubts or one.conflicts or one.changes or one.reason:
            yield from ("", *_told(one))


def _summary(figures: Tally) -> Iterator[str]:
    yield _("| {n} bản ghi | không có chỗ ngờ | 1–3 chỗ | từ 4 chỗ |").format(n=figures.records)
    yield "| --- | --: | --: | --: |"
    yield _row(_("Tất cả"), figures.doubts)
    yield _row(_("Không kể lĩnh vực, cơ quan chưa khai ở đây"), figures.own)
    yield ""
    yield from (f"- {outcome.say()}: {n}" for outcome, n in figures.outcomes.most_common())


def _row(name: str, share: Share) -> str:
    return f"| {name} | {share.none} | {share.some} | {share.many} |"


def _kinds(figures: Tally) -> Iterator[str]:
    yield _("## Chỗ ngờ hay gặp")
    yield ""
    yield _("| tên | số bản ghi | số lần | phải làm gì |")
    yield "| --- | --: | --: | --- |"
    for kind, n in figures.kinds.most_common():
        yield f"| `{kind}` | {n} | {figures.times[kind]} | {DoubtKind(kind).say()} |"


def _proposals(figures: Tally) -> Iterator[str]:
    if figures.sectors:
        yield from ("", _("## Lĩnh vực đề nghị thêm vào sectors.yml"), "", "```yaml")
        yield from (sector_line(id, name) + f"  # {n}" for (id, name), n in figures.sectors.most_common())
        yield "```"
    if figures.authorities:
        yield from ("", _("## Cơ quan đề nghị thêm vào authorities.yml"), "", "```yaml")
        yield from (
            authority_line(id, name, level) + f"  # {n}"
            for (id, name, level), n in figures.authorities.most_common()
        )
        yield "```"


def sector_line(id: str, name: str) -> str:
    """A field as a row of ``sectors.yml``."""
    return f"  - {inline({'id': id, 'name': name})}"


def authority_line(id: str, name: str, level: str) -> str:
    """An agency as a row of ``authorities.yml``; nobody has confirmed it."""
    row = {"id": id, "name": name} | ({"level": level} if level else {}) | {"verified": False}
    return f"  - {inline(row)}"


def _told(one: Taken) -> Iterator[str]:
    yield f"### {one.code} {one.title}"
    yield ""
    where = f" – `{one.path}`" if one.path else ""
    yield f"{one.outcome.say()}{where}. {one.reason}".rstrip()
    yield ""
    for doubt in one.doubts:
        words = f" “{doubt['said']}”" if doubt.get("said") else ""
        yield f"- [ ] `{doubt['where']}`: {DoubtKind(doubt['kind']).say()}{words}"
    for change in one.conflicts:
        yield _("- [ ] `{where}`: bạn ghi “{ours}”, bản quốc gia nay ghi “{theirs}”.").format(
            where=said(change.path), ours=shown(change.before), theirs=shown(change.after)
        )
    for change in one.changes:
        yield _("- `{where}`: {before} → {after}").format(
            where=said(change.path), before=shown(change.before), after=shown(change.after)
        )


def _record(one: Taken) -> JSON:
    return {
        "code": one.code,
        "title": one.title,
        "outcome": str(one.outcome),
        "path": one.path,
        "reason": one.reason,
        "doubts": list(one.doubts),
        "changes": [_change(change) for change in one.changes],
        "conflicts": [_change(change) for change in one.conflicts],
    }


def _change(change: Change) -> JSON:
    """Both values whole; a key that is absent was or is not there."""
    sides = {"before": change.before, "after": change.after}
    given = {side: value for side, value in sides.items() if value is not MISSING}
    return {"where": said(change.path), **given}
