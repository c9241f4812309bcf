"""``motcua import`` as an editor calls it: files, reports, exit status, and input that is not what it should be."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from functions.domain.errors import Invalid
from publisher.catalogue import load
from publisher.commands import import_
from publisher.importer import records
from tests.importer.conftest import Run
from tests.importer.made import CODE, PAPERS, WAYS, record

DAY = date(2026, 11, 23)
FILE = "procedures/ho-tich/xac-nhan-cay-xanh-truoc-nha.md"
UNCLEAR = WAYS + "Trực tuyến1Miễn phí"
SLOWER = WAYS + "Trực tuyến4 Ngày làm việcMiễn phíTrực tiếp5 Ngày làm việcMiễn phí"


def _hashes(content: Path) -> dict[str, str]:
    files = [path for path in content.rglob("*") if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_record_becomes_a_draft_that_passes_the_check(run: Run, content: Path) -> None:
    result = run(record())
    assert result.exit_code == 0, result.output
    assert "1 bản ghi: tệp mới 1." in result.output and "Không có chỗ ngờ 1" in result.output
    assert load(content, DAY).errors == []
    assert (content / FILE).is_file() and (content / "imported" / f"{CODE}.json").is_file()


def test_a_draft_full_of_doubts_passes_as_a_draft_and_not_as_a_published_file(
    run: Run, content: Path
) -> None:
    empty = dict.fromkeys(set(record()) - {"ma_thu_tuc", "ten_thu_tuc"}, "")
    result = run({**record(), **empty})
    assert result.exit_code == 0 and "từ 4 chỗ 1" in result.output
    assert load(content, DAY).errors == []
    (path,) = (content / "procedures").rglob("*.md")
    path.write_text(path.read_text(encoding="utf-8").replace("status: draft", "status: published"), "utf-8")
    assert load(content, DAY).errors != []


def test_a_file_whose_doubts_are_decided_may_be_published(run: Run, content: Path) -> None:
    run(record(cach_thuc_thuc_hien=UNCLEAR))
    path = content / FILE
    text = path.read_text(encoding="utf-8").replace("status: draft", "status: published")
    path.write_text(text, encoding="utf-8")
    assert [fault.code for fault in load(content, DAY).errors] != []
    lines = [line for line in text.split("\n") if "time_unit_missing" not in line and line != "doubts:"]
    text = "\n".join(lines).replace("kind: online\n", "kind: online\n    time_limit: 1 working_days\n")
    path.write_text(text, encoding="utf-8")
    assert load(content, DAY).errors == []


def test_importing_twice_changes_no_byte(run: Run, content: Path) -> None:
    run(record(cach_thuc_thuc_hien=UNCLEAR))
    before = _hashes(content)
    result = run(record(cach_thuc_thuc_hien=UNCLEAR))
    assert result.exit_code == 0 and "không đổi 1" in result.output
    assert _hashes(content) == before


def test_a_changed_record_is_merged_wherever_the_editor_moved_the_file(run: Run, content: Path) -> None:
    run(record())
    moved = content / "procedures/cay/ten-khac.md"
    moved.parent.mkdir()
    (content / FILE).rename(moved)
    result = run(record(cach_thuc_thuc_hien=SLOWER))
    assert result.exit_code == 0 and "đã nhận thay đổi 1" in result.output
    assert "time_limit: 4 working_days" in moved.read_text(encoding="utf-8")
    assert not (content / FILE).exists()


def test_a_conflict_ends_with_one_and_is_told_in_file_and_report(
    run: Run, content: Path, tmp_path: Path
) -> None:
    run(record())
    path = content / FILE
    path.write_text(path.read_text(encoding="utf-8").replace("3 working_days", "2 working_days"), "utf-8")
    reports = tmp_path / "r.md", tmp_path / "r.json"
    options = [part for report in reports for part in ("--report", str(report))]
    result = run(record(cach_thuc_thuc_hien=SLOWER), options=tuple(options))
    assert result.exit_code == 1
    assert f"{CODE}: 1 chỗ phải chọn" in result.output
    text = path.read_text(encoding="utf-8")
    assert "2 working_days" in text and "merge_conflict" in text
    assert "bạn ghi “2 working_days”, bản quốc gia nay ghi “4 working_days”" in reports[0].read_text("utf-8")
    (told,) = json.loads(reports[1].read_text("utf-8"))["taken"]
    assert told["conflicts"] == [
        {"where": "channels.online.time_limit", "before": "2 working_days", "after": "4 working_days"}
    ]
    assert load(content, DAY).errors == []


def test_windows_line_ends_stay(run: Run, content: Path) -> None:
    run(record())
    path = content / FILE
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    run(record(cach_thuc_thuc_hien=SLOWER))
    raw = path.read_bytes()
    assert b"4 working_days" in raw and raw.count(b"\r\n") == raw.count(b"\n")


def test_a_file_written_by_hand_is_left_alone_and_told_of_later_changes(run: Run, content: Path) -> None:
    path = content / "procedures/tay.md"
    text = f'---\ncode: "{CODE}"\ntitle: Của tôi\nfield: ho-tich\nauthority: ubnd_xa\ntime_limit: 1 days\n---\nLời tôi.\n'
    path.write_text(text, encoding="utf-8")
    result = run(record())
    assert "đã có tệp viết tay, giữ nguyên 1" in result.output
    assert path.read_text(encoding="utf-8") == text
    run(record(so_quyet_dinh="13/QĐ-BTP"))
    assert "Của tôi" in path.read_text(encoding="utf-8")
    assert "merge_conflict, where: announcement" in path.read_text(encoding="utf-8")


def test_a_file_that_an_editor_deleted_does_not_come_back(run: Run, content: Path) -> None:
    run(record())
    (content / FILE).unlink()
    result = run(record(cach_thuc_thuc_hien=SLOWER))
    assert result.exit_code == 0 and "không viết lại 1" in result.output
    assert not (content / FILE).exists()


def test_a_broken_file_of_an_editor_is_named_and_left_as_it_is(run: Run, content: Path) -> None:
    run(record())
    path = content / FILE
    broken = path.read_text(encoding="utf-8").replace("level:", "level: [")
    path.write_text(broken, encoding="utf-8")
    result = run(record(cach_thuc_thuc_hien=SLOWER), record(ma_thu_tuc="9.000002"))
    assert result.exit_code == 1
    assert f"{CODE}: lỗi: Tệp content/{FILE} chưa đọc được." in result.output
    assert path.read_text(encoding="utf-8") == broken
    assert "tệp mới 1" in result.output


def test_equal_titles_get_addresses_of_their_own(run: Run, content: Path) -> None:
    long = "Thủ tục " + "rất dài " * 40
    codes = ["9.000001", "9.000002", "9.000003", "9.000004"]
    titles = ["Thủ tục trồng cây", "Trồng cây", long, long]
    result = run(
        *[record(ma_thu_tuc=code, ten_thu_tuc=title) for code, title in zip(codes, titles, strict=True)]
    )
    assert result.exit_code == 0
    names = {path.stem for path in (content / "procedures").rglob("*.md")}
    assert {"trong-cay", "trong-cay-9-000002"} < names and len(names) == 4
    assert all(len(name) <= 100 for name in names)
    assert load(content, DAY).errors == []


@pytest.mark.parametrize("title", ["Lĩnh vực", "???", "Thủ tục"])
def test_titles_that_give_no_address_get_one_from_the_code(run: Run, content: Path, title: str) -> None:
    assert run(record(ten_thu_tuc=title)).exit_code == 0
    (path,) = (content / "procedures").rglob("*.md")
    assert path.stem.endswith("9-000001") or path.stem == "thu-tuc"
    assert load(content, DAY).errors == []


def test_only_and_level_choose_records(run: Run, content: Path) -> None:
    given = [
        record(ma_thu_tuc="9.000001"),
        record(ma_thu_tuc="9.000002", cap_thuc_hien="Cấp tỉnh"),
        record(ma_thu_tuc="9.000003", cap_thuc_hien="Cấp bộ"),
    ]
    assert "2 bản ghi" in run(*given, options=("--only", "9.000001", "--only", "9.000003")).output
    assert "1 bản ghi: không đổi 1" in run(*given, options=("--level", "commune")).output
    assert "1 bản ghi: tệp mới 1" in run(*given, options=("--level", "province")).output
    assert sorted(path.stem for path in (content / "imported").iterdir()) == [
        one["ma_thu_tuc"] for one in given
    ]


def test_a_code_that_no_record_has_is_refused(run: Run) -> None:
    result = run(record(), options=("--only", "9.999999"))
    assert isinstance(result.exception, Invalid) and "9.999999" in result.exception.message


def test_a_dry_run_tells_everything_and_writes_nothing(run: Run, content: Path, tmp_path: Path) -> None:
    before = _hashes(content)
    report = tmp_path / "r.md"
    result = run(
        record(linh_vuc="Cây xanh"), options=("--dry-run", "--extend-reference", "--report", str(report))
    )
    assert result.exit_code == 0 and "chưa ghi gì" in result.output
    assert _hashes(content) == before
    assert "{id: cay-xanh, name: Cây xanh}" in report.read_text(encoding="utf-8")


def test_unknown_fields_and_agencies_can_be_added_to_the_reference_data(run: Run, content: Path) -> None:
    given = record(linh_vuc="Cây xanh", co_quan_co_tham_quyen="Chi cục Cây", cap_thuc_hien="Cấp tỉnh")
    result = run(given, options=("--extend-reference",))
    assert result.exit_code == 0 and "Đã thêm 1 lĩnh vực, 1 cơ quan." in result.output
    found = load(content, DAY)
    assert {"sector_unknown", "authority_unknown"} & {fault.code for fault in found.faults} == set()
    assert found.reference.authority("chi_cuc_cay") is not None
    before = _hashes(content)
    assert run(given, options=("--extend-reference",)).exit_code == 0
    assert _hashes(content) == before


def test_the_day_of_the_crawl_and_the_address_are_the_source(run: Run, content: Path) -> None:
    run(record(), options=("--crawled", "2026-07-15"))
    text = (content / FILE).read_text(encoding="utf-8")
    assert 'checked_on: "2026-07-15"' in text and "https://dichvucong.gov.vn/" in text


def test_new_files_can_go_into_a_folder_of_their_own(run: Run, content: Path) -> None:
    folder = content / "procedures" / "nhap"
    assert run(record(), options=("--into", str(folder))).exit_code == 0
    assert (folder / "ho-tich/xac-nhan-cay-xanh-truoc-nha.md").is_file()


def test_the_report_says_what_to_decide_and_how_many_records_have_doubts(run: Run, tmp_path: Path) -> None:
    reports = tmp_path / "r.md", tmp_path / "r.json"
    options = [part for report in reports for part in ("--report", str(report))]
    given = record(ma_thu_tuc="9.000002", cach_thuc_thuc_hien=UNCLEAR, linh_vuc="Cây xanh")
    run(record(), given, {"x": 1}, options=tuple(options))
    told = json.loads(reports[1].read_text(encoding="utf-8"))
    assert told["doubts"] == {"none": 1, "some": 1, "many": 0}
    assert told["doubts_without_reference"] == {"none": 1, "some": 1, "many": 0}
    assert told["kinds"]["time_unit_missing"] == {"records": 1, "times": 1}
    assert told["sectors"] == [{"id": "cay-xanh", "name": "Cây xanh", "records": 1}]
    assert told["refused"][0]["line"] == 3
    text = reports[0].read_text(encoding="utf-8")
    assert "- [ ] `channels.online.time_limit`: Thời hạn là số không có đơn vị." in text


def test_a_list_json_lines_one_object_and_gzip_are_all_read(run: Run, tmp_path: Path) -> None:
    whole = json.dumps([record()], indent=1)
    single = json.dumps(record(ma_thu_tuc="9.000002"), indent=1)
    lines = "\n".join(json.dumps(record(ma_thu_tuc=f"9.00000{n}")) for n in (3, 4))
    files = {"a.json": whole.encode(), "b.json": single.encode(), "c.jsonl.gz": gzip.compress(lines.encode())}
    for name, raw in files.items():
        (tmp_path / name).write_bytes(raw)
    result = run(*[tmp_path / name for name in files])
    assert result.exit_code == 0 and "4 bản ghi: tệp mới 4" in result.output


BAD = {
    "không phải JSON": (b"ma_thu_tuc: 1", "Không phải JSON"),
    "JSON hỏng": (b'[{"ma_thu_tuc": ', "Không phải JSON"),
    "không phải UTF-8": ("Đăng ký".encode("utf-16-le"), "không phải mã UTF-8"),
    "rỗng": (b" \n", "không có bản ghi nào"),
    "gzip hỏng": (gzip.compress(b"x" * 1000)[:-9], "nén hỏng"),
    "lồng nhau": (b"[" * 200_000, "JSON"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason(
    run: Run, content: Path, tmp_path: Path, name: str
) -> None:
    raw, reason = BAD[name]
    path = tmp_path / "bad.json"
    path.write_bytes(raw)
    result = run(path)
    assert result.exit_code == 1
    assert f"{path}:1: lỗi: " in result.output and reason in result.output
    assert not (content / "imported").exists()


def test_a_broken_line_is_named(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps(record()) + "\n{\n", encoding="utf-8")
    result = run(path)
    assert result.exit_code == 1 and f"{path}:2: lỗi: Không phải JSON" in result.output


def test_a_small_file_that_unpacks_to_a_large_one_is_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "MAX_BYTES", 2**20)
    path = tmp_path / "bomb.json.gz"
    path.write_bytes(gzip.compress(b" " * (2**20 + 1)))
    result = run(path)
    assert result.exit_code == 1 and "lớn hơn 1 MB" in result.output


STRANGE = {
    "thiếu khóa": ({"ma_thu_tuc": CODE}, "thiếu khóa: ten_thu_tuc"),
    "không phải nhóm": (5, "phải là một nhóm"),
    "không phải chữ": ({**record(), "linh_vuc": 5}, "phải là chữ, ở khóa: linh_vuc"),
    "mã leo thư mục": ({**record(), "ma_thu_tuc": "../../x"}, "“../../x” không có dạng"),
    "mã có xuống dòng": ({**record(), "ma_thu_tuc": "1.000001\n"}, "không có dạng"),
    "không tên": ({**record(), "ten_thu_tuc": "  "}, "không có tên thủ tục"),
    "quá dài": ({**record(), "trinh_tu_thuc_hien": "x" * (2 * 2**20)}, "dài quá"),
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_record_is_named_and_the_others_come_in(
    run: Run, content: Path, tmp_path: Path, name: str
) -> None:
    value, reason = STRANGE[name]
    path = tmp_path / "mixed.jsonl"
    path.write_text(json.dumps(value) + "\n" + json.dumps(record(ma_thu_tuc="9.000009")) + "\n", "utf-8")
    result = run(path)
    assert result.exit_code == 1
    assert reason in result.output and "mixed.jsonl:1: lỗi:" in result.output
    assert "1 bản ghi: tệp mới 1" in result.output
    assert [path.name for path in (content / "imported").iterdir()] == ["9.000009.json"]


def test_one_code_twice_with_the_same_words_is_one_record_and_with_others_none(
    run: Run, content: Path
) -> None:
    assert "1 bản ghi" in run(record(), record()).output
    result = run(record(ma_thu_tuc="9.000002"), record(ma_thu_tuc="9.000002", ten_thu_tuc="Khác"))
    assert result.exit_code == 1 and "hai bản ghi khác nhau" in result.output
    assert not (content / "imported" / "9.000002.json").exists()


def test_a_damaged_ground_is_named_and_the_file_stays(run: Run, content: Path) -> None:
    run(record())
    before = (content / FILE).read_bytes()
    (content / "imported" / f"{CODE}.json").write_text("{", encoding="utf-8")
    result = run(record(cach_thuc_thuc_hien=SLOWER))
    assert result.exit_code == 1 and "bị hỏng" in result.output
    assert (content / FILE).read_bytes() == before


def test_a_mapping_file_with_a_mistake_is_named_by_line(run: Run, content: Path) -> None:
    (content / "reference/national.yml").write_text("sectors:\n  Cây: Sai Mã\n", encoding="utf-8")
    result = run(record())
    assert result.exit_code == 1 and "national.yml:2: lỗi: sectors.Cây" in result.output


def test_the_mapping_file_leads_national_names_to_ids(run: Run, content: Path) -> None:
    words = "sectors: {Cây xanh: xay-dung}\nauthorities: {Cục Cây: so_xay_dung}\n"
    (content / "reference/national.yml").write_text(words, encoding="utf-8")
    run(record(linh_vuc="Cây xanh", co_quan_co_tham_quyen="Cục Cây", cap_thuc_hien="Cấp tỉnh"))
    (path,) = (content / "procedures/xay-dung").glob("*.md")
    assert "authority: so_xay_dung\n" in path.read_text(encoding="utf-8")


def test_forms_named_by_a_record_cannot_lead_out_of_the_folder(run: Run, content: Path) -> None:
    table = f"--{PAPERS}Đơn theo mẫuMau/../../bi-mat.docx1 bản chính"
    assert run(record(thanh_phan_ho_so=table)).exit_code == 0
    assert "template: Mau-..-..-bi-mat.docx" in (content / FILE).read_text(encoding="utf-8")


def test_the_help_is_vietnamese() -> None:
    result = CliRunner().invoke(import_.command, ["--help"])
    assert result.exit_code == 0
    assert "Nhập lại thì chỉ nhận điều đã đổi" in result.output and "Mã thoát" in result.output


def test_a_call_without_files_is_a_wrong_call() -> None:
    assert CliRunner().invoke(import_.command, []).exit_code == 2
