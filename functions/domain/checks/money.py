"""Whether the words about a fee and its number say the same.

The fee cell of published records is not reliable: one says "Miễn phí" beside a note of 135.000 đ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from functions.domain.checks.finding import Finding, error
from functions.domain.declaration import AnyService, Channel, Fee, Procedure, Reference
from functions.domain.i18n import _

_AMOUNT = re.compile(r"(?<![\d.,/])(\d{1,3}(?:[.,]\d{3})+|\d+)\s*(?:đ|đồng|vnđ|vnd)\b", re.I)
_FREE = re.compile(r"miễn (?:phí|lệ phí|thu)\b|không (?:thu|mất|phải nộp)(?: phí| lệ phí| tiền)?\b", re.I)


def amounts(note: str) -> frozenset[int]:
    """The amounts of money that a note names, in đồng: ``135.000 đ``, ``50,000 đồng``."""
    return frozenset(int(re.sub(r"\D", "", found)) for found in _AMOUNT.findall(note))


def says_free(note: str) -> bool:
    """Whether a note says that nothing is collected."""
    return _FREE.search(note) is not None


def check_money(service: AnyService, reference: Reference, day: date) -> list[Finding]:
    """Contradictions between amounts and the notes beside them, on fee lines and channels."""
    if not isinstance(service, Procedure):
        return []
    found = [one for n, fee in enumerate(service.fees) for one in _fee(fee, f"fees[{n}]")]
    for n, channel in enumerate(service.channels):
        found += _channel(channel, service, f"channels[{n}]")
    return found


def _fee(fee: Fee, where: str) -> Iterator[Finding]:
    named = amounts(fee.note)
    expected = {fee.amount, fee.cap}
    if named and not named & expected:
        yield _contradiction(f"{where}.note", fee.amount, named)
    elif not named and fee.amount and says_free(fee.note) and not (fee.exemptions or fee.when):
        yield _not_free(f"{where}.note", fee.amount)
    if fee.cap is not None and fee.cap < fee.amount:
        reason = _("Mức trần {cap} đ thấp hơn mức thu {amount} đ.")
        yield error(f"{where}.cap", "fee_cap", reason.format(cap=_dong(fee.cap), amount=_dong(fee.amount)))


def _channel(channel: Channel, service: Procedure, where: str) -> Iterator[Finding]:
    fees = [fee for fee in service.fees if channel.fees is None or fee.id in channel.fees]
    named = amounts(channel.note)
    expected = {fee.amount for fee in fees} | {sum(fee.amount for fee in fees)}
    if named and not named & expected:
        yield _contradiction(f"{where}.note", sum(fee.amount for fee in fees), named)
    always = sum(fee.amount for fee in fees if not (fee.when or fee.exemptions))
    if not named and always and says_free(channel.note):
        yield _not_free(f"{where}.note", always)


def _contradiction(where: str, amount: int, named: frozenset[int]) -> Finding:
    reason = _("Ghi chú nói {named} đ, nhưng khai báo thu {amount} đ. Sửa cho khớp.").format(
        named=", ".join(map(_dong, sorted(named))), amount=_dong(amount)
    )
    return error(where, "fee_contradiction", reason)


def _not_free(where: str, amount: int) -> Finding:
    reason = _("Ghi chú nói không thu tiền, nhưng khai báo thu {amount} đ. Sửa cho khớp.")
    return error(where, "fee_contradiction", reason.format(amount=_dong(amount)))


def _dong(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
