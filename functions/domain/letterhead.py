"""How a State document is headed, numbered, dated and signed (NĐ 30/2020/NĐ-CP, Phụ lục I and III)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from functions.domain.declaration import AnyService, DocumentKind, Office
from functions.domain.i18n import _

_FORM_ABBREVIATIONS = {
    DocumentKind.RECEIPT: "TNHS",
    DocumentKind.SUPPLEMENT_REQUEST: "HDHS",
    DocumentKind.REFUSAL: "PTC",
    DocumentKind.APOLOGY: "PXL",
    DocumentKind.STOP_NOTICE: "TB",
}
_RESULT_ABBREVIATIONS = (
    ("quyết định", "QĐ"),
    ("thông báo", "TB"),
    ("giấy chứng nhận", "GCN"),
    ("giấy xác nhận", "GXN"),
    ("giấy phép", "GP"),
    ("phiếu", "P"),
    ("biên bản", "BB"),
)
"""Kinds of documents in Phụ lục III and those that services issue; others count as *kết quả*."""
_PLACE = re.compile(r"\s+(tỉnh|thành phố|xã|phường|đặc khu)\s+.*$")
_SMALL_WORDS = tuple(unicodedata.normalize("NFD", word) for word in ("và", "của"))
_COLLECTIVE = "ủy ban nhân dân"


def number_counter(office: Office, kind: DocumentKind, day: date) -> str:
    """The name of the counter that numbers this office's documents of a kind in one year.

    Numbers begin at 01 on 1 January (NĐ 30/2020 Điều 15). ``day`` is local.
    """
    return f"document:{office.id}:{kind}:{day:%Y}"


def document_number(office: Office, kind: DocumentKind, service: AnyService, count: int) -> str:
    """Number and sign (*số, ký hiệu*) of the ``count``-th document, e.g. ``05/GXN-UBND``."""
    name = service.output.name.lower()
    found = (sign for begin, sign in _RESULT_ABBREVIATIONS if name.startswith(begin))
    sign = _FORM_ABBREVIATIONS.get(kind) or next(found, "KQ")
    return f"{count:02d}/{sign}-{abbreviation(office.name)}"


def abbreviation(name: str) -> str:
    """An agency's abbreviation, the first letters of its name without its place: ``UBND``, ``STP``."""
    own = unicodedata.normalize("NFD", _PLACE.sub("", name))
    return "".join(word[0] for word in own.split() if word not in _SMALL_WORDS).upper()


def letterhead_name(name: str) -> str:
    """An agency's name in capitals; its place stands on a line of its own."""
    place = _PLACE.search(name)
    if place is None:
        return name.upper()
    return f"{name[: place.start()].strip()}\n{place[0].strip()}".upper()


def said_date(day: date) -> str:
    """``ngày 09 tháng 6 năm 2026``: days below 10 and months 1 and 2 carry a zero (Phụ lục I)."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return _("ngày {day} tháng {month} năm {year}").format(day=f"{day.day:02d}", month=month, year=day.year)


def said_moment(moment: datetime) -> str:
    """``09 giờ 05 phút, ngày 09 tháng 6 năm 2026``; ``moment`` is local."""
    clock = _("{hour} giờ {minute} phút").format(hour=f"{moment:%H}", minute=f"{moment:%M}")
    return f"{clock}, {said_date(moment.date())}"


def signing_lines(office: Office, position: str) -> list[str]:
    """The lines above a signature: in whose name, then the position (Phụ lục I, 7a).

    A committee decides together, so its chair signs *TM.*; a deputy signs *KT.* for the head. Whoever
    signs otherwise (*TL.*, *TUQ.*, *Q.*) has it written in the position, lines parted by ``;``.
    """
    if ";" in position:
        return [line.strip().upper() for line in position.split(";") if line.strip()]
    lines = []
    deputy = position.lower().startswith("phó ")
    head = position[4:] if deputy else position
    if office.name.lower().startswith(_COLLECTIVE) and head.lower().startswith("chủ tịch"):
        lines.append(_("TM. {body}").format(body="ỦY BAN NHÂN DÂN"))
    if deputy:
        lines.append(_("KT. {head}").format(head=head.upper()))
    return [*lines, position.upper()] if position else lines
