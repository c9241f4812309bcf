"""The list of legal bases, whose names and numbers the national page runs together.

``Luật Công chứng năm 202446/2024/QH15Nghị định số 104/2025/NĐ-CP…104/2025/NĐ-CP``: a number that closes a row
is followed at once by the next row, one inside a name by a space. A name that ends with a year runs into the
number: ``năm 2024`` + ``46/2024/QH15``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from publisher.importer.text import NOTHING, clean, line, plain

HEAD = "Tên văn bản pháp lýMã văn bản"
_ISSUERS = (
    r"BNNPTNT|BNN&PTNT|BNNMT|BNN|BTNMT|BLĐTBXH|BVHTTDL|BVHTT|BGTVT|BKHĐT|BKHCN|BGDĐT|BTTTT|BTC|BTP|BCA|BXD|BYT"
    r"|BCT|BNV|BQP|BNG|BKH|BVH|NHNN\d{0,2}|TTCP|VPCP|UBCK|UBDT|TANDTC|VKSNDTC|TCHQ|BHXH|CHK|TTg|CP|BTM|TCTK|BHXHVN"
)
_KINDS = (
    rf"(?:QH|UBTVQH)\d{{2}}|PL-UBTVQH\d{{0,2}}|(?:NĐ|NQ|ND|QĐ|QD|CT|TT|TTLT|VBHN|HD|CV)(?:[-/](?:{_ISSUERS}))+"
    r"|HĐBT|UBTVQH|PL|VPQH|[A-ZĐ]{2,5}(?:-[A-ZĐ]{2,8})*?(?=[A-ZĐ][a-zà-ỹ]|[^A-ZĐ-]|$)"
)
_NUMBER = re.compile(
    r"(?P<prefix>(?:(?:Luật|Nghị định|Nghị quyết|Thông tư|Thông tư liên tịch|Quyết định|Pháp lệnh|NĐ|TT) "
    r"(?:[Ss]ố )?|Số )?)"
    r"(?:(?<!\d)(?:19|20)\d\d(?=\d{1,3}[a-z]?(?:\.\d+)?/)|(?<!\d)|(?<=QH\d\d))"
    rf"(?P<number>\d{{1,4}}[a-z]?(?:\.\d+)?(?:/\d{{4}})?/(?:{_KINDS}))"
)


@dataclass(frozen=True, slots=True)
class BasisRow:
    """A document with its number; the number is empty where none could be read."""

    name: str
    number: str


def read_bases(table: str) -> list[BasisRow] | None:
    """The documents, each number once; ``None`` where the table has another shape."""
    table = clean(table)
    if table == NOTHING:
        return []
    if not table.startswith(HEAD):
        return None
    rows: dict[str, BasisRow] = {}
    begin, body = 0, table[len(HEAD) :]
    tokens = list(_NUMBER.finditer(body))
    for token in tokens:
        if not _closes(body, token, {other.start() for other in tokens}):
            continue
        own = _own_cell(body, token)
        name = line(body[begin : token.start() if own else token.start("number")])
        number = token["number"]
        rows.setdefault(number, BasisRow(name or number, number))
        begin = token.end()
    rest = line(body[begin:])
    found = list(rows.values())
    return [*found, BasisRow(rest, "")] if rest else found


def _closes(body: str, token: re.Match[str], starts: set[int]) -> bool:
    """Whether the row ends here: the next begins without a space, and not with this number said again."""
    if token.end() == len(body):
        return True
    behind = body[token.end()]
    if behind.isspace():
        return (
            body[token.start() - 1 : token.start()].islower()
            and body[token.end() + 1 : token.end() + 2].isupper()
        )
    if not (behind.isalnum() or behind in '“"('):
        return False
    again = _NUMBER.match(body, token.end())
    if again is None or again["number"] == token["number"]:
        return again is None
    if again["prefix"]:
        return True
    # "…của Nghị định số 07/2025/NĐ-CP" + "280/2025/NĐ-CP": the first is the end of a name.
    spaced = body[token.start("number") - 1 : token.start("number")].isspace()
    return not spaced or _own_cell(body, token)


def _own_cell(body: str, token: re.Match[str]) -> bool:
    """Whether *Luật số* before a number belongs to its cell: it then touches the name before it."""
    before = body[token.start() - 1 : token.start()]
    return bool(token["prefix"]) and bool(before) and not before.isspace()


def basis_id(number: str) -> str:
    """A stable name made of the number: ``104/2025/NĐ-CP`` → ``nd_cp_104_2025``."""
    first, *middle, kind = number.split("/")
    return "_".join(plain(" ".join([kind, first, *middle])).split())[:60]
