"""The table of papers, whose rows the national page runs together: ``Tờ khai theo mẫuTK01.docx1 bản chính…``.

Groups have a heading of their own: a case, *phải nộp*, *phải xuất trình*, or *lưu ý*.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from publisher.importer.text import clean, line

HEAD = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
_COUNT = re.compile(r"(?P<digits>\d+) bản chính(?:,(?P<copies>\d{1,3}) bản sao)?")
_FILE = re.compile(r"\.(?:docx?|xlsx?|pdf|rar|zip|rtf|odt|pptx?|jpe?g|png)(?=\s*$|\S)", re.I)
_STOPS = frozenset(').;:,”"!')
_NUMBERED = re.compile(r"(?:19|20)\d\d(\d)")
_NEVER_NEXT = frozenset(' ,;.):/”"–')


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One row: the words, the forms beside them, and how many."""

    words: str
    originals: int
    copies: int
    files: tuple[str, ...] = ()
    file_unclear: bool = False
    count_unclear: bool = False

    @property
    def none(self) -> bool:
        """``0 bản chính``: a note, not a paper."""
        return self.originals + self.copies == 0


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading; the heading is empty where the page shows dashes."""

    heading: str
    rows: tuple[PaperRow, ...]


def read_groups(table: str) -> list[Group] | None:
    """The groups, or ``None`` where the table has another shape."""
    parts = clean(table).split(HEAD)
    if len(parts) < 2:
        return None
    heading, groups = parts[0], []
    for part in parts[1:]:
        cells = list(_cells(part))
        end = cells[-1][1] if cells else 0
        rows = tuple(_row(part[start:stop], count) for start, stop, count in _spans(cells))
        groups.append(Group(_heading(heading), rows))
        heading = part[end:]
    if _heading(heading):
        groups.append(Group("", (PaperRow(line(heading), 0, 0),)))
    return groups


def _heading(text: str) -> str:
    return line(text).strip("-* :")


def _cells(part: str) -> Iterator[tuple[int, int, re.Match[str]]]:
    """Start and end of each count that closes a row. In a sentence a space or a stop stands behind it."""
    for match in _COUNT.finditer(part):
        before = part[match.start() - 1] if match.start() else " "
        behind = part[match.end() : match.end() + 1]
        if match["copies"] or not behind or behind not in _NEVER_NEXT:
            closed = True
        else:
            closed = behind == " " and before != " " and not match["digits"].startswith("0")
        if closed and not (before in " (" and match["digits"].startswith("0") and len(match["digits"]) > 1):
            yield match.start(), match.end(), match


def _spans(cells: list[tuple[int, int, re.Match[str]]]) -> Iterator[tuple[int, int, re.Match[str]]]:
    begin = 0
    for start, end, match in cells:
        yield begin, start, match
        begin = end


def _row(text: str, count: re.Match[str]) -> PaperRow:
    digits, copies = count["digits"], int(count["copies"] or 0)
    kept, unclear = "", False
    if len(digits) > 1:
        # The end of a year or a number ran into the count: "…năm 2026" + "1 bản chính".
        kept, unclear = digits[:-1], not _NUMBERED.fullmatch(digits)
    words, files, doubtful = _files(text + kept)
    return PaperRow(line(words), int(digits[-1]), copies, files, doubtful, unclear)


def _files(text: str) -> tuple[str, tuple[str, ...], bool]:
    """Words, names of the forms, and whether the place where they meet is in doubt."""
    text = text.rstrip()
    ends = [match.end() for match in _FILE.finditer(text)]
    if not ends or ends[-1] != len(text):
        return text, (), False
    begin, unclear = _joint(text[: ends[0]])
    if begin is None:
        return text, (), True
    stops = [begin, *ends]
    return text[:begin], tuple(line(text[a:b]) for a, b in zip(stops, ends, strict=False)), unclear


def _joint(text: str) -> tuple[int | None, bool]:
    """Where the name of a form begins: a missing space before a capital is all that shows it."""
    for kind in (_ends_a_word, _ends_an_abbreviation, _before_a_digit):
        found = [n for n in range(2, len(text) - 1) if kind(text, n)]
        if found:
            return found[-1], len(found) > 1
    return None, True


def _ends_a_word(text: str, n: int) -> bool:
    """``…theo mẫuTờ khai``, ``…Chính phủ;Mẫu``, ``…2026);3.``; the dots of ``02.7.2025.TT`` do not count."""
    before = text[n - 1]
    if before == "." and text[n - 2].isdigit():
        return False
    return (text[n].isupper() and (before.islower() or before in _STOPS)) or (
        text[n].isdigit() and before in ");”"
    )


def _ends_an_abbreviation(text: str, n: int) -> bool:
    """``…NĐ-CPPhụ lục``, ``…15/5/2024.Mẫu``."""
    word = text[n].isupper() and text[n + 1].islower()
    return word and (text[n - 2 : n].isupper() or text[n - 1] == ".")


def _before_a_digit(text: str, n: int) -> bool:
    """``…theo mẫu1.004465``."""
    return text[n].isdigit() and text[n - 1].islower()
