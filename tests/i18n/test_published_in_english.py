"""The portal below /en/: every page that leads on, marked and linked, and made again with what it is made of."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from functions.domain.errors import Invalid
from publisher.front_matter import FileFault
from tests.i18n.interface import said_in_vietnamese
from tests.publishing.place import Place, edit, same_as_full

WORDS = """---
title: Certificate of marital status
form: {nguoi_nop: {fields: {ho_ten: Your full name}}}
---
Use it when you **marry**.
"""
SHARED = "en.yml"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path, services=3)


def pages(built: Path) -> dict[str, str]:
    """English pages of the project's own portal, by path."""
    return {
        str(path.relative_to(built / "www/en")): path.read_text(encoding="utf-8")
        for path in (built / "www/en").rglob("*.html")
    }


def test_home_lists_procedures_and_forms_stand_in_english(built: Path) -> None:
    vietnamese = {
        str(path.relative_to(built / "www"))
        for path in [*(built / "www/thu-tuc").rglob("index.html"), built / "www/index.html"]
    }
    forms = {path for path in vietnamese if path.endswith("/nop/index.html")}
    assert pages(built).keys() >= vietnamese - forms
    # Questions that nobody has translated are asked on a page that is Vietnamese throughout.
    assert pages(built).keys() & forms == {"thu-tuc/dang-ky-khai-sinh/nop/index.html"}
    assert 'href="/thu-tuc/dang-ky-ket-hon/nop/"' in pages(built)["thu-tuc/dang-ky-ket-hon/index.html"]


def test_an_english_page_says_nothing_of_the_interface_in_vietnamese(built: Path) -> None:
    """Content that nobody has translated may be; of the worked example, of home and of lists nothing is."""
    own = "thu-tuc/dang-ky-khai-sinh/"
    for path, page in pages(built).items():
        assert '<html lang="en">' in page, path
        if path.startswith(own) or path.count("/") < 2:
            assert said_in_vietnamese(page) == set(), path


def test_what_is_left_in_vietnamese_says_so_to_screen_readers(built: Path) -> None:
    page = pages(built)["thu-tuc/dang-ky-ket-hon/index.html"]
    assert '<h1><bdi lang="vi">Đăng ký kết hôn</bdi></h1>' in page
    assert "This procedure is in Vietnamese only." in page
    translated = pages(built)["thu-tuc/dang-ky-khai-sinh/index.html"]
    assert "<h1>Register a birth</h1>" in translated and "in Vietnamese only" not in translated
    assert "Common mistakes" in translated and "Mẹ của trẻ" not in translated


def test_both_pages_name_each_other_and_the_mast_leads_to_the_same_page(built: Path) -> None:
    for path in ("index.html", "thu-tuc/index.html", "thu-tuc/dang-ky-khai-sinh/nop/index.html"):
        here = "/" + path.removesuffix("index.html")
        vietnamese = (built / "www" / path).read_text(encoding="utf-8")
        english = pages(built)[path]
        links = re.findall(
            r'<link rel="alternate" hreflang="([^"]*)" href="[^"]*?://[^/"]*([^"]*)">', english
        )
        assert links == [("vi", here), ("en", f"/en{here}"), ("x-default", here)]
        assert links == re.findall(
            r'<link rel="alternate" hreflang="([^"]*)" href="[^"]*?://[^/"]*([^"]*)">', vietnamese
        )
        assert f'<a href="/en{here}" lang="en" hreflang="en">English</a>' in vietnamese
        assert f'<a href="{here}" lang="vi" hreflang="vi">' in english


def test_english_pages_lead_to_english_pages_that_are_there(built: Path) -> None:
    for path, page in pages(built).items():
        for address in re.findall(r'<a\b(?![^>]*hreflang)[^>]*href="(/[^"#?]*)', page):
            if address.startswith("/en/"):
                assert (built / "www" / address.lstrip("/") / "index.html").exists(), (path, address)
            else:
                assert not (built / "www/en" / address.lstrip("/") / "index.html").exists(), (path, address)


def test_search_engines_are_told_of_both(built: Path) -> None:
    listed = re.findall(r"<loc>https?://[^/]*([^<]*)</loc>", (built / "www/sitemap.xml").read_text("utf-8"))
    for address in ("/", "/thu-tuc/", "/thu-tuc/dang-ky-ket-hon/", "/tro-giup/"):
        assert address in listed and f"/en{address}" in listed
    for address in (one for one in listed if one.startswith("/en/")):
        assert (built / "www" / address.strip("/") / "index.html").exists()


def original(place: Place) -> Path:
    return next(path for path in place.files() if not path.name.endswith(".en.md"))


def translate(place: Place) -> Path:
    beside = original(place).with_suffix(".en.md")
    beside.write_text(WORDS, encoding="utf-8")
    return beside


def english(place: Place, slug: str) -> str:
    return (place.output / f"www/en/thu-tuc/{slug}/index.html").read_text(encoding="utf-8")


