"""Amounts and times as people read them, on pages, in papers and in messages alike."""

from __future__ import annotations

from datetime import date, datetime

from functions.domain.i18n import _


def dong(amount: int) -> str:
    """``150.000 đồng``."""
    return _("{amount} đồng").format(amount=f"{amount:,}".replace(",", "."))


def day(value: date) -> str:
    """``27/11/2026``."""
    return f"{value:%d/%m/%Y}"


def moment(value: datetime) -> str:
    """``14:06 ngày 23/11/2026``; the caller gives local time."""
    return _("{clock} ngày {day}").format(clock=clock(value), day=day(value))


def clock(value: datetime) -> str:
    """``14:06``."""
    return f"{value:%H:%M}"
