"""Poster (A3) and leaflet (A5, two sides) of each campaign, set from its file and its procedure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from functions.domain.i18n import _
from functions.domain.model import JSON
from publisher import views
from publisher.outputs import Output
from publisher.portal.campaign_pages import LEAFLET, POSTER, entry_of, period, promises
from publisher.portal.piece import Piece
from publisher.portal.typeset import key_of, typeset
from publisher.site import Entry, Site


def outputs(site: Site) -> Iterable[Output]:
    for piece in site.writings.campaigns:
        entry = entry_of(site, piece)
        if entry is None:
            continue
        for name, template in ((POSTER, "poster"), (LEAFLET, "leaflet")):
            key = site.key("", piece.key, entry.key, site.home, key_of(template))
            yield Output(f"{piece.url.lstrip('/')}{name}", key, partial(_make, site, piece, entry, template))


def _make(site: Site, piece: Piece, entry: Entry, template: str) -> bytes:
    return typeset(template, poster_data(site, piece, entry), site.absolute(piece.url), piece.campaign.start)


def poster_data(site: Site, piece: Piece, entry: Entry) -> JSON:
    """All words on poster and leaflet. Fee, limit and papers are the procedure's."""
    campaign, portal = piece.campaign, site.reference.portal
    return {
        "portal": portal.short_name,
        "province": _("tỉnh {name}").format(name=portal.province),
        "organisation": portal.organisation,
        "first": campaign.poster.first,
        "second": campaign.poster.second,
        "lines": list(campaign.poster.lines),
        "promises": [list(one) for one in promises(piece, entry)],
        "call": _("Quét mã, hoặc gọi {number}").format(number=portal.hotline),
        "period": period(piece),
        "audience": campaign.audience,
        "summary": piece.summary,
        "steps_title": _("Cách làm"),
        "steps": [[one.title, one.text] for one in campaign.steps],
        "papers_title": _("Cần có sẵn"),
        "papers": [
            [f"{one.name} ({one.case})" if one.case else one.name, views.quantity(one)]
            for one in entry.procedure.evidence
        ],
        "help_title": _("Nhờ người giúp"),
        "help": [[one.place, f"{one.date:%d/%m/%Y}", one.hours] for one in campaign.help],
        "source": _("Theo thủ tục {code}, phiên bản {version}.").format(
            code=entry.code, version=entry.version[:12]
        ),
        "sample": _("Bản mẫu, không dùng để phát") if piece.facts.sample or portal.sample else "",
    }
