"""The first page: search, what happens today, and the ways on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial

from functions.domain.i18n import SOURCE, _, language
from functions.domain.model import JSON
from functions.rendering.qr import qr_of
from publisher.outputs import Output, digest
from publisher.portal.campaign_pages import entry_of, promises
from publisher.portal.holidays import days_off, weekday
from publisher.portal.life_pages import events, shown
from publisher.portal.scoreboard import rows
from publisher.portal.writings import briefs
from publisher.site import Entry, Site

NEWS = 4
MOST_USED = 7


def outputs(site: Site) -> Iterable[Output]:
    writings = site.writings
    keys = writings.data.keys
    campaign = writings.campaign
    entry = entry_of(site, campaign) if campaign else None
    facts = (
        tuple(sorted(keys.items())),
        briefs(writings.news[:NEWS]),
        briefs(writings.notices),
        _notes(site),
        tuple(one.summary_key for one in _most_used(site)),
        digest(*(one.summary_key for _event, found in events(site) for one in found)),
        (campaign.key, site.home) if campaign else "",
        entry.summary_key if entry else "",
        tuple(sorted(site.figures.items())),
    )
    yield site.page("index.html", "index.html", *facts, context=partial(_context, site))


def _most_used(site: Site) -> Sequence[Entry]:
    """What the province names as used most; the first few where it names none."""
    named = [site.by_slug[slug] for slug in site.writings.data.front_page.most_used if slug in site.by_slug]
    return named or site.procedures[:MOST_USED]


def _notes(site: Site) -> list[tuple[str, str]]:
    """The day off that is today or comes soon, as heading and sentence."""
    ahead = site.writings.data.front_page.notice_days
    last = site.day + timedelta(days=ahead)
    off = [(day, name) for day, name in days_off(site.reference.calendar) if site.day <= day <= last]
    if not off:
        return []
    day, name = off[0]
    when = _("Hôm nay") if day == site.day else weekday(day)
    head = _("{when} {day} là ngày nghỉ ({name}).").format(when=when, day=f"{day:%d/%m}", name=name)
    text = _(
        "Bộ phận một cửa đóng cửa; nộp trực tuyến vẫn nhận bình thường và ngày này không tính vào thời hạn."
    )
    return [(head, text)]


def _context(site: Site) -> JSON:
    writings = site.writings
    front = writings.data.front_page
    here = language() == SOURCE  # news, campaigns and targets are written in Vietnamese alone
    plan = writings.data.plan if here else None
    named = any(slug in site.by_slug for slug in front.most_used)
    return {
        "home": {
            "often": front.often,
            "skyline": front.skyline,
            "notes": [{"head": head, "text": text} for head, text in _notes(site)],
            "notices": writings.notices if here else [],
            "events": shown(events(site)),
            "most_used": [one.summary for one in _most_used(site)],
            "most_used_head": _("Làm nhiều") if named else _("Thủ tục"),
            "campaign": _campaign(site) if here else None,
            "news": writings.news[:NEWS] if here else [],
            "plan": plan,
            "rows": rows(plan, site.figures) if plan else [],
            "doors": front.doors,
        }
    }


def _campaign(site: Site) -> JSON | None:
    piece = site.writings.campaign
    entry = entry_of(site, piece) if piece else None
    if piece is None or entry is None:
        return None
    return {"piece": piece, "promises": promises(piece, entry), "qr": qr_of(site.absolute(piece.url))}
