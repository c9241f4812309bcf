"""Fees are whole đồng by rule; case codes follow the legal forms."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from functions.domain.case_code import CodeSeries, is_case_code
from functions.domain.declaration import AnyService, ChannelKind, Office, Procedure
from functions.domain.fees import fees_due

OFFICE = Office(id="x", name="x", agency_code="H48.53", old_agency_code="000.00.53.H48", authority="x")
DAY = date(2026, 11, 23)


def with_fees(services: dict[str, AnyService], *fees: dict[str, Any]) -> Procedure:
    data = services["dang-ky-khai-sinh"].model_dump(mode="json")
    channels = [{**channel, "fees": None} for channel in data["channels"]]
    lines = [{"id": f"f{n}", "label": "x", **fee} for n, fee in enumerate(fees)]
    return Procedure.model_validate({**data, "fees": lines, "channels": channels})


def total(procedure: Procedure, **values: Any) -> int:
    return fees_due(procedure, ChannelKind.ONLINE, {"a": values}).total


def test_a_fee_by_page_counts_pages_and_stops_at_its_cap(services: dict[str, AnyService]) -> None:
    procedure = with_fees(services, {"amount": 2000, "quantity": "a.trang", "cap": 200000})
    assert [total(procedure, trang=n) for n in (0, 3, 500)] == [0, 6000, 200000]


def test_the_best_exemption_counts_and_fractions_fall_to_the_citizen(services: dict[str, AnyService]) -> None:
    half = {"label": "Giảm nửa", "when": "a.giam", "percent": 50}
    free = {"label": "Miễn", "when": "a.mien"}
    procedure = with_fees(services, {"amount": 10001, "exemptions": [half, free]})
    assert total(procedure) == 10001
    assert total(procedure, giam=True) == 5000
    assert total(procedure, giam=True, mien=True) == 0


@pytest.mark.parametrize("pages", [None, -1, "nhiều", True, 1.5])
def test_a_quantity_that_cannot_be_told_is_not_guessed(services: dict[str, AnyService], pages: Any) -> None:
    assert total(with_fees(services, {"amount": 2000, "quantity": "a.trang"}), trang=pages) == 0


def test_each_channel_has_its_own_lines(services: dict[str, AnyService]) -> None:
    procedure = services["dang-ky-thanh-lap-ho-kinh-doanh"]
    assert isinstance(procedure, Procedure)
    online, counter_ = (
        fees_due(procedure, kind, {}).total for kind in (ChannelKind.ONLINE, ChannelKind.COUNTER)
    )
    assert (online, counter_) == (150000, 50000)


def test_codes_of_both_styles_have_the_legal_form() -> None:
    assert CodeSeries(OFFICE, DAY, "2020").code(42) == "H48.53-261123-0042"
    assert CodeSeries(OFFICE, DAY, "2018").code(42) == "000.00.53.H48-261123-0042"
    assert CodeSeries(OFFICE, DAY, "2020").code(12345).endswith("-12345")
    days = [CodeSeries(OFFICE, day, "2020") for day in (DAY, date(2026, 11, 24))]
    assert days[0].counter != days[1].counter


@pytest.mark.parametrize(
    ("text", "is_code"),
    [
        ("000.00.53.H48-220921-0099", True),
        ("G09.20-20260609-0092637", True),
        ("H48-261123-0001", True),
        ("H48-261123-1", False),
        ("Z48-261123-0001", False),
        ("H48-261123-0001'--", False),
        ("H48-٢٦١١٢٣-0001", False),
        ("H48-261123-" + "1" * 90, False),
    ],
)
def test_what_has_the_shape_of_a_code(text: str, is_code: bool) -> None:
    assert is_case_code(text) is is_code
