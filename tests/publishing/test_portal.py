"""News, campaigns, pages and portal data: what is wrong is named by file and line, and nothing half-published."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from functions.domain.errors import Invalid, Refused
from publisher.build import build
from publisher.commands import check
from publisher.front_matter import FileFault
from publisher.portal.shelf import load_shelf
from tests.publishing.conftest import DAY, ROOT, TEN_LINES

SETTINGS = ROOT / "pelicanconf.py"
SECTIONS = """sections:
  - {id: thong-bao, name: Thông báo, owner: ubnd_tinh, basis: Luật, holds: news, fresh_days: 30}
  - {id: gioi-thieu, name: Giới thiệu, owner: ubnd_tinh, basis: Luật, holds: page, page: gioi-thieu, fresh_days: 30}
"""
PLAN = """name: Kế hoạch
number: 1/QĐ
text: Mục tiêu.
targets:
  - {number: 1, group: Nhóm, name: Việc một, goal: 80, said: "80%", measure: Xong trên tổng}
"""
NEWS = """---
title: Nghỉ lễ
summary: Đóng cửa một ngày.
date: 2026-11-20
category: thong-bao
by: Văn phòng
---
Xem [thủ tục](/thu-tuc/thu/).
"""
PAGE = """---
title: Giới thiệu
owner: Văn phòng
checked_on: 2026-11-20
---
Chào bạn.
"""
CAMPAIGN = """---
title: Khai ở nhà
summary: Không phải đi xa.
procedure: thu
approved_version: "{version}"
start: 2026-11-01
end: 2026-12-31
audience: Mọi người
channels: [Loa]
action: Khai ngay
targets: [1]
steps:
  - {{title: Khai}}
