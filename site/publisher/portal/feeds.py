"""News for feed readers: Atom (RFC 4287) and RSS 2.0."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from email.utils import format_datetime
from functools import partial
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from functions.domain.i18n import _
from publisher.outputs import Output
from publisher.portal.piece import Piece
from publisher.site import Site

SHOWN = 30
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'


def outputs(site: Site) -> Iterable[Output]:
    news = site.writings.news
    if not news and not site.writings.categories:
        return
    yield _feed(site, "tin-tuc/", site.reference.portal.name, news[:SHOWN])
    for category in site.writings.categories:
        title = f"{site.reference.portal.name}: {category.name}"
        shown = site.writings.of_category(category.id)[:SHOWN]
        yield _feed(site, f"tin-tuc/chuyen-muc/{category.id}/", title, shown)
    key = site.key("", [one.key for one in news[:SHOWN]], site.home)
    make = partial(rss, site, site.reference.portal.name, news[:SHOWN])
    yield Output("tin-tuc/rss.xml", key, make)


def _feed(site: Site, folder: str, title: str, news: Sequence[Piece]) -> Output:
    key = site.key("", title, [one.key for one in news], site.home)
    return Output(f"{folder}atom.xml", key, partial(atom, site, folder, title, news))


def atom(site: Site, folder: str, title: str, news: Sequence[Piece]) -> bytes:
    """The feed; updated when its newest item was."""
    here = site.absolute(f"/{folder}")
    newest = max((one.news.date for one in news), default=date(2025, 7, 1))
    rows = [
        f'{_HEAD}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="vi">',
        f"<title>{escape(title)}</title>",
        f"<id>{escape(here)}</id>",
        f"<updated>{_midnight(site, newest).isoformat()}</updated>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(here + "atom.xml")}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(here)}/>',
        f"<author><name>{escape(site.reference.portal.organisation)}</name></author>",
    ]
    for one in news:
        moment = _midnight(site, one.news.date).isoformat()
        rows += [
            "<entry>",
            f"<title>{escape(one.title)}</title>",
            f"<id>{escape(site.absolute(one.url))}</id>",
            f"<link href={quoteattr(site.absolute(one.url))}/>",
            f"<published>{moment}</published><updated>{moment}</updated>",
            f"<category term={quoteattr(one.news.category)}/>",
            f"<summary>{escape(one.summary)}</summary>",
            f'<content type="html">{escape(_whole(site, one))}</content>',
            "</entry>",
        ]
    return "\n".join([*rows, "</feed>", ""]).encode()


def rss(site: Site, title: str, news: Sequence[Piece]) -> bytes:
    """The same for readers that know RSS only."""
    here = site.absolute("/tin-tuc/")
    rows = [
        f'{_HEAD}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>',
        f"<title>{escape(title)}</title><link>{escape(here)}</link>",
        f"<description>{escape(_('Tin và thông báo'))}</description><language>vi</language>",
        f'<atom:link rel="self" type="application/rss+xml" href={quoteattr(here + "rss.xml")}/>',
    ]
    for one in news:
        address = escape(site.absolute(one.url))
        rows += [
            f"<item><title>{escape(one.title)}</title><link>{address}</link><guid>{address}</guid>",
            f"<pubDate>{format_datetime(_midnight(site, one.news.date))}</pubDate>",
            f"<description>{escape(one.summary)}</description></item>",
        ]
    return "\n".join([*rows, "</channel></rss>", ""]).encode()


def _whole(site: Site, one: Piece) -> str:
    """The body with whole addresses: a reader of feeds has no page to start from."""
    return one.made.replace('href="/', f'href="{site.home}/').replace('src="/', f'src="{site.home}/')


def _midnight(site: Site, day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(site.reference.calendar.timezone))
