"""The table of ways to hand in, whose cells the national page runs together.

``Hình thức nộpThời gianPhí, lệ phíMô tảTrực tuyến5 Ngày làm việcMiễn phí(Không)Nộp tại…Trực tiếp1…``
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from functions.domain.declaration import ChannelKind
from publisher.importer.text import NOTHING, clean
from publisher.importer.times import CELL

HEAD = "Hình thức nộpThời gianPhí, lệ phíMô tả"
KINDS = {
    "Trực tuyến": ChannelKind.ONLINE,
    "Trực tiếp": ChannelKind.COUNTER,
    "Dịch vụ bưu chính": ChannelKind.POST,
}
_CURRENCY = r"(?:Việt Nam Đồng|VNĐ|VND|USD|EUR|Euro)"
_AMOUNT = rf"\d{{1,3}}(?:,\d{{3}})+ {_CURRENCY}|\d+(?:\.\d+)? {_CURRENCY}"
_FEE = rf"(?:Miễn phí|{NOTHING}|{_AMOUNT})"
_TIME = rf"(?:{CELL.pattern.replace('?P<number>', '?:').replace('?P<unit>', '?:')}|{NOTHING})"
_START = re.compile(
    rf"(?P<kind>{'|'.join(KINDS)})"
    rf"(?:(?P<run>\d+(?:,\d{{3}})* {_CURRENCY})|(?P<time>{_TIME})(?P<fee>{_FEE})?"
    rf"|(?P<words>(?! )(?:(?!{'|'.join(KINDS)})[^:;\n]){{1,140}}?) ?(?P<said>Miễn phí|{NOTHING}))"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: how to hand in, and the three cells word for word; an empty cell says nothing."""

    kind: ChannelKind
    time: str
    fee: str
    fee_note: str
    words: str
    run_together: bool = False
    """Whether the digits of time and fee could not be told apart; they then stand in ``time``."""


def read_rows(table: str) -> list[Row] | None:
    """The rows, or ``None`` where the table has another shape."""
    table = clean(table)
    if not table.startswith(HEAD):
        return None
    body = table[len(HEAD) :]
    starts = [match for match in _START.finditer(body) if _begins(body, match)]
    if not starts or starts[0].start() != 0:
        return None
    ends = [match.start() for match in starts[1:]] + [len(body)]
    return [_row(match, body[match.end() : end]) for match, end in zip(starts, ends, strict=True)]


def _begins(body: str, match: re.Match[str]) -> bool:
    """Digits right behind the name are a cell; words may be a sentence, when a space stands before them."""
    return match["words"] is None or match.start() == 0 or body[match.start() - 1] != " "


def _row(match: re.Match[str], rest: str) -> Row:
    kind = KINDS[match["kind"]]
    if match["run"]:
        note, words = _note(rest)
        return Row(kind, match["run"], "", note, words, run_together=True)
    fee = match["fee"] or match["said"] or ""
    note, words = _note(rest) if fee else ("", rest)
    return Row(kind, _said(match["time"] or match["words"] or ""), _said(fee), note, words.strip())


def _said(cell: str) -> str:
    return "" if cell.strip() == NOTHING else cell.strip()


def _note(rest: str) -> tuple[str, str]:
    """The bracket right behind the fee belongs to it; brackets inside it are counted."""
    if not rest.startswith("("):
        return "", rest.strip()
    depth = 0
    for n, letter in enumerate(rest):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth == 0:
            return rest[1:n].strip(), rest[n + 1 :].strip()
    return rest[1:].strip(), ""