poster: {{first: Khai?, second: Ở nhà.}}
---
"""


class Portal:
    """A content folder with one procedure and one piece of each kind."""

    def __init__(self, content: Path) -> None:
        self.content, self.output = content, content.parent / "build"
        for name in ("news/2026", "campaigns", "pages", "images"):
            (content / name).mkdir(parents=True)
        (content / "procedures/ho-tich/thu.md").write_text(TEN_LINES, encoding="utf-8")
        (content / "reference/sections.yml").write_text(SECTIONS, encoding="utf-8")
        (content / "reference/targets.yml").write_text(PLAN, encoding="utf-8")
        self.write("news/2026/nghi-le.md", NEWS)
        self.write("pages/gioi-thieu.md", PAGE)

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.content / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def campaign(self, version: str = "000000000000") -> Path:
        return self.write("campaigns/khai-o-nha.md", CAMPAIGN.format(version=version))

    def build(self, day: date = DAY, *, preview: bool = False) -> None:
        build(self.content, self.output, SETTINGS, day, preview=preview)

    def shown(self, name: str) -> str:
        return (self.output / "www" / name).read_text(encoding="utf-8")

    def has(self, name: str) -> bool:
        return (self.output / "www" / name).exists()

    def faults(self) -> list[FileFault]:
        """Errors that refuse a build, which then leaves everything as it stands."""
        before = sorted(self.output.rglob("*.html"))
        with pytest.raises(Invalid) as caught:
            self.build()
        assert sorted(self.output.rglob("*.html")) == before
        found = [fault for fault in caught.value.faults if isinstance(fault, FileFault)]
        return [fault for fault in found if fault.level == "error"]


@pytest.fixture
def portal(content: Path) -> Portal:
    return Portal(content)


def test_what_is_written_is_shown_and_listed(portal: Portal) -> None:
    portal.build()
    item = portal.shown("tin-tuc/nghi-le/index.html")
    assert "Đóng cửa một ngày." in item and 'href="/thu-tuc/thu/"' in item and "20/11/2026" in item
    for name in (
        "tin-tuc/index.html",
        "tin-tuc/nam/2026/index.html",
        "tin-tuc/chuyen-muc/thong-bao/index.html",
    ):
        assert 'href="/tin-tuc/nghi-le/"' in portal.shown(name)
    assert "Chào bạn." in portal.shown("gioi-thieu/index.html")
    assert "Nghỉ lễ" in portal.shown("index.html")


Break = Callable[[Portal], object]


@pytest.mark.parametrize(
    ("broken", "path", "line", "said"),
    [
        (lambda p: p.write("news/2026/sai.md", "Không có khai báo\n"), "news/2026/sai.md", 1, "---"),
        (
            lambda p: p.write("news/2026/sai.md", NEWS.replace("2026-11-20", "20/11/2026")),
            "sai.md",
            4,
            "ngày",
        ),
        (
            lambda p: p.write("news/2026/sai.md", NEWS.replace("2026-11-20", "2026-02-30")),
            "sai.md",
            4,
            "ngày",
        ),
        (
            lambda p: p.write("news/2026/sai.md", NEWS.replace("thong-bao", "tin-la")),
            "sai.md",
            5,
            "thong-bao",
        ),
        (lambda p: p.write("news/2026/sai.md", NEWS.replace("by:", "boi:")), "sai.md", 6, "boi"),
        (
            lambda p: p.write("news/2026/sai.md", NEWS.encode().replace(b"\xc4\x90", b"\xff")),
            "sai.md",
            3,
            "UTF-8",
        ),
        (lambda p: p.write("news/2026/sai.md", NEWS + "x" * 5 * 2**20), "sai.md", 1, "5 MB"),
        (lambda p: p.write("news/2026/Tin_Sai.md", NEWS), "Tin_Sai.md", 1, "chữ thường"),
        (
            lambda p: p.write("news/2026/sai.md", NEWS.replace("/thu-tuc/thu/", "/thu-tuc/mat/")),
            "sai.md",
            8,
            "mat",
        ),
        (lambda p: p.write("news/2026/sai.md", NEWS + "\n![Cầu](/hinh/cau.jpg)\n"), "sai.md", 10, "cau.jpg"),
        (lambda p: p.write("news/2026/sai.md", NEWS + "\n[Lên](#khong-co)\n"), "sai.md", 10, "khong-co"),
        (lambda p: p.write("pages/thu-tuc.md", PAGE), "pages/thu-tuc.md", 1, "phần khác"),
        (lambda p: p.write("campaigns/sai.md", CAMPAIGN.format(version="x")), "campaigns/sai.md", 5, "x"),
        (lambda p: p.write("reference/front_page.yml", "oftn: []\n"), "front_page.yml", 1, "oftn"),
        (
            lambda p: p.write("reference/former_units.csv", 'name,valid_to\n"A,2020\n'),
            "former_units.csv",
            2,
            "nháy",
        ),
        (
            lambda p: p.write("reference/former_units.csv", "name,valid_to\nA,2020-13-01\n"),
            "units.csv",
            2,
            "ngày",
        ),
    ],
)
def test_whatever_is_wrong_is_named_by_file_and_line_and_publishes_nothing(
    portal: Portal, broken: Break, path: str, line: int, said: str
) -> None:
    portal.build()
    broken(portal)
    found = portal.faults()
    assert all(fault.path.endswith(path) for fault in found)
    assert any(fault.line == line and said in fault.message for fault in found)


def test_two_files_cannot_have_one_address(portal: Portal) -> None:
    (portal.content / "news/2025").mkdir()
    portal.write("news/2025/nghi-le.md", NEWS)
    (fault,) = portal.faults()
    assert fault.path.endswith("news/2026/nghi-le.md") and "news/2025/nghi-le.md" in fault.message


def test_a_link_in_the_guidance_of_a_procedure_is_followed_too(portal: Portal) -> None:
    portal.write("procedures/ho-tich/thu.md", TEN_LINES + "\nXem [tin](/tin-tuc/mat/).\n")
    (fault,) = portal.faults()
    assert (fault.path, fault.line) == ("content/procedures/ho-tich/thu.md", 10)


def test_a_picture_that_is_there_is_shown(portal: Portal) -> None:
    portal.write("images/cau.jpg", b"\xff\xd8")
    portal.write("news/2026/hinh.md", NEWS + "\n![Cầu](/hinh/cau.jpg)\n")
    portal.build()
    assert portal.has("hinh/cau.jpg")


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [("to.jpg", b"x" * 5 * 2**20, "5,0 MB"), ("ve.svg", b"<svg/>", ".svg"), ("x.html", b"<p>", ".html")],
)
def test_a_picture_that_is_too_large_or_could_carry_script_is_refused(
    portal: Portal, name: str, raw: bytes, said: str
) -> None:
    portal.write(f"images/{name}", raw)
    (fault,) = portal.faults()
    assert fault.path == f"content/images/{name}" and said in fault.message


def test_what_is_dated_later_waits_for_its_day_and_drafts_wait_for_good(portal: Portal) -> None:
    portal.write("news/2026/mai.md", NEWS.replace("2026-11-20", str(DAY + timedelta(days=1))))
    portal.write("news/2026/nhap.md", NEWS.replace("by:", "status: draft\nby:"))
    portal.build()
    assert not portal.has("tin-tuc/mai/index.html") and not portal.has("tin-tuc/nhap/index.html")
    assert "/tin-tuc/mai/" not in portal.shown("tin-tuc/atom.xml") + portal.shown("sitemap.xml")
    portal.build(DAY + timedelta(days=1))
    assert portal.has("tin-tuc/mai/index.html") and not portal.has("tin-tuc/nhap/index.html")


def test_a_link_to_what_is_not_there_yet_is_dead_today(portal: Portal) -> None:
    portal.write("news/2026/mai.md", NEWS.replace("2026-11-20", str(DAY + timedelta(days=1))))
    portal.write("pages/gioi-thieu.md", PAGE + "\n[Mai](/tin-tuc/mai/)\n")
    assert [fault.path for fault in portal.faults()] == ["content/pages/gioi-thieu.md"]
    portal.build(DAY + timedelta(days=1))


def test_a_preview_shows_drafts_and_the_future_and_says_so_on_every_page(portal: Portal) -> None:
    portal.write("news/2026/mai.md", NEWS.replace("2026-11-20", "2027-01-01"))
    portal.write("news/2026/nhap.md", NEWS.replace("by:", "status: draft\nby:"))
    draft = TEN_LINES.replace("1.004873", "1.000001").replace("field:", "status: draft\nfield:")
    portal.write("procedures/ho-tich/moi.md", draft)
    limitless = "\n".join(one for one in draft.splitlines() if not one.startswith("time_limit"))
    portal.write("procedures/ho-tich/chua-ro.md", limitless.replace("1.000001", "1.000002") + "\n")
    portal.build(preview=True)
    assert "chưa rõ" in portal.shown("thu-tuc/chua-ro/index.html")
    assert portal.has("tin-tuc/mai/index.html") and "Bản nháp" in portal.shown("tin-tuc/nhap/index.html")
    assert "Bản nháp, chưa công bố" in portal.shown("thu-tuc/moi/index.html")
    for path in (portal.output / "www").rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert (
            "Bản xem trước." in page or "Preview." in page
        ) and '<meta name="robots" content="noindex">' in page, path
    assert portal.shown("robots.txt") == "User-agent: *\nDisallow: /\n"
    portal.build()
    assert not portal.has("thu-tuc/moi/index.html") and "Bản xem trước" not in portal.shown("index.html")


def test_a_draft_with_faults_stops_nobody(portal: Portal) -> None:
    draft = NEWS.replace("by:", "status: draft\nby:").replace("thong-bao", "chua-co")
    portal.write("news/2026/nhap.md", draft.replace("/thu-tuc/thu/", "/thu-tuc/mat/"))
    portal.build()


def _approved(portal: Portal) -> str:
    """The version that the refusal of a campaign names."""
    portal.campaign()
    (fault,) = portal.faults()
    assert (fault.where, fault.line) == ("approved_version", 5)
    return fault.message.rsplit("“", 1)[1].split("”")[0]


def test_a_campaign_shows_what_its_procedure_says_and_stops_when_that_changes(portal: Portal) -> None:
    portal.campaign(_approved(portal))
    portal.build()
    page = portal.shown("chien-dich/khai-o-nha/index.html")
    assert "3 ngày làm việc" in page and "Chưa có số liệu" in page
    assert portal.has("chien-dich/khai-o-nha/ap-phich.pdf") and portal.has("chien-dich/khai-o-nha/to-roi.pdf")
    portal.write("procedures/ho-tich/thu.md", TEN_LINES + "\nLời dặn mới.\n")
    portal.build()
    portal.write("procedures/ho-tich/thu.md", TEN_LINES.replace("3 working", "5 working"))
    (fault,) = portal.faults()
    assert fault.path == "content/campaigns/khai-o-nha.md" and "thời hạn" in fault.message


def test_a_campaign_for_a_procedure_that_is_gone_is_refused(portal: Portal) -> None:
    portal.campaign(_approved(portal))
    portal.build()
    portal.write("procedures/ho-tich/khac.md", TEN_LINES.replace("1.004873", "1.000009"))
    portal.write("news/2026/nghi-le.md", NEWS.replace("/thu/", "/khac/"))
    (portal.content / "procedures/ho-tich/thu.md").unlink()
    (fault,) = portal.faults()
    assert fault.where == "procedure" and "thu" in fault.message


def _checked(portal: Portal, monkeypatch: pytest.MonkeyPatch, day: date) -> tuple[int, str]:
    monkeypatch.setattr(check, "today", lambda: day)
    result = CliRunner().invoke(check.command, ["--content", str(portal.content)])
    return result.exit_code, result.output


def test_a_section_is_warned_of_before_its_deadline_and_an_error_after(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, said = _checked(portal, monkeypatch, date(2026, 11, 25))
    assert code == 0 and "cập nhật" not in said
    code, said = _checked(portal, monkeypatch, date(2026, 12, 10))
    assert (
        code == 0
        and "content/reference/sections.yml:2: nhắc: sections[0]: Chuyên mục “Thông báo” đến hạn" in said
    )
    code, said = _checked(portal, monkeypatch, date(2026, 12, 21))
    assert code == 1 and "quá hạn cập nhật từ 20/12/2026" in said and "Ủy ban nhân dân tỉnh" in said
    portal.build(date(2026, 12, 21))
    assert "Quá hạn" in portal.shown("chuyen-muc/index.html")
    portal.write("news/2026/moi.md", NEWS.replace("2026-11-20", "2026-12-20"))
    portal.write("pages/gioi-thieu.md", PAGE.replace("2026-11-20", "2026-12-20"))
    assert _checked(portal, monkeypatch, date(2026, 12, 21))[0] == 0


def test_a_section_without_content_is_an_error_of_the_check(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    (portal.content / "pages/gioi-thieu.md").unlink()
    code, said = _checked(portal, monkeypatch, DAY)
    assert code == 1 and "“Giới thiệu” chưa có nội dung nào" in said


def test_check_finds_dead_links_without_a_build(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    portal.write("pages/gioi-thieu.md", PAGE + "\n[Mất](/khong-co/)\n")
    code, said = _checked(portal, monkeypatch, DAY)
    assert code == 1 and "content/pages/gioi-thieu.md:8: lỗi: Liên kết “/khong-co/”" in said


def test_a_figure_is_shown_only_where_it_was_measured(portal: Portal) -> None:
    portal.build()
    assert "Chưa có số liệu" in portal.shown("bang-chi-so/index.html")
    portal.output.mkdir(exist_ok=True)
    measured = '{"figures": [{"target": 1, "numerator": 7, "denominator": 8, "source": "Nhật ký", "measured_on": "2026-11-20"}]}'
    (portal.output / "figures.json").write_text(measured, encoding="utf-8")
    portal.build()
    page = portal.shown("bang-chi-so/index.html")
    assert "87,5%" in page and "7 trên 8" in page and "Chưa có số liệu</span>" not in page
    assert "87,5%" in portal.shown("bang-chi-so/bang-chi-so.csv")
    (portal.output / "figures.json").write_text('{"figures": [{"target": 1}]}', encoding="utf-8")
    with pytest.raises(Refused, match=r"figures\.json"):
        portal.build()


WORK = {
    **{"since": "2026-01-01", "until": "2026-11-20", "received": 8, "online": 6},
    **{"ended": 4, "on_time": 3, "running": 2, "late": 0},
}


def test_the_work_of_the_log_stands_beside_the_targets(portal: Portal) -> None:
    portal.build()
    assert "Chưa có số liệu." in portal.shown("bang-chi-so/index.html")
    (portal.output / "figures.json").write_text(json.dumps({"work": WORK}), encoding="utf-8")
    portal.build()
    page = portal.shown("bang-chi-so/index.html")
    assert "Từ 01/01/2026 đến 20/11/2026" in page and "6 (75%)" in page and "3 (75%)" in page
    for wrong in ({"late": 3}, {"received": -1}, {"until": "2025-01-01"}, {"names": ["A"]}):
        (portal.output / "figures.json").write_text(json.dumps({"work": WORK | wrong}), encoding="utf-8")
        with pytest.raises(Refused, match=r"figures\.json"):
            portal.build()


def test_a_target_is_counted_from_the_declarations(portal: Portal) -> None:
    counting = PLAN.replace("measure:", "unit: services, count: level_4, level: commune, measure:")
    portal.write("reference/targets.yml", counting)
    portal.build()
    page = portal.shown("bang-chi-so/index.html")
    assert "Đếm từ bản khai" in page and "Chưa có số liệu</span>" not in page


def test_a_figure_cannot_be_typed_into_the_targets(portal: Portal) -> None:
    portal.write("reference/targets.yml", PLAN.replace("measure:", "measured: 90, measure:"))
    (fault,) = portal.faults()
    assert "measured" in fault.message and fault.line == 5


def test_only_a_changed_file_is_read_again(portal: Portal, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    assert load_shelf(portal.content, kept).read == 2
    assert load_shelf(portal.content, kept).read == 0
    portal.write("news/2026/nghi-le.md", NEWS + "Thêm.\n")
    assert load_shelf(portal.content, kept).read == 1
    kept.write_bytes(b"hong")
    assert load_shelf(portal.content, kept).read == 2
    assert load_shelf(portal.content, kept, "mã khác").read == 2


def test_after_any_change_the_portal_is_that_of_a_full_build(portal: Portal) -> None:
    portal.campaign(_approved(portal))
    changes: list[Callable[[], object]] = [
        lambda: portal.write("news/2026/hai.md", NEWS.replace("Nghỉ lễ", "Tin hai")),
        lambda: portal.write("news/2026/nghi-le.md", NEWS.replace("Nghỉ lễ", "Nghỉ Tết")),
        lambda: (portal.content / "news/2026/hai.md").unlink(),
        lambda: portal.write("pages/gioi-thieu.md", PAGE.replace("Chào", "Mời")),
        lambda: portal.write("pages/lien-he.md", PAGE.replace("Giới thiệu", "Liên hệ")),
        lambda: portal.write("reference/targets.yml", PLAN.replace("Việc một", "Việc khác")),
        lambda: portal.write("reference/sections.yml", SECTIONS.replace("Thông báo", "Tin báo")),
        lambda: portal.write("procedures/ho-tich/thu.md", TEN_LINES + "\nThêm lời dặn.\n"),
        lambda: portal.write(
            "reference/former_units.csv", "name,valid_to,successors\nXã Cũ,2025-06-30,21025\n"
        ),
        lambda: portal.write("campaigns/khai-o-nha.md", _edited(portal, "Khai ở nhà", "Khai tại nhà")),
        lambda: portal.write("images/a.png", b"png"),
    ]
    portal.build()
    for n, change in enumerate(changes):
        change()
        day = DAY + timedelta(days=15 * n)
        portal.build(day)
        fresh = portal.output.with_name("fresh")
        shutil.rmtree(fresh, ignore_errors=True)
        build(portal.content, fresh, SETTINGS, day, full=True)
        assert _files(portal.output / "www") == _files(fresh / "www"), n


def _edited(portal: Portal, old: str, new: str) -> str:
    return (portal.content / "campaigns/khai-o-nha.md").read_text(encoding="utf-8").replace(old, new)


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
