"""Amounts and times as people read them, on pages, in papers and in messages alike."""

from __future__ import annotations

from datetime import date, datetime

from functions.domain.i18n import SOURCE, _, language

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def dong(amount: int) -> str:
    """``150.000 đồng``; thousands are parted as the reader's language does."""
    grouped = f"{amount:,}"
    return _("{amount} đồng").format(amount=grouped.replace(",", ".") if language() == SOURCE else grouped)


def day(value: date) -> str:
    """``27/11/2026``; elsewhere with the month's name, which nobody can take for the day."""
    if language() == SOURCE:
        return f"{value:%d/%m/%Y}"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime) -> str:
    """``14:06 ngày 23/11/2026``; the caller gives local time."""
    return _("{clock} ngày {day}").format(clock=clock(value), day=day(value))


def clock(value: datetime) -> str:
    """``14:06``."""
    return f"{value:%H:%M}"
