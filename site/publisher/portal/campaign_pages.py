"""Campaigns: the list, and each with what its procedure says today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from functions.domain.i18n import _
from functions.domain.model import JSON
from functions.domain.say import day
from functions.rendering.qr import qr_of
from publisher.form_pages import form_url
from publisher.outputs import Output
from publisher.portal.data import Target
from publisher.portal.piece import Piece
from publisher.portal.writings import briefs
from publisher.site import Entry, Site

POSTER = "ap-phich.pdf"
LEAFLET = "to-roi.pdf"


def outputs(site: Site) -> Iterable[Output]:
    writings = site.writings
    if not writings.campaigns:
        return
    over = tuple(one.campaign.end < site.day for one in writings.campaigns)
    context = {"campaigns": list(zip(writings.campaigns, over, strict=True)), "current": "chien-dich"}
    listed = briefs(writings.campaigns)
    yield site.page("chien-dich/index.html", "campaigns.html", listed, over, context=lambda: context)
    for piece in writings.campaigns:
        entry = entry_of(site, piece)
        if entry is not None:
            over_now = piece.campaign.end < site.day
            facts = (piece.key, entry.key, over_now, writings.data.keys.get("plan", ""), site.home)
            make = partial(_context, site, piece, entry, over_now)
            yield site.page(piece.output, "campaign.html", *facts, context=make)


def entry_of(site: Site, piece: Piece) -> Entry | None:
    """The procedure of a campaign; in a preview it may not be there."""
    return site.by_slug.get(piece.campaign.procedure)


def promises(piece: Piece, entry: Entry) -> list[tuple[str, str]]:
    """What a campaign says in figures: the procedure's own, and the minutes that the form takes."""
    view = entry.summary
    found = [(view.fee, _("phí, lệ phí")), (view.time, _("từ khi nhận đủ hồ sơ"))]
    if piece.campaign.minutes:
        said = _("{n} phút").format(n=piece.campaign.minutes)
        found.insert(0, (said, _("để khai")))
    return found


def action(piece: Piece, entry: Entry) -> str:
    """Where the button of a campaign leads: to the form, or to the procedure where it has none."""
    return form_url(entry) or f"/thu-tuc/{entry.slug}/"


def period(piece: Piece) -> str:
    return _("{start} đến {end}").format(start=day(piece.campaign.start), end=day(piece.campaign.end))


def targets(site: Site, piece: Piece) -> Sequence[Target]:
    plan = site.writings.data.plan
    return [one for one in plan.targets if one.number in piece.campaign.targets] if plan else []


def _context(site: Site, piece: Piece, entry: Entry, over: bool) -> JSON:
    return {
        "piece": piece,
        "campaign": piece.campaign,
        "over": over,
        "promises": promises(piece, entry),
        "procedure": entry.summary,
        "service": entry.procedure,
        "action_url": action(piece, entry),
        "qr": qr_of(site.absolute(piece.url)),
        "targets": targets(site, piece),
        "files": {"poster": POSTER, "leaflet": LEAFLET},
        "current": "chien-dich",
    }
