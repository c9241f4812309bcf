"""The build publishes everything or nothing, and keeps every version that cases began with."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from functions.domain.declaration import Procedure, Reference
from functions.domain.errors import Invalid, Refused
from publisher.build import build
from publisher.guidance import to_html
from tests.publishing.conftest import DAY, ROOT, TEN_LINES

SETTINGS = ROOT / "pelicanconf.py"


@pytest.fixture
def procedure(content: Path) -> Path:
    path = content / "procedures" / "ho-tich" / "thu.md"
    path.write_text(TEN_LINES, encoding="utf-8")
    return path


def _manifest(output: Path) -> dict[str, object]:
    data = json.loads((output / "catalogue.json").read_text(encoding="utf-8"))
    assert isinstance(data, dict)
    return data


def _everything(output: Path) -> dict[str, str]:
    return {
        str(path.relative_to(output)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in output.rglob("*")
        if path.is_file() and ".cache" not in path.parts
    }


def test_ten_lines_become_a_page_a_list_entry_and_a_compiled_version(
    content: Path, procedure: Path, tmp_path: Path
) -> None:
    output = tmp_path / "build"
    build(content, output, SETTINGS, DAY)
    page = (output / "www/thu-tuc/thu/index.html").read_text(encoding="utf-8")
    assert "Dùng khi bạn cần chứng minh" in page
    assert "3 ngày làm việc" in page and "1.004873" in page
    for place in ("index.html", "thu-tuc/index.html", "thu-tuc/linh-vuc/ho-tich/index.html"):
        assert 'href="/thu-tuc/thu/"' in (output / "www" / place).read_text(encoding="utf-8")
    manifest = _manifest(output)
    Reference.model_validate(manifest["reference"])
    (version,) = manifest["services"].values()  # type: ignore[attr-defined]
    stored = (output / "catalogue" / f"{version}.json").read_bytes()
    assert hashlib.sha256(stored).hexdigest() == version
    assert Procedure.model_validate_json(stored).code == "1.004873"


def test_earlier_versions_stay_loadable(content: Path, procedure: Path, tmp_path: Path) -> None:
    output = tmp_path / "build"
    build(content, output, SETTINGS, DAY)
    first = {path.name for path in (output / "catalogue").iterdir()}
    procedure.write_text(TEN_LINES.replace("3 working", "2 working"), encoding="utf-8")
    build(content, output, SETTINGS, DAY)
    both = {path.name for path in (output / "catalogue").iterdir()}
    assert len(both) == 2 and first < both
    assert f"{_manifest(output)['services']['thu']}.json" not in first  # type: ignore[index]


def test_building_twice_gives_the_same_bytes(content: Path, procedure: Path, tmp_path: Path) -> None:
    build(content, tmp_path / "a", SETTINGS, DAY)
    build(content, tmp_path / "b", SETTINGS, DAY)
    assert _everything(tmp_path / "a") == _everything(tmp_path / "b")


@pytest.mark.parametrize("broken", ["---\ncode: 1\n", TEN_LINES.replace("ubnd_xa", "ubnd_huyen")])
def test_a_broken_file_fails_the_build_and_nothing_of_it_is_published(
    content: Path, procedure: Path, tmp_path: Path, broken: str
) -> None:
    output = tmp_path / "build"
    build(content, output, SETTINGS, DAY)
    before = _everything(output)
    procedure.write_text(TEN_LINES.replace("3 working", "2 working"), encoding="utf-8")
    procedure.with_name("hong.md").write_text(broken, encoding="utf-8")
    with pytest.raises(Invalid) as caught:
        build(content, output, SETTINGS, DAY)
    assert any(getattr(fault, "path", "").endswith("hong.md") for fault in caught.value.faults)
    assert _everything(output) == before
    assert {path.name for path in output.iterdir()} == {
        "www",
        "catalogue",
        "catalogue.json",
        "catalogue.en.json",
        ".cache",
    }


def test_what_pelican_warns_of_fails_the_build_too(content: Path, procedure: Path, tmp_path: Path) -> None:
    settings = tmp_path / "pelicanconf.py"
    text = SETTINGS.read_text(encoding="utf-8").replace('"themes/civic"', repr(str(ROOT / "themes/civic")))
    settings.write_text(text + 'PAGE_PATHS = ["rieng"]\n', encoding="utf-8")
    (content / "rieng").mkdir()
    (content / "rieng" / "hong.md").write_text("Không có tiêu đề\n", encoding="utf-8")
    with pytest.raises(Refused, match="Dựng trang không thành"):
        build(content, tmp_path / "build", settings, DAY)
    assert _everything(tmp_path / "build") == {}


def test_drafts_are_neither_shown_nor_compiled_and_withdrawn_ones_only_compiled(
    content: Path, procedure: Path, tmp_path: Path
) -> None:
    for name, code, status in (("nhap", "1.000001", "draft"), ("bo", "1.000002", "withdrawn")):
        text = TEN_LINES.replace("1.004873", code).replace("field:", f"status: {status}\nfield:")
        procedure.with_name(f"{name}.md").write_text(text, encoding="utf-8")
    output = tmp_path / "build"
    build(content, output, SETTINGS, DAY)
    assert set(_manifest(output)["services"]) == {"thu", "bo"}  # type: ignore[call-overload]
    lists = {"index.html", "linh-vuc", "cap", "muc-do", "doi-tuong", "co-quan"}
    assert {path.name for path in (output / "www/thu-tuc").iterdir()} == lists | {"thu"}


def test_an_earlier_version_that_was_tampered_with_stops_the_build(
    content: Path, procedure: Path, tmp_path: Path
) -> None:
    output = tmp_path / "build"
    build(content, output, SETTINGS, DAY)
    (stored,) = (output / "catalogue").iterdir()
    stored.write_bytes(stored.read_bytes().replace(b"1.004873", b"1.004874"))
    with pytest.raises(Invalid):
        build(content, output, SETTINGS, DAY)


def test_what_editors_write_is_shown_and_never_obeyed(content: Path, procedure: Path, tmp_path: Path) -> None:
    evil = TEN_LINES.replace("title: Cấp", 'title: <script>alert(1)</script>"Cấp').replace(
        "Dùng khi",
        "<script>alert(2)</script><img src=x onerror=alert(3)> [bấm](javascript:alert(4)) Dùng khi",
    )
    procedure.write_text(evil, encoding="utf-8")
    build(content, tmp_path / "build", SETTINGS, DAY)
    for path in (tmp_path / "build/www").rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert "<script>" not in page and "javascript:" not in page and "<img" not in page
    page = (tmp_path / "build/www/thu-tuc/thu/index.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(2)" in page and "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("body", "wanted", "unwanted"),
    [
        ("## Làm ở đâu", '<h2 id="lam-o-dau">', ""),
        ("# Đầu\n\n## Hai", '<h2 id="dau">', "<h1"),
        ("[x](  java\tscript:alert(1))", "<a", "script:"),
        ("[x](data:text/html,1)", "<a", "data:"),
        ("[x](JAVASCRIPT:alert(1))", "<a", "JAVA"),
        ("[x](/thu-tuc/)", 'href="/thu-tuc/"', ""),
        ("<b onclick=x>chữ</b>", "&lt;b", "<b"),
        ("| a |\n|--:|\n| 1 |", 'class="num"', "style="),
        ("![](a.png)", 'alt="Hình minh họa"', 'alt=""'),
        ("[x][1]\n\n[1]: javascript:alert(1)", "<a", "javascript"),
        ("<javascript:alert(1)>", "", "href"),
    ],
)
def test_guidance_becomes_safe_html(body: str, wanted: str, unwanted: str) -> None:
    html = str(to_html(body))
    assert wanted in html
    assert not unwanted or unwanted not in html
