"""The last cell of a record: results with their codes, and behind them keywords and a description."""

from __future__ import annotations

import re
from dataclasses import dataclass

from publisher.importer.text import clean, given, line, tidy

_TAIL = re.compile(
    r"Từ khóa(?P<keywords>.*?)Mô tả(?P<about>.*?)(?:Chọn cơ quan thực hiện.*|Nộp hồ sơ)?\Z", re.S
)
_CODE = re.compile(r"Mã:\s*(?P<code>KQ\.[A-Z]\d{2}\.\d{6}|[A-ZĐ.]*[\d.]*)")
_REFUSAL = re.compile(
    r"từ chối|không (?:chấp thuận|chấp nhận|đồng ý|đủ điều kiện|thuộc|cấp|được)|trả lại hồ sơ|cần sửa đổi",
    re.I,
)
_RESULT_CODE = re.compile(r"KQ\.[A-Z]\d{2}\.\d{6}")
_MOST = 60
"""A keyword is what somebody may type; longer ones are sentences."""


@dataclass(frozen=True, slots=True)
class Result:
    """What the citizen may get; the code is empty where the record has none of the national form."""

    name: str
    code: str
    refusal: bool


@dataclass(frozen=True, slots=True)
class Tail:
    """Everything that the last cell holds."""

    results: tuple[Result, ...]
    keywords: tuple[str, ...]
    about: str


def read_tail(cell: str, title: str) -> Tail:
    """Results in the record's order; keywords are the record's own, without trails of menus."""
    text = clean(cell)
    tail = _TAIL.search(text)
    head = text[: tail.start()] if tail else text
    if tail is None:
        return Tail(_results(head), (), "")
    return Tail(_results(head), _keywords(tail["keywords"], title), given(tail["about"]))


def _results(text: str) -> tuple[Result, ...]:
    found, begin = [], 0
    for match in _CODE.finditer(text):
        name = tidy(text[begin : match.start()])
        code = match["code"] if _RESULT_CODE.fullmatch(match["code"]) else ""
        if given(name):
            found.append(Result(name, code, bool(_REFUSAL.search(name))))
        begin = match.end()
    rest = tidy(text[begin:])
    if given(rest):
        found.append(Result(rest, "", bool(_REFUSAL.search(rest))))
    return tuple(found)


def _keywords(text: str, title: str) -> tuple[str, ...]:
    words = [line(part).strip(" .;") for part in re.split(r"[,;\n]", given(text))]
    if any(len(word) > _MOST or "»" in word for word in words):
        return ()
    fit = [word for word in words if len(word) > 1 and word.lower() != title.lower()]
    return tuple(dict.fromkeys(word for word in fit if given(word)))