def test_a_translation_comes_changes_and_goes_like_any_file(place: Place) -> None:
    place.build()
    slug = original(place).stem
    versions = sorted((place.output / "catalogue").iterdir())
    assert "Certificate of marital status" not in english(place, slug)
    beside = translate(place)
    assert place.build().read == 1
    assert "<h1>Certificate of marital status</h1>" in english(place, slug)
    assert "you <strong>marry</strong>" in english(place, slug)
    assert sorted((place.output / "catalogue").iterdir()) == versions
    same_as_full(place)
    beside.write_text(WORDS.replace("Certificate of marital", "Paper of marital"), encoding="utf-8")
    place.build()
    assert "<h1>Paper of marital status</h1>" in english(place, slug)
    form = (place.output / f"www/en/thu-tuc/{slug}/nop/index.html").read_text(encoding="utf-8")
    assert "Your full name" in form
    same_as_full(place)
    beside.unlink()
    place.build()
    assert "Paper of marital status" not in english(place, slug)
    same_as_full(place)
    original(place).unlink()
    place.build()
    assert not (place.output / f"www/en/thu-tuc/{slug}").exists()


def test_a_changed_translation_makes_no_vietnamese_page_anew(place: Place) -> None:
    beside = translate(place)
    place.build()
    before = {path: path.stat().st_mtime_ns for path in (place.output / "www").rglob("*.html")}
    beside.write_text(WORDS.replace("Use it", "You need it"), encoding="utf-8")
    place.build()
    changed = {path for path, moment in before.items() if path.stat().st_mtime_ns != moment}
    assert changed and all(path.is_relative_to(place.output / "www/en") for path in changed)


def test_shared_words_change_every_page_that_says_them(place: Place) -> None:
    place.build()
    path = place.content / "reference" / SHARED
    path.write_text(
        path.read_text(encoding="utf-8").replace("Hộ tịch: Civil status", "Hộ tịch: Registers of persons"),
        encoding="utf-8",
    )
    place.build()
    page = (place.output / "www/en/thu-tuc/index.html").read_text(encoding="utf-8")
    assert "Registers of persons" in page or "Hộ tịch" not in page
    same_as_full(place)
    path.unlink()
    place.build()
    same_as_full(place)


def faults(place: Place) -> list[FileFault]:
    with pytest.raises(Invalid) as refused:
        place.build()
    return [one for one in refused.value.faults if isinstance(one, FileFault) and one.level == "error"]


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("ho_ten: Your full name", "tuoi: Age", 3, "translation_unknown"),
        ("title: Certificate", "code: 1 #", 2, "translation_unknown"),
        ("title: Certificate", "summary: It has none", 2, "translation_unknown"),
        ("title: Certificate of marital status", "title: [a]", 2, "translation_unknown"),
        ("form: {nguoi_nop", "form: {nguoi_nop: {title: x", 3, ""),
    ],
)
def test_what_a_translation_says_of_nothing_is_named_by_file_and_line(
    place: Place, old: str, new: str, line: int, code: str
) -> None:
    beside = translate(place)
    beside.write_text(WORDS.replace(old, new), encoding="utf-8")
    [fault] = faults(place)
    assert fault.path.endswith(".en.md") and fault.line == line
    assert code in ("", fault.code)
    beside.write_text(WORDS, encoding="utf-8")
    place.build()


def test_a_translation_without_its_original_is_named(place: Place) -> None:
    path = original(place)
    path.with_name("khac.en.md").write_text(WORDS, encoding="utf-8")
    [fault] = faults(place)
    assert fault.code == "translation_alone" and fault.path.endswith("khac.en.md")


def test_shared_words_that_are_no_words_are_named(place: Place) -> None:
    path = place.content / "reference" / SHARED
    path.write_text("Hộ tịch: [a]\n", encoding="utf-8")
    [fault] = faults(place)
    assert (fault.code, fault.line) == ("glossary", 1) and fault.path.endswith(SHARED)


def test_a_page_that_stands_for_long_may_be_translated(place: Place) -> None:
    folder = place.content / "pages"
    folder.mkdir()
    facts = "title: Trợ giúp\nowner: Sở\nchecked_on: 2026-11-20\n"
    (folder / "tro-giup.md").write_text(f"---\n{facts}---\nGọi 1022.\n", encoding="utf-8")
    place.build()
    address = place.output / "www/en/tro-giup/index.html"
    assert not address.exists()
    (folder / "tro-giup.en.md").write_text("---\ntitle: Help\n---\nCall 1022.\n", encoding="utf-8")
    place.build()
    page = address.read_text(encoding="utf-8")
    assert "<h1>Help</h1>" in page and "Call 1022." in page
    home = (place.output / "www/en/index.html").read_text(encoding="utf-8")
    assert 'href="/en/tro-giup/"' in home
    same_as_full(place)


def test_an_edit_of_a_service_makes_both_its_pages(place: Place) -> None:
    place.build()
    edit(place, random.Random(3))
    place.build()
    same_as_full(place)
