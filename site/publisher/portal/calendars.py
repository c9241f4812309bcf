"""Calendars for people's phones: days off, and campaigns (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple
from urllib.parse import urlsplit

from functions.domain.i18n import _
from functions.domain.model import JSON
from publisher.outputs import Output
from publisher.portal.holidays import days_off, weekday
from publisher.portal.writings import briefs
from publisher.site import Site


class Event(NamedTuple):
    """Whole days; ``last`` belongs to it."""

    uid: str
    first: date
    last: date
    title: str
    text: str
    url: str


def outputs(site: Site) -> Iterable[Output]:
    calendar = site.reference.calendar
    campaigns = site.writings.campaigns
    facts = (site.day.year, bool(campaigns))
    yield site.page("lich/index.html", "calendar.html", *facts, context=partial(_context, site))
    off = [
        Event(f"nghi-{day.isoformat()}", day, day, _("Nghỉ: {name}").format(name=name), "", "/lich/")
        for day, name in days_off(calendar)
    ]
    yield _ics(site, "ngay-nghi", _("Ngày nghỉ của bộ phận một cửa"), off, "")
    if campaigns:
        told = [
            Event(
                f"chien-dich-{one.slug}",
                one.campaign.start,
                one.campaign.end,
                one.title,
                one.summary,
                one.url,
            )
            for one in campaigns
        ]
        ends = tuple(one.campaign.end for one in campaigns)
        yield _ics(site, "chien-dich", _("Chiến dịch"), told, (briefs(campaigns), ends))


def _context(site: Site) -> JSON:
    calendar = site.reference.calendar
    days = [{"day": day, "weekday": weekday(day), "name": name} for day, name in days_off(calendar)]
    years = [
        (year, [one for one in days if one["day"].year == year])  # type: ignore[attr-defined]
        for year in (site.day.year, site.day.year + 1)
    ]
    return {
        "years": [(year, found) for year, found in years if found],
        "campaigns": bool(site.writings.campaigns),
        "shifts": _(" và ").join(f"{one.start:%H:%M}–{one.end:%H:%M}" for one in calendar.shifts),
        "cut_off": f"{calendar.cut_off:%H:%M}",
        "current": "",
    }


def _ics(site: Site, name: str, title: str, events: Sequence[Event], facts: object) -> Output:
    key = site.key("", title, facts, site.home)
    return Output(f"lich/{name}.ics", key, partial(ics, site.home, title, events))


def ics(home: str, title: str, events: Sequence[Event]) -> bytes:
    """The calendar. Its stamp is the first day of each event: the same facts give the same bytes."""
    host = urlsplit(home).hostname or "localhost"
    rows = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{host}//motcua//VI", "CALSCALE:GREGORIAN"]
    rows += ["METHOD:PUBLISH", f"X-WR-CALNAME:{_text(title)}"]
    for event in events:
        rows += [
            "BEGIN:VEVENT",
            f"UID:{event.uid}@{host}",
            f"DTSTAMP:{event.first:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{event.first:%Y%m%d}",
            f"DTEND;VALUE=DATE:{event.last + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(event.title)}",
            *([f"DESCRIPTION:{_text(event.text)}"] if event.text else []),
            f"URL:{home}{event.url}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    rows.append("END:VCALENDAR")
    return "".join(f"{_folded(row)}\r\n" for row in rows).encode()


def _text(value: str) -> str:
    for mark in ("\\", ";", ","):
        value = value.replace(mark, f"\\{mark}")
    return value.replace("\n", "\\n")


def _folded(row: str) -> str:
    """Lines of at most 75 octets, cut between characters."""
    lines, line, size = [], "", 0
    for char in row:
        width = len(char.encode())
        if size + width > 75:
            lines.append(line)
            line, size = " ", 1
        line, size = line + char, size + width
    return "\r\n".join([*lines, line])
