"""Fees of one channel row: a typed amount where cell and words agree, and doubts where they do not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from functions.domain.checks.money import amounts
from functions.domain.declaration import DoubtKind, FeeKind
from publisher.importer.channels import Row
from publisher.importer.text import given, line

FREE = "Miễn phí"
_DONG = re.compile(r"(\d[\d,]*) (?:Việt Nam Đồng|VNĐ|VND)")
_COUNCIL = re.compile(r"hội đồng nhân dân|hđnd", re.I)
_LAW = re.compile(
    r"theo (?:quy định|mức (?:thu )?quy định|thông tư|nghị định|nghị quyết)|thực hiện theo"
    r"|quy định (?:cụ thể )?tại|thông tư (?:số )?\d|nghị định (?:số )?\d|bằng \d+ ?%",
    re.I,
)
_MONEY_WORDS = re.compile(r"\b(?:lệ )?phí\b|mức thu|giá dịch vụ|nộp tiền", re.I)
_PERIOD = re.compile(
    r"đến (?:hết )?(?:ngày )?\d{1,2}/\d{1,2}/\d{4}|(?:kể )?từ ngày \d{1,2}/\d{1,2}/\d{4} đến", re.I
)
_EACH = re.compile(
    r"(?:đồng|đ|vnđ|usd)? ?/ ?(?:01 |1 )?"
    r"(?:trang|bản|tờ|chiếc|xe|người|m2|m3|ha|km|kg|tấn|con|mẫu|tháng|năm|lô|container|chuyến)\b",
    re.I,
)
_EXEMPT = re.compile(
    r"(?:miễn|giảm|không thu) (?:lệ phí|phí|thu)?[^.;]{0,40}?(?:đối với|cho|người|hộ|trường hợp)", re.I
)
_NONE = re.compile(r"không (?:thu|mất|phải nộp|có phí|quy định)|miễn (?:phí|lệ phí)", re.I)
IMPLAUSIBLE = 1000
"""No fee is below this many đồng; cells that say less have lost their zeros."""


@dataclass(frozen=True, slots=True)
class Charge:
    """What a row charges: ``None`` where no amount may be written down."""

    amount: int | None
    doubts: tuple[DoubtKind, ...] = ()
    kind: FeeKind = FeeKind.LE_PHI
    label: str = "Phí, lệ phí"
    note: str = ""


def read_charge(row: Row) -> Charge:
    """The fee of one row. The note in brackets behind the cell belongs to it; other words may speak of it."""
    note = given(row.fee_note)
    words = _about_money(row.words)
    said = "\n".join(part for part in (note, words) if part)
    kind, label = _name(note)
    published = line(f"{row.fee} ({note})" if note else row.fee)
    if row.run_together:
        return Charge(None)
    if not row.fee:
        return Charge(None, _doubts_of_words(said) or (DoubtKind.FEE_MISSING,))
    if row.fee == FREE:
        return _free(said, published)
    found = _DONG.fullmatch(row.fee)
    if found is None:
        return Charge(None, (DoubtKind.FEE_CURRENCY,))
    amount = int(found[1].replace(",", ""))
    doubts = _doubts_of_amount(amount, said)
    sure = not {DoubtKind.FEE_IMPLAUSIBLE, DoubtKind.FEE_CONTRADICTS_NOTE} & set(doubts)
    return Charge(amount if sure else None, doubts, kind, label, published)


def _free(said: str, published: str) -> Charge:
    """*Miễn phí* is believed when nothing beside it speaks of money that is to be paid."""
    if amounts(said) - {0}:
        return Charge(None, (DoubtKind.FEE_CONTRADICTS_NOTE,))
    doubts = _doubts_of_words(said)
    if doubts and not (_NONE.search(said) and not _COUNCIL.search(said)):
        return Charge(None, doubts)
    return Charge(0, note=published)


def _doubts_of_words(said: str) -> tuple[DoubtKind, ...]:
    named = amounts(said) - {0}
    kinds = {
        DoubtKind.FEE_BY_COUNCIL: bool(_COUNCIL.search(said)),
        DoubtKind.FEE_BY_LAW: bool(_LAW.search(said)) and not _COUNCIL.search(said) and not named,
        DoubtKind.FEE_SEVERAL: bool(named),
    }
    return tuple(kind for kind, holds in kinds.items() if holds)


def _doubts_of_amount(amount: int, said: str) -> tuple[DoubtKind, ...]:
    named = amounts(said)
    kinds = {
        DoubtKind.FEE_IMPLAUSIBLE: amount < IMPLAUSIBLE,
        DoubtKind.FEE_CONTRADICTS_NOTE: bool(named) and amount not in named and not _PERIOD.search(said),
        DoubtKind.FEE_SEVERAL: amount in named and len(named) > 1 and not _PERIOD.search(said),
        DoubtKind.FEE_FOR_A_PERIOD: bool(_PERIOD.search(said)),
        DoubtKind.FEE_BY_COUNCIL: bool(_COUNCIL.search(said)),
        DoubtKind.FEE_PER_UNIT: bool(_EACH.search(said)),
        DoubtKind.FEE_EXEMPTION: bool(_EXEMPT.search(said)),
    }
    return tuple(kind for kind, holds in kinds.items() if holds)


def _about_money(words: str) -> str:
    """The lines of a description that speak of fees."""
    return "\n".join(one for one in words.split("\n") if _MONEY_WORDS.search(one))


def _name(note: str) -> tuple[FeeKind, str]:
    """Kind and name of the fee line, from the note's own words."""
    kind = (
        FeeKind.LE_PHI
        if re.match(r"\W*lệ phí", note, re.I) or not re.search(r"\bphí\b", note, re.I)
        else FeeKind.PHI
    )
    found = re.match(r"[\W_]*((?:lệ )?phí [^:;.()\d]{3,110}?)\s*(?:[:;.(]|là \d|\d|$)", line(note), re.I)
    if found is None:
        return kind, "Phí, lệ phí"
    label = found[1].strip()
    return kind, label[:1].upper() + label[1:]
