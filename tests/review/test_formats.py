"""The command and its three formats, the report across the catalogue, and the handbook's page about them."""

from __future__ import annotations

import json
import re
from pathlib import Path

from click.testing import CliRunner, Result

from publisher.commands.review import command
from publisher.review import burden
from publisher.review.formats import WIDTH, as_json, as_markdown, as_text
from tests.review.made import FILE, OTHER, ROOT, Kept

PAGE = ROOT / "content/handbook/bien-tap/xem-lai-thay-doi.md"


def run(kept: Kept, *arguments: str) -> Result:
    return CliRunner().invoke(command, [*arguments, "--content", str(kept.content)])


def test_text_keeps_to_eighty_columns(kept: Kept) -> None:
    kept.edit(
        FILE,
        "  - {id: don, name: Đơn đăng ký",
        "  - {id: dai, name: " + "Một tên dài " * 20 + "}\n  - {id: don, name: Đơn đăng ký",
    )
    kept.commit()
    rows = as_text(kept.review()).splitlines()
    assert max(len(row) for row in rows) <= WIDTH and len(rows) > 8
    assert "  + Thêm giấy tờ “Một tên dài" in "\n".join(rows)


def test_markdown_takes_nothing_of_the_content_for_markup(kept: Kept) -> None:
    kept.changed("title: Đăng ký thử", 'title: "<b>Đăng</b> *ký* [x](http://y) `a` | #1"')
    made = as_markdown(kept.review())
    assert r"\<b\>Đăng\</b\> \*ký\* \[x\](http://y) \`a\` \| \#1" in made
    assert made.startswith("## Thay đổi từ ") and "\n\n\n" not in made


def test_json_has_the_values_before_and_after(kept: Kept) -> None:
    kept.edit(FILE, "amount: 50000", "amount: 70000")
    kept.edit(FILE, "kind: online, time_limit: 10", "kind: online, time_limit: 7")
    kept.edit(FILE, "when: viec.lam_the}", "when: viec.ngheo}")
    kept.commit()
    made = json.loads(as_json(kept.review()))
    (one,) = made["services"]
    assert {(".".join(change["where"]), change["before"], change["after"]) for change in one["changes"]} == {
        ("fees.le_phi.amount", 50000, 70000),
        ("channels.online.time_limit", "10 working_days", "7 working_days"),
        ("evidence.anh.when", "viec.lam_the", "viec.ngheo"),
    }
    assert one["drafts"][0]["forward"]["clean"] is False and made["schema_version"] == 1
    assert one["burden_after"]["dong"] == {"least": 70000, "most": 70000}


def test_the_command_ends_well_and_with_one_where_the_new_side_is_broken(kept: Kept) -> None:
    kept.changed("amount: 50000", "amount: 70000")
    good = run(kept, "base..HEAD")
    assert good.exit_code == 0 and "lệ phí +20.000 đồng" in good.output.lower()
    kept.edit(FILE, "amount: 70000", "amount: nhiều")
    bad = run(kept, "base")
    assert bad.exit_code == 1 and "lỗi: fees[0].amount" in bad.output
    assert run(kept, "base", "--format", "pdf").exit_code == 2
    unknown = run(kept, "khong-co..HEAD")
    assert unknown.exit_code == 1 and "Lỗi: Kho git không có bản “khong-co”" in unknown.output


def test_numbers_come_from_a_file(kept: Kept, tmp_path: Path) -> None:
    kept.changed("amount: 50000", "amount: 70000")
    (version,) = (one.version_before for one in kept.review().services)
    numbers = tmp_path / "so.json"
    numbers.write_text(json.dumps({"drafts": {"dang-ky-thu": {version: 42}}}), encoding="utf-8")
    assert "42 bản nháp của bản" in run(kept, "base..HEAD", "--counts", str(numbers)).output


def test_what_is_asked_more_than_once_across_the_catalogue(kept: Kept) -> None:
    kept.write(
        "procedures/ho-tich/tra-cuu.md",
        OTHER.replace("1.009998", "1.009996")
        .replace("name: Đơn đăng ký}", "name: Giấy khai sinh gốc, held: {registry: Hộ tịch}}")
        .replace("name: Bản chính Giấy xác nhận thử", "name: Giấy khai sinh gốc của trẻ, when: 1 == 1"),
    )
    kept.write(
        "procedures/ho-tich/van-hoi.md",
        OTHER.replace("1.009998", "1.009995").replace("name: Đơn đăng ký", "name: Giấy khai sinh gốc"),
    )
    kept.commit()
    report = json.loads(run(kept, "base..HEAD", "--once-only", "--format", "json").output)["once_only"]
    assert report["procedures"] == 4
    twice = {row["paper"]: sorted(one["slug"] for one in row["by"]) for row in report["twice"]}
    assert twice == {
        "Đơn đăng ký": ["dang-ky-khac", "dang-ky-thu"],
        "Bản chính Giấy xác nhận thử": ["dang-ky-khac", "van-hoi"],
    }
    (issued,) = report["issued"]
    assert (issued["result_code"], issued["issued_by"]) == ("KQ.G15.000999", ["dang-ky-thu"])
    assert [one["slug"] for one in issued["asked"]] == ["dang-ky-khac", "van-hoi"]
    (held,) = report["held"]
    assert [one["slug"] for one in held["asked"]] == ["van-hoi"]
    said = " ".join(run(kept, "--once-only").output.split())
    assert "Kết quả của thủ tục này, thủ tục kia vẫn hỏi (1)" in said


def test_the_handbook_names_every_option() -> None:
    said = set(re.findall(r"`(--[a-z-]+)", PAGE.read_text(encoding="utf-8")))
    options = {name for parameter in command.params for name in parameter.opts if name.startswith("--")}
    assert said >= options and said - options <= {"--unshallow"}


def test_the_handbook_states_the_model_of_the_burden() -> None:
    page = PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \| (\d+) giây \|$", page, re.M)
    stated = {name: int(seconds) for names, seconds in rows for name in re.findall(r"`(\w+)`", names)}
    assert stated == dict(burden.SECONDS)
    minutes = [int(n) for n in re.findall(r"^\| [^|`]+ \| (\d+) phút \|$", page, re.M)]
    assert minutes == [burden.UPLOAD, burden.SHOW, burden.BRING, burden.FILL, burden.COPY]
