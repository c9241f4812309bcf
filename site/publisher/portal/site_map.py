"""The map of the portal, as a tree for people and as XML for search engines; and what robots may read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from xml.sax.saxutils import escape

from functions.domain.i18n import _
from functions.domain.model import JSON
from functions.rendering.language import ENGLISH
from publisher.outputs import Output, digest
from publisher.portal.life_pages import events
from publisher.portal.news_pages import years
from publisher.portal.writings import address_of, briefs
from publisher.site import Entry, Sector, Site

FEW = 60
"""Procedures of a field that the tree lists; a larger field has its own list."""
LIMIT = 50_000
"""Addresses that one file may hold (sitemaps.org)."""
Branch = tuple[str, Sequence[tuple[str, str, Sequence[tuple[str, str]]]]]


def outputs(site: Site) -> Iterable[Output]:
    writings = site.writings
    titles = digest(*(text for one in site.sectors for text in (one.name, one.url, *_titles(one))))
    facts = (titles, briefs(writings.pieces), tuple(sorted(writings.data.keys.items())))
    yield site.page("so-do-cong/index.html", "sitemap.html", *facts, context=partial(_tree, site))
    addresses = [*_addresses(site)]
    if site.english:
        addresses += [f"/{ENGLISH}{one}" for one in addresses if site.in_english(f"{one[1:]}index.html")]
    parts = [addresses[n : n + LIMIT] for n in range(0, len(addresses), LIMIT)]
    names = ["sitemap.xml"] if len(parts) == 1 else [f"sitemap-{n}.xml" for n in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        yield Output(name, site.key("", site.home, part), partial(_xml, site.home, part))
    if len(parts) > 1:
        yield Output("sitemap.xml", site.key("", site.home, names), partial(_index, site.home, names))
    yield Output("robots.txt", site.key("", site.home, site.preview), partial(_robots, site))


def _titles(sector: Sector) -> list[str]:
    return [text for one in _listed(sector) for text in (one.title, one.slug)]


def _listed(sector: Sector) -> Sequence[Entry]:
    return sector.entries if len(sector.entries) <= FEW else ()


def _tree(site: Site) -> JSON:
    writings = site.writings
    pages: list[tuple[str, str, list[tuple[str, str]]]] = [(one.title, one.url, []) for one in writings.pages]
    fixed = [
        (_("Cơ cấu tổ chức"), "/co-cau-to-chuc/"),
        (_("Chuyên mục của cổng"), "/chuyen-muc/"),
        (_("Tên xã, phường cũ và mới"), "/don-vi-hanh-chinh/"),
        (_("Ngày nghỉ và lịch"), "/lich/"),
        (_("Bảng chỉ số"), "/bang-chi-so/"),
        (_("Tình trạng cổng"), "/tinh-trang/"),
    ]
    branches: list[Branch] = [
        (
            _("Thủ tục"),
            [
                (one.name, one.url, [(entry.title, f"/thu-tuc/{entry.slug}/") for entry in _listed(one)])
                for one in site.sectors
            ],
        ),
        (
            _("Việc trong đời"),
            [(event.name, f"/viec-trong-doi/{event.id}/", []) for event, _entries in events(site)],
        ),
        (
            _("Làm việc với hồ sơ"),
            [(_("Tra cứu hồ sơ"), "/ho-so", []), (_("Kiểm tra chữ ký số"), "/kiem-tra-chu-ky", [])],
        ),
        (
            _("Tin tức"),
            [(one.name, address_of(one), []) for one in writings.categories]
            + [
                (_("Năm {year}").format(year=year), f"/tin-tuc/nam/{year}/", [])
                for year in years(writings.news)
            ]
            + [(one.title, one.url, []) for one in writings.campaigns],
        ),
        (_("Về cổng này"), [*pages, *((name, url, []) for name, url in fixed)]),
    ]
    return {"branches": branches, "current": ""}


def _addresses(site: Site) -> Iterable[str]:
    """Whatever stands for itself; lists beyond their first page lead to nothing that is not here."""
    yield from ("/", "/thu-tuc/")
    yield from (one.url for one in site.sectors)
    yield from (f"/thu-tuc/{entry.slug}/" for entry in site.procedures)
    yield from (f"/viec-trong-doi/{event.id}/" for event, _entries in events(site))
    if site.writings.categories:
        yield "/tin-tuc/"
    yield from (one.url for one in site.writings.pieces)
    yield from ("/co-cau-to-chuc/", "/lich/")
    if site.reference.units:
        yield "/don-vi-hanh-chinh/"
    if site.writings.data.plan:
        yield "/bang-chi-so/"


def _xml(home: str, addresses: Sequence[str]) -> bytes:
    rows = "".join(f"<url><loc>{escape(home + one)}</loc></url>\n" for one in addresses)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    ).encode()


def _index(home: str, names: Sequence[str]) -> bytes:
    rows = "".join(f"<sitemap><loc>{escape(f'{home}/{one}')}</loc></sitemap>\n" for one in names)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</sitemapindex>\n'
    ).encode()


def _robots(site: Site) -> bytes:
    """A preview is nobody's to read; drafts, cases and officers' pages are never for robots."""
    if site.preview:
        return b"User-agent: *\nDisallow: /\n"
    closed = "".join(
        f"Disallow: {one}\n" for one in ("/ban-nhap/", "/ho-so/", "/can-bo", "/nop/", "/thu-nghiem/")
    )
    return f"User-agent: *\n{closed}\nSitemap: {site.home}/sitemap.xml\n".encode()
