"""The sample province's whole portal: every page leads on, tells machines the same, and stays light."""

from __future__ import annotations

import gzip
import io
import json
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import segno
from pypdf import PdfReader

from functions.rendering.qr import Qr
from publisher.build import build
from publisher.portal.links import DOORS, leads_somewhere
from publisher.portal.quick_qr import quick_qr
from tests.publishing.conftest import ROOT

DAY = date(2026, 11, 25)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def www(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("portal")
    build(ROOT / "content", folder, ROOT / "pelicanconf.py", DAY)
    return folder / "www"


class Addresses(HTMLParser):
    """What a page points at, its ids, and whatever a strict policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.links += [value for key in ("href", "src", "action") if (value := given.get(key))]
        self.ids += [given["id"] or ""] if "id" in given else []
        self.inline += [key for key in given if key == "style" or key.startswith("on")]
        if tag == "style" or (
            tag == "script" and "src" not in given and "json" not in (given.get("type") or "")
        ):
            self.inline.append(tag)


def _read(path: Path) -> Addresses:
    found = Addresses()
    found.feed(path.read_text(encoding="utf-8"))
    return found


def _pages(www: Path) -> list[Path]:
    return sorted(www.rglob("*.html"))


def test_every_link_of_every_page_leads_somewhere(www: Path) -> None:
    paths = {str(path.relative_to(www)) for path in www.rglob("*") if path.is_file()}
    for path in _pages(www):
        page = _read(path)
        for link in page.links:
            if link.startswith("/") and not link.startswith("/theme/"):
                assert leads_somewhere(link, paths), f"{path.relative_to(www)}: {link}"
            if link.startswith("#") and not link.startswith("#i-"):
                assert link[1:] in page.ids, f"{path.relative_to(www)}: {link}"
    assert {"tim", "ho-so"} <= DOORS


def test_no_page_has_two_equal_ids_or_anything_inline(www: Path) -> None:
    for path in _pages(www):
        page = _read(path)
        assert len(page.ids) == len(set(page.ids)), path
        assert page.inline == [], path


def test_every_page_has_a_title_a_description_and_a_way_to_share_it(www: Path) -> None:
    for path in _pages(www):
        text = path.read_text(encoding="utf-8")
        address = f"/{path.relative_to(www)}".removesuffix("index.html")
        assert re.search(r"<title>[^<]{5,}</title>", text), path
        assert re.search(r'<meta name="description" content="[^"]{5,}"', text), path
        assert 'property="og:title"' in text and 'property="og:description"' in text, path
        if "noindex" not in text:
            assert f'<link rel="canonical" href="http://127.0.0.1:8000{address}">' in text


def test_the_first_page_offers_search_life_events_track_campaign_news_and_ways_out(www: Path) -> None:
    text = (www / "index.html").read_text(encoding="utf-8")
    for wanted in (
        'action="/tim"',
        'action="/ho-so"',
        'href="/viec-trong-doi/sinh-con/"',
        'href="/chien-dich/khai-sinh-tai-nha/"',
        'href="/tin-tuc/bao-tri-cong-thanh-toan/"',
        'href="https://dichvucong.gov.vn/"',
        'href="/bang-chi-so/"',
        'href="/dich-vu-san-pham/"',
        "chưa có số liệu",
    ):
        assert wanted in text, wanted


def test_a_day_off_is_told_of_a_week_ahead(tmp_path: Path) -> None:
    build(ROOT / "content", tmp_path, ROOT / "pelicanconf.py", date(2026, 11, 20))
    text = (tmp_path / "www/index.html").read_text(encoding="utf-8")
    assert "Thứ Ba 24/11 là ngày nghỉ (Ngày Văn hóa Việt Nam)." in text


def test_facets_are_plain_links_with_true_counts(www: Path) -> None:
    text = (www / "thu-tuc/index.html").read_text(encoding="utf-8")
    offered = re.findall(r'<a href="(/thu-tuc/[^"]+/)">[^<]+ <span>(\d+)</span></a>', text)
    assert {"cap", "muc-do", "doi-tuong", "co-quan", "linh-vuc"} == {url.split("/")[2] for url, _n in offered}
    for url, count in offered:
        page = (www / url.strip("/") / "index.html").read_text(encoding="utf-8")
        assert page.count("<h3><a href=") == int(count), url
    narrowed = (www / "thu-tuc/linh-vuc/ho-tich/muc-do/toan-trinh/index.html").read_text(encoding="utf-8")
    assert (
        'href="/thu-tuc/muc-do/toan-trinh/"' in narrowed and 'href="/thu-tuc/linh-vuc/ho-tich/"' in narrowed
    )


def _procedures(www: Path) -> list[Path]:
    return sorted(
        path for path in (www / "thu-tuc").glob("*/index.html") if "application/ld+json" in path.read_text()
    )


def _node(path: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8")
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert len(found) == 1
    node: dict[str, Any] = json.loads(found[0])
    return node


def test_every_procedure_is_told_to_machines_in_the_terms_of_schema_org_and_cpsv(www: Path) -> None:
    procedures = _procedures(www)
    assert len(procedures) >= 14
    for path in procedures:
        node = _node(path)
        assert node["@type"] == ["GovernmentService", "cpsv:PublicService"]
        assert node["@context"]["cpsv"] == "http://purl.org/vocab/cpsv#"
        assert node["@id"] == node["url"] == f"http://127.0.0.1:8000/thu-tuc/{path.parent.name}/"
        for key in (
            *("name", "description", "identifier", "serviceOperator", "areaServed", "availableChannel"),
            *("dct:title", "dct:description", "dct:identifier", "cv:hasCompetentAuthority", "cv:hasChannel"),
            *("cpsv:produces", "cv:hasLegalResource"),
        ):
            assert node[key], (path.parent.name, key)
        assert all(one["cv:currency"] == "VND" for one in node.get("cv:hasCost", []))
        assert node["serviceOperator"]["@id"] == node["cv:hasCompetentAuthority"]["@id"]


def test_what_stands_in_the_data_cannot_end_the_element(www: Path) -> None:
    for path in _procedures(www):
        raw = re.search(r'ld\+json">(.*?)</script>', path.read_text(encoding="utf-8"), re.DOTALL)
        assert raw and "<" not in raw[1]


def test_a_procedure_page_is_light_needs_no_script_and_opens_again_from_paper(www: Path) -> None:
    css = sum(len(gzip.compress((www / f"theme/css/{name}.css").read_bytes())) for name in ("tokens", "base"))
    for path in _procedures(www):
        raw = path.read_bytes()
        assert len(gzip.compress(raw)) + css <= 30 * 1024, path
        text = raw.decode()
        assert quick_qr(f"http://127.0.0.1:8000/thu-tuc/{path.parent.name}/").path in text
        assert "Bản in để xem, không thay văn bản đã ký số" in text


@pytest.mark.parametrize("length", range(1, 181, 6))
def test_a_code_is_that_of_the_library_module_by_module(length: int) -> None:
    text = ("https://dichvucong.example.vn/thu-tuc/" + "dang-ky-ket-hon-" * 12)[:length]
    code = segno.make(text, error="m", micro=False, mask=2, mode="byte", boost_error=False)
    drawn = quick_qr(text)
    assert drawn.size == len(code.matrix)
    assert _modules(drawn) == {
        (x, y) for y, row in enumerate(code.matrix) for x, dark in enumerate(row) if dark
    }


def _modules(code: Qr) -> set[tuple[int, int]]:
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", code.path)
    return {(int(x) + n, int(y)) for x, y, width in runs for n in range(int(width))}


def test_fees_name_who_pays_less_and_papers_their_case(www: Path) -> None:
    text = (www / "thu-tuc/dang-ky-thanh-lap-ho-kinh-doanh/index.html").read_text(encoding="utf-8")
    assert 'id="p_phi"' in text and "85/2019/TT-BTC" in text
    assert (
        text.index("Giấy đề nghị đăng ký hộ kinh doanh")
        < text.index('id="p_cac-buoc"')
        < text.index('id="p_can-cu"')
    )
    exempt = (www / "thu-tuc/dang-ky-tam-tru/index.html").read_text(encoding="utf-8")
    assert "<b>miễn</b>" in exempt


def _text(path: Path) -> str:
    reader = PdfReader(io.BytesIO(path.read_bytes()))
    return " ".join("".join(page.extract_text() for page in reader.pages).split())


def test_the_paper_form_asks_what_the_form_on_screen_asks(www: Path) -> None:
    said = _text(www / "thu-tuc/dang-ky-ket-hon/mau-giay.pdf")
    for wanted in (
        "Đăng ký kết hôn",
        "Họ, chữ đệm và tên bên nữ *",
        "Chưa kết hôn lần nào",
        "1.000894",
        "Người khai",
    ):
        assert wanted in said, wanted
    assert b"pdfaid:part" in (www / "thu-tuc/dang-ky-ket-hon/mau-giay.pdf").read_bytes()


def test_poster_and_leaflet_say_what_the_campaign_and_its_procedure_say(www: Path) -> None:
    for name in ("ap-phich.pdf", "to-roi.pdf"):
        said = _text(www / "chien-dich/khai-sinh-tai-nha" / name)
        for wanted in (
            "Con vừa chào đời?",
            "Khai sinh tại nhà.",
            "Trong ngày",
            "15 phút",
            "1.001193",
            "Bản mẫu",
        ):
            assert wanted in said, (name, wanted)
    assert "Giấy chứng sinh" in _text(www / "chien-dich/khai-sinh-tai-nha/to-roi.pdf")
    first = PdfReader(www / "chien-dich/khai-sinh-tai-nha/ap-phich.pdf").pages[0].mediabox
    assert (round(float(first.width) / 72 * 25.4), round(float(first.height) / 72 * 25.4)) == (297, 420)


def test_feeds_hold_the_news_with_whole_addresses(www: Path) -> None:
    feed = ElementTree.fromstring((www / "tin-tuc/atom.xml").read_bytes())  # noqa: S314 - our own file
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) >= 7
    for entry in entries:
        link = entry.find(f"{ATOM}link")
        assert link is not None and link.get("href", "").startswith("http://127.0.0.1:8000/tin-tuc/")
        assert 'href="/' not in str(entry.findtext(f"{ATOM}content"))
        assert str(entry.findtext(f"{ATOM}updated")).endswith("+07:00")
    rss = ElementTree.fromstring((www / "tin-tuc/rss.xml").read_bytes())  # noqa: S314 - our own file
    assert len(rss.findall("channel/item")) == len(entries)


def test_calendars_hold_days_off_and_campaigns(www: Path) -> None:
    off = (www / "lich/ngay-nghi.ics").read_bytes()
    assert b"DTSTART;VALUE=DATE:20261124\r\nDTEND;VALUE=DATE:20261125\r\n" in off
    campaigns = (www / "lich/chien-dich.ics").read_bytes()
    assert b"DTSTART;VALUE=DATE:20261101\r\nDTEND;VALUE=DATE:20270101\r\n" in campaigns
    for raw in (off, campaigns):
        assert raw.startswith(b"BEGIN:VCALENDAR\r\n") and raw.endswith(b"END:VCALENDAR\r\n")
        assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
        assert b"\n" not in raw.replace(b"\r\n", b"")


def test_the_map_for_robots_holds_every_page_that_stands_for_itself(www: Path) -> None:
    tree = ElementTree.fromstring((www / "sitemap.xml").read_bytes())  # noqa: S314 - our own file
    found = {
        str(one.text).removeprefix("http://127.0.0.1:8000") for one in tree.iter() if one.tag.endswith("loc")
    }
    for address in found:
        assert (www / address.strip("/") / "index.html").exists(), address
    assert {
        "/",
        "/thu-tuc/dang-ky-ket-hon/",
        "/tin-tuc/giay-to-ky-so/",
        "/lien-he/",
        "/chien-dich/mo-quan-dung-luat/",
    } <= found
    robots = (www / "robots.txt").read_text(encoding="utf-8")
    assert "Disallow: /can-bo" in robots and "Sitemap: http://127.0.0.1:8000/sitemap.xml" in robots


def test_an_old_district_or_commune_leads_to_todays(www: Path) -> None:
    first = (www / "don-vi-hanh-chinh/index.html").read_text(encoding="utf-8")
    row = re.search(r"<b>Huyện Minh Long</b>.*?</tr>", first, re.DOTALL)
    assert row and "Xã Minh Long" in row[0] and "Xã Sơn Mai" in row[0] and "Đến 30/06/2025" in row[0]
    letter = (www / "don-vi-hanh-chinh/c/index.html").read_text(encoding="utf-8")
    old = re.search(r"<b>Thị trấn Châu Ổ</b>.*?</tr>", letter, re.DOTALL)
    assert old and "Xã Bình Sơn" in old[0]
    assert "chưa đối chiếu" in letter


def test_no_target_has_a_figure_that_nobody_measured(www: Path) -> None:
    """Three of thirteen are counted from the declarations; nothing else is claimed."""
    text = (www / "bang-chi-so/index.html").read_text(encoding="utf-8")
    assert text.count('<td class="c-num c-num--none"') == 10
    assert text.count("Đếm từ bản khai các thủ tục đang công bố") == 3
    assert "Chưa có số liệu." in text
