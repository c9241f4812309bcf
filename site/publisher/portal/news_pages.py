"""News: all of it, by category, by year, and each item."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from functions.domain.i18n import _
from functions.domain.model import JSON
from publisher.outputs import Output
from publisher.portal.piece import Piece
from publisher.portal.writings import brief, briefs
from publisher.site import Site

SHOWN = 20
"""Items on the first page of news; older ones stand in the archive of their year."""
OF_CATEGORY = 50
BESIDE = 4
"""Other items beside one."""


def outputs(site: Site) -> Iterable[Output]:
    news = site.writings.news
    if not news and not site.writings.categories:
        return
    yield _list(site, "tin-tuc/", _("Tin và thông báo"), news[:SHOWN], "")
    for category in site.writings.categories:
        shown = site.writings.of_category(category.id)[:OF_CATEGORY]
        yield _list(site, f"tin-tuc/chuyen-muc/{category.id}/", category.name, shown, category.id)
    for year in years(news):
        of_year = [one for one in news if one.news.date.year == year]
        yield _list(site, f"tin-tuc/nam/{year}/", _("Tin năm {year}").format(year=year), of_year, str(year))
    for piece in news:
        yield _item(site, piece)


def years(news: Sequence[Piece]) -> list[int]:
    """Years that have news, newest first."""
    return sorted({one.news.date.year for one in news}, reverse=True)


def _list(site: Site, folder: str, heading: str, shown: Sequence[Piece], chosen: str) -> Output:
    writings = site.writings
    category = next((one for one in writings.categories if one.id == chosen), None)

    def context() -> JSON:
        return {
            "heading": heading,
            "chosen": chosen,
            "category": category,
            "doors": category.doors if category else (),
            "pieces": shown,
            "categories": writings.categories,
            "years": years(writings.news),
            "current": "tin-tuc",
        }

    facts = (heading, chosen, briefs(shown), years(writings.news), writings.data.keys.get("sections", ""))
    return site.page(f"{folder}index.html", "news.html", *facts, context=context)


def _item(site: Site, piece: Piece) -> Output:
    others = [one for one in site.writings.news[: BESIDE + 1] if one is not piece][:BESIDE]
    related = [site.by_slug[slug] for slug in piece.news.related if slug in site.by_slug]
    category = site.writings.category_name(piece.news.category)
    facts = (piece.key, category, briefs(others), *(one.summary_key for one in related))
    context = partial(_context, piece, others, related, category)
    return site.page(piece.output, "news_item.html", *facts, context=context)


def _context(piece: Piece, others: Sequence[Piece], related: Sequence[object], category: str) -> JSON:
    return {
        "piece": piece,
        "category": category,
        "others": others,
        "related": [one.summary for one in related],  # type: ignore[attr-defined]
        "current": "tin-tuc",
    }


__all__ = ["brief", "outputs", "years"]
