"""What a million cases cost on AWS: units a case, measured or assumed, times unit prices with their date.

``measured.json`` is counted by playing a case on the AWS adapters, ``assumed.json`` says what nobody could
count here, ``prices.json`` holds the price list with sources. Each is a file, so that whoever knows better
changes a number and sees what follows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from functions.domain.errors import Invalid

HERE = Path(__file__).parent
CASES = 1_000_000
_EFFECT_GIGABYTES = 1.73
_QUEUE_REQUESTS = 3
"""A message is sent, received and deleted."""
_GB = 1e9


@dataclass(frozen=True, slots=True)
class Row:
    """One price, how many units a case needs of it, and what a million cases come to."""

    name: str
    a_case: float
    per_million: float

    @property
    def cost(self) -> float:
        return self.a_case * self.per_million * CASES / 1_000_000


def rows(prices: Mapping[str, Any], measured: Mapping[str, float], assumed: Mapping[str, float]) -> list[Row]:
    """The table's rows, the dearest first. Raises ``Invalid`` for a price that is missing."""
    units = dict(_units(measured, assumed))
    missing = sorted(units.keys() - prices["prices"].keys())
    if missing:
        raise Invalid(f"The price list has no price for: {', '.join(missing)}.")
    made = [Row(name, count, float(prices["prices"][name]["per_million"])) for name, count in units.items()]
    return sorted(made, key=lambda row: (-row.cost, row.name))


def _units(measured: Mapping[str, float], assumed: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    requests = assumed["citizen requests"] + assumed["requests a move"] * measured["moves"]
    uploads = assumed["uploaded files"]
    effects = measured["effects"] + uploads  # each uploaded file is scanned
    months = assumed["months kept"]
    yield "gateway request", requests
    yield "firewall request", requests
    yield "function request", requests + effects
    yield (
        "function GB-second",
        requests * assumed["request seconds at 1 GB"]
        + effects * assumed["effect seconds at 1.73 GB"] * _EFFECT_GIGABYTES,
    )
    yield "table write", measured["table writes"]
    yield "table read", measured["table reads"]
    yield "stream read", measured["effects"]
    yield "table GB-month", measured["table bytes"] / _GB * months
    yield "file write", measured["file writes"] + 2 * uploads  # put, and copied when clean
    yield "file read", measured["file reads"] + 2 * uploads  # scanned, and opened once
    yield "file GB-month", uploads * assumed["megabytes a file"] * 1e6 / _GB * months
    yield "queue request", _QUEUE_REQUESTS * effects
    yield "signature", measured["signatures"]
    yield "mail", measured["notices"]
    yield "CDN request", assumed["CDN requests"] + requests
    yield "CDN GB", assumed["CDN megabytes"] * 1e6 / _GB
    yield "log GB", (requests + effects) * assumed["log bytes a request"] / _GB


def read(name: str) -> dict[str, Any]:
    """One of the three files."""
    return dict(json.loads((HERE / f"{name}.json").read_text(encoding="utf-8")))


def table() -> str:
    """The table as Markdown, for the handbook's page on AWS."""
    prices, measured, assumed = read("prices"), read("measured"), read("assumed")
    made = rows(prices, measured, assumed)
    fixed = ", ".join(f"{MONTHLY[name]} {_said(one['price'])}" for name, one in prices["monthly"].items())
    place = f"`{prices['region']}`, {prices['currency']}"
    lines = [
        f"Giá niêm yết ở {place}, ghi lại tháng {prices['as_of']}, chưa thuế: "
        "**kiểm lại trước khi lập dự toán**.",
        "",
        "| Khoản | Đơn vị mỗi hồ sơ | Giá một triệu đơn vị | Một triệu hồ sơ |",
        "| --- | --- | --- | --- |",
        *(_line(row) for row in made),
        f"| **Tổng** | | | **{_said(round(sum(row.cost for row in made)))}** |",
        "",
        f"Cố định mỗi tháng: {fixed}.",
    ]
    return "\n".join(lines)


def _line(row: Row) -> str:
    units, price, cost = (_said(one) for one in (row.a_case, row.per_million, round(row.cost)))
    return f"| {NAMES[row.name]} | {units} | {price} | {cost} |"


def _said(number: float) -> str:
    """As Vietnamese write numbers; at most three digits that count behind the comma."""
    text = f"{number:,.6f}" if 0 < number < 1 else f"{number:,.2f}"
    whole, _point, behind = text.partition(".")
    behind = behind.rstrip("0")
    if whole == "0":
        behind = behind[: len(behind) - len(behind.lstrip("0")) + 3]
    return whole.replace(",", ".") + ("," + behind if behind else "")


NAMES = {
    "gateway request": "Yêu cầu qua API Gateway",
    "firewall request": "Yêu cầu qua tường lửa",
    "function request": "Lần gọi hàm",
    "function GB-second": "GB-giây của hàm",
    "table write": "Đơn vị ghi DynamoDB",
    "table read": "Đơn vị đọc DynamoDB",
    "stream read": "Lần đọc luồng của bảng",
    "table GB-month": "GB-tháng trong bảng",
    "file write": "Lần ghi tệp",
    "file read": "Lần đọc tệp",
    "file GB-month": "GB-tháng tệp",
    "queue request": "Yêu cầu đến hàng đợi",
    "signature": "Chữ ký số (RSA 3072)",
    "mail": "Thư gửi đi",
    "CDN request": "Yêu cầu đến CloudFront",
    "CDN GB": "GB CloudFront gửi ra",
    "log GB": "GB nhật ký",
}
MONTHLY = {
    "firewall": "tường lửa",
    "keys": "khóa",
    "secrets": "bí mật",
    "alarms": "mỗi cảnh báo",
}

BEGIN, END = "<!-- costs: begin -->", "<!-- costs: end -->"


def placed(page: str) -> str:
    """The page with the table between its marks. Raises ``Invalid`` for a page without them."""
    before, begin, rest = page.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise Invalid(f"The page has no place for the table: {BEGIN} … {END}.")
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"
