"""From the table of papers to ``evidence``, notes for the body, and doubts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from functions.domain.declaration import DoubtKind
from functions.domain.model import JSON
from publisher.importer.doubts import Doubts
from publisher.importer.names import Names
from publisher.importer.papers import Group, PaperRow, read_groups
from publisher.importer.text import given, plain, tidy

_LONG = 300
"""Words beyond this are a description of several papers, not the name of one."""
_MOST = 20
_NOTES = re.compile(r"^(?:luu y|chu y|ghi chu|so luong)")
_SHOW = re.compile(r"xuat trinh")
_NEUTRAL = re.compile(
    r"^(?:[a-z0-9]+ )?(?:cac )?(?:thanh phan ho so|ho so|giay to(?: phai nop)?|ho so gom co|bao gom|gom)"
    r"(?: .{0,24})?$"
)
_HEADING = re.compile(r"(?::|\bgồm|\bsau đây|\bnhư sau|\bsau)\s*[:.]?$", re.I)
_CONDITION = re.compile(
    r"^(?:trường hợp|đối với|nếu|khi)\b|\((?:nếu có|nếu|đối với|trong trường hợp|áp dụng)|\bnếu có\b", re.I
)
_IF_ANY = re.compile(r"\(?nếu có\)?", re.I)
_LIKE_A_PAPER = re.compile(
    r"^(?:giay|don|to khai|ban sao|ban chinh|van ban|hop dong|quyet dinh|danh sach|bao cao|so do|ban ve"
    r"|chung|the |anh )"
)
_SEVERAL = re.compile(r"(?:^|[;.:])\s*[-+•]\s|;\s*(?:\(?[a-z0-9ivx]{1,3}[).]|[-+])\s", re.I)
_ONE_COPY = re.compile(
    r"^\W*(?:\d+ )?(?:\(\w+\) )?bản sao(?! hoặc)(?! điện tử)|\((?:\d+ )?bản sao\)\W*$", re.I
)
_ONE_ORIGINAL = re.compile(
    r"^\W*(?:\d+ )?bản (?:chính|gốc)(?! hoặc)|\((?:\d+ )?bản (?:chính|gốc)\)\W*$", re.I
)
_EITHER = re.compile(r"bản (?:chính|gốc|sao)[^;.]{0,40}\b(?:hoặc|kèm|để đối chiếu)", re.I)


@dataclass(slots=True)
class Evidence:
    """What the table became."""

    papers: list[JSON] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_evidence(table: str, known: Sequence[JSON], doubts: Doubts) -> Evidence:
    """Papers with ids, kept from ``known`` papers of the last import where they are the same."""
    groups = read_groups(table)
    found = Evidence()
    if groups is None:
        if given(table):
            found.notes.append(table)
        doubts.add(
            DoubtKind.PAPERS_UNREADABLE if given(table) else DoubtKind.PAPERS_MISSING, "evidence", table
        )
        return found
    kept: list[tuple[PaperRow, Group]] = []
    for group in groups:
        _sort(group, found, kept, doubts)
    found.papers = [_paper(row, group) for row, group in kept]
    Names(known).assign(found.papers, [str(paper["name"]) for paper in found.papers])
    cases: set[str] = set()
    for paper, (row, group) in zip(found.papers, kept, strict=True):
        _doubt_case(paper, row, group, cases, doubts)
        _doubt(paper, row, group, doubts)
    _repeated(found.papers, doubts)
    if not found.papers:
        doubts.add(DoubtKind.PAPERS_MISSING, "evidence")
    return found


def _sort(group: Group, found: Evidence, kept: list[tuple[PaperRow, Group]], doubts: Doubts) -> None:
    """Papers to ``kept``; notes and headings to the notes."""
    notes = bool(_NOTES.match(plain(group.heading)))
    for row in group.rows:
        if not row.words and not row.files:
            continue
        if not notes and not row.none and not (_HEADING.search(row.words) and not row.files):
            kept.append((row, group))
            continue
        found.notes.append(row.words)
        place = f"body.{_place(row)}"
        if not notes and not row.none:
            doubts.add(DoubtKind.PAPER_HEADING, place, row.words)
        elif not notes and _LIKE_A_PAPER.match(plain(tidy(row.words))) and not _HEADING.search(row.words):
            doubts.add(DoubtKind.PAPER_ZERO, place, row.words)


def _place(row: PaperRow) -> str:
    return "_".join(plain(row.words).split()[:8])


def _paper(row: PaperRow, group: Group) -> JSON:
    """The keys of one paper; what equals the default is left out."""
    paper: JSON = {"name": tidy(row.words) or row.files[0]}
    if _shown(row, group):
        paper["handling"] = "show"
    if row.originals != 1:
        paper["originals"] = row.originals
    if row.copies:
        paper["copies"] = min(row.copies, _MOST)
    if _case(group) or _CONDITION.search(row.words):
        paper["required"] = False
    if _case(group):
        paper["case"] = _case(group)
    if row.files:
        paper["template"] = row.files[0].replace("/", "-")
    if len(row.files) > 1:
        paper["note"] = "; ".join(row.files)
    return paper


def _case(group: Group) -> str:
    """The heading where it says in which case its papers are needed."""
    words = plain(group.heading)
    neutral = not words or _NEUTRAL.match(words) or _SHOW.search(words) or _NOTES.match(words)
    return "" if neutral else tidy(group.heading)


def _shown(row: PaperRow, group: Group) -> bool:
    return bool(_SHOW.search(plain(group.heading))) or plain(tidy(row.words)).startswith("xuat trinh")


def _doubt_case(paper: JSON, row: PaperRow, group: Group, cases: set[str], doubts: Doubts) -> None:
    """One doubt a heading, and one for each paper that states a condition of its own."""
    place = f"evidence.{paper['id']}"
    if _case(group) and group.heading not in cases:
        cases.add(group.heading)
        doubts.add(DoubtKind.PAPER_CONDITION, place, group.heading)
    elif not _case(group) and _CONDITION.search(row.words) and not _IF_ANY.search(row.words):
        doubts.add(DoubtKind.PAPER_CONDITION, place, row.words)


def _doubt(paper: JSON, row: PaperRow, group: Group, doubts: Doubts) -> None:
    place = f"evidence.{paper['id']}"
    words = row.words
    doubts.look(words, f"{place}.name")
    if len(words) > _LONG or _SEVERAL.search(words[1:]):
        doubts.add(DoubtKind.PAPER_SEVERAL, place, words)
    if not _shown(row, group) and _SHOW.search(plain(words)) and not _EITHER.search(words):
        doubts.add(DoubtKind.PAPER_HANDLING, place, words)
    if row.count_unclear or row.copies > _MOST or _counts_differ(row):
        doubts.add(DoubtKind.PAPER_COUNT, place, f"{words} {row.originals} bản chính, {row.copies} bản sao")
    if row.file_unclear:
        doubts.add(DoubtKind.TEMPLATE_UNCLEAR, f"{place}.template", words)


def _counts_differ(row: PaperRow) -> bool:
    """Words that ask for a copy only beside a count of originals only, or the other way round."""
    if _EITHER.search(row.words):
        return False
    copy, original = _ONE_COPY.search(row.words), _ONE_ORIGINAL.search(row.words)
    return bool((copy and not original and not row.copies) or (original and not copy and not row.originals))


def _repeated(papers: list[JSON], doubts: Doubts) -> None:
    seen: set[tuple[str, str]] = set()
    for paper in papers:
        key = (plain(str(paper["name"])), str(paper.get("case", "")))
        if key in seen:
            doubts.add(DoubtKind.PAPER_TWICE, f"evidence.{paper['id']}", str(paper["name"]))
        seen.add(key)
