"""Each trap of the national tables has its doubt, and what is clear becomes typed data."""

from __future__ import annotations

import pytest

from publisher.importer.law import basis_id, read_bases
from publisher.importer.papers import read_groups
from publisher.importer.times import named
from tests.importer.conftest import Make, kinds
from tests.importer.made import LAW, PAPERS, papers, record, ways


def test_a_clear_record_becomes_typed_data_without_a_doubt(make: Make) -> None:
    data = make(record()).data
    assert "doubts" not in data
    assert data["channels"] == [
        {"kind": "online", "time_limit": "3 working_days", "fees": ["phi_le_phi"]},
        {"kind": "counter", "time_limit": "5 working_days", "fees": ["phi_le_phi"]},
    ]
    assert data["fees"] == [{"id": "phi_le_phi", "kind": "le_phi", "label": "Phí, lệ phí", "amount": 0}]
    assert data["evidence"] == [
        {"id": "don_de_nghi", "name": "Đơn đề nghị"},
        {"id": "anh_chup_cai_cay", "name": "Ảnh chụp cái cây", "originals": 0, "copies": 1},
    ]
    assert [basis["id"] for basis in data["legal_basis"]] == ["qh14_11_2020", "nd_cp_22_2021"]
    assert data["output"] == {"name": "Giấy xác nhận cây xanh", "result_code": "KQ.G15.000999"}
    assert (data["field"], data["authority"], data["level"]) == ("ho-tich", "ubnd_xa", "commune")
    assert data["audience"] == ["citizen", "organisation"]


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        ("Trực tuyến1Miễn phí", "time_unit_missing"),
        ("Trực tuyếnKhông có thông tinMiễn phí", "time_missing"),
        ("Trực tuyếnTheo quy định của luậtMiễn phí", "time_unreadable"),
        ("Trực tuyến1.5 Ngày làm việcMiễn phí", "time_unreadable"),
        ("Trực tuyến120,000 VNĐ", "time_run_together"),
        ("Trực tuyến5 NgàyMiễn phí- Loại A: 05 ngày\n- Loại B: 10 ngày", "time_several"),
        ("Trực tuyến5 NgàyMiễn phíTrực tuyến9 NgàyMiễn phí", "time_several"),
        ("Trực tuyến5 NgàyMiễn phíTrong thời hạn 07 ngày làm việc", "time_contradicts_note"),
        ("Trực tuyến18 NgàyMiễn phíDịch vụ bưu chính4 NgàyMiễn phí", "times_differ"),
        ("Trực tuyến4 NgàyMiễn phíTrực tiếp4 Ngày làm việcMiễn phí", "times_differ"),
        ("Trực tuyến5 NgàyKhông có thông tin", "fee_missing"),
        ("Trực tuyến5 NgàyMiễn phí(135.000 đồng/lần)", "fee_contradicts_note"),
        ("Trực tuyến5 Ngày90,000 VNĐ(Lệ phí: 70.000 đồng)", "fee_contradicts_note"),
        ("Trực tuyến5 NgàyMiễn phí(Do Hội đồng nhân dân tỉnh quyết định)", "fee_by_council"),
        ("Trực tuyến5 NgàyMiễn phí(Theo quy định tại Thông tư số 1)", "fee_by_law"),
        ("Trực tuyến5 Ngày20,000 VNĐ(20.000 đồng; cấp lại 40.000 đồng)", "fee_several"),
        ("Trực tuyến5 Ngày20,000 VNĐTrực tuyến5 Ngày30,000 VNĐ", "fee_several"),
        ("Trực tuyến5 Ngày20,000 VNĐ(10.000 đồng đến hết ngày 31/12/2026)", "fee_for_a_period"),
        ("Trực tuyến5 Ngày20,000 VNĐ(20.000 đồng/trang)", "fee_per_unit"),
        ("Trực tuyến5 Ngày20,000 VNĐ(Miễn lệ phí cho người khuyết tật)", "fee_exemption"),
        ("Trực tuyến5 Ngày700 VNĐ(Phí thẩm định)", "fee_implausible"),
        ("Trực tuyến5 Ngày10 USD", "fee_currency"),
    ],
)
def test_each_trap_of_times_and_fees_is_a_named_doubt(make: Make, rows: str, kind: str) -> None:
    assert kind in kinds(make(ways(rows)))


def test_a_time_in_doubt_is_left_out_and_its_words_stay(make: Make) -> None:
    (channel,) = make(ways("Trực tuyến1Miễn phíNhận trong giờ hành chính")).data["channels"]
    assert "time_limit" not in channel
    assert channel["note"] == "1\nNhận trong giờ hành chính"


def test_a_fee_in_doubt_is_left_out_and_its_words_stay(make: Make) -> None:
    data = make(ways("Trực tuyến5 NgàyMiễn phí(135.000 đồng/lần)")).data
    assert "fees" not in data
    assert data["channels"][0]["note"] == "Miễn phí (135.000 đồng/lần)"


@pytest.mark.parametrize(
    "rows",
    [
        "Trực tuyến4 Ngày làm việcMiễn phíThẩm định 02 ngày làm việc; ký 02 ngày làm việc",
        "Trực tuyến5 NgàyMiễn phí05 (năm) ngày kể từ ngày 01/7/2025, sau 15 giờ thì tính hôm sau",
        "Trực tuyến5 NgàyMiễn phí(Không)",
        "Trực tuyến5 Ngày20,000 Việt Nam Đồng(Lệ phí cấp giấy: 20.000 đồng/lần)",
    ],
)
def test_words_that_confirm_a_cell_raise_no_doubt(make: Make, rows: str) -> None:
    assert kinds(make(ways(rows))) == {}


def test_one_channel_over_several_rows_is_one_channel(make: Make) -> None:
    data = make(ways("Trực tuyến5 NgàyMiễn phíTrực tiếp5 NgàyMiễn phíTrực tuyến5 NgàyMiễn phí")).data
    assert [channel["kind"] for channel in data["channels"]] == ["online", "counter"]


def test_the_name_and_kind_of_a_fee_are_the_records_own(make: Make) -> None:
    (fee,) = make(ways("Trực tuyến5 Ngày20,000 VNĐ(Phí thẩm định cái cây: 20.000 đồng)")).data["fees"]
    assert (fee["kind"], fee["label"], fee["amount"]) == ("phi", "Phí thẩm định cái cây", 20000)
    assert fee["note"] == "20,000 VNĐ (Phí thẩm định cái cây: 20.000 đồng)"


def test_a_record_without_an_online_way_says_so(make: Make) -> None:
    assert make(ways("Trực tiếp5 NgàyMiễn phí")).data["online"] == "none"


def test_hours_of_the_clock_and_dates_are_no_limits() -> None:
    assert named("Nhận sau 15 giờ ngày 01/7/2025, trả kết quả 02 giờ sau khi nhận") != []
    assert [str(one) for one in named("nộp trước 16 giờ, xong trong 24 giờ")] == ["24 hours"]


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        ("Hồ sơ gồm các giấy tờ sau:1 bản chínhĐơn1 bản chính", "paper_heading"),
        ("Đơn1 bản chínhGiấy phép cũ0 bản chính", "paper_zero"),
        ("Đơn; - Ảnh; - Sơ đồ1 bản chính", "paper_several"),
        ("Trường hợp ủy quyền thì có giấy ủy quyền1 bản chính", "paper_condition"),
        ("Căn cước, xuất trình khi nộp1 bản chính", "paper_handling"),
        ("Bản sao giấy phép1 bản chính", "paper_count"),
        ("Đơn theo Mẫu số 181 bản chính", "paper_count"),
        ("Đơn1 bản chínhĐơn1 bản chính", "paper_twice"),
        ("Đơn theo mẫu;Mẫu số bảyMẫu 2.docx1 bản chính", "template_unclear"),
        ("Lưu ý: mang theo bút0 bản chính", "papers_missing"),
    ],
)
def test_each_trap_of_papers_is_a_named_doubt(make: Make, table: str, kind: str) -> None:
    assert kind in kinds(make(papers(table)))


def test_rows_without_copies_are_notes_in_the_body(make: Make) -> None:
    draft = make(papers("Đơn1 bản chínhNgười nộp mang theo căn cước0 bản chính"))
    assert [paper["name"] for paper in draft.data["evidence"]] == ["Đơn"]
    assert "## Lưu ý về hồ sơ\n\n- Người nộp mang theo căn cước\n" in draft.body
    assert kinds(draft) == {}


def test_groups_say_what_is_shown_what_is_a_note_and_in_which_case(make: Make) -> None:
    table = (
        f"* Giấy tờ phải nộp:{PAPERS}Đơn1 bản chính"
        f"* Giấy tờ phải xuất trình:{PAPERS}Căn cước1 bản chính"
        f"Trường hợp cây đã đổ:{PAPERS}Ảnh cây đổ1 bản chínhBiên bản1 bản chính"
        f"* Lưu ý:{PAPERS}Bản sao phải rõ nét1 bản chính"
    )
    draft = make(record(thanh_phan_ho_so=table))
    don, can_cuoc, anh, bien_ban = draft.data["evidence"]
    assert "handling" not in don and can_cuoc["handling"] == "show"
    assert (
        (anh["case"], anh["required"])
        == ("Trường hợp cây đã đổ", False)
        == (
            bien_ban["case"],
            bien_ban["required"],
        )
    )
    assert "Bản sao phải rõ nét" in draft.body
    assert kinds(draft) == {"paper_condition": "evidence.anh_cay_do"}


def test_a_form_beside_a_paper_is_told_apart_by_the_missing_space(make: Make) -> None:
    (paper,) = make(papers("Đơn theo mẫu của BộMẫu số 01.docx1 bản chính")).data["evidence"]
    assert (paper["name"], paper["template"]) == ("Đơn theo mẫu của Bộ", "Mẫu số 01.docx")


def test_counts_in_words_close_no_row() -> None:
    groups = read_groups(
        f"--{PAPERS}Nộp 01 bản chính hoặc bản sao quyết định ngày 02/3/20261 bản chínhĐơn2 bản chính"
    )
    assert groups is not None
    assert [(row.words[-4:], row.originals) for row in groups[0].rows] == [("2026", 1), ("Đơn", 2)]
    assert not any(row.count_unclear for row in groups[0].rows)


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("Luật 54/2014/QH1354/2014/QH13Nghị định A1/2015/NĐ-CP", ["54/2014/QH13", "1/2015/NĐ-CP"]),
        ("Luật Công chứng năm 202446/2024/QH15", ["46/2024/QH15"]),
        ("Sửa đổi Nghị định số 7/2020/NĐ-CP9/2025/NĐ-CP", ["9/2025/NĐ-CP"]),
        (
            "Về cây 7/2016/TT-BCTThông tư số 8/2020/TT-BTC về hoa8/2020/TT-BTC",
            ["7/2016/TT-BCT", "8/2020/TT-BTC"],
        ),
        ("Nghị định số 1/2020/NĐ-CP của Chính phủ1/2020/NĐ-CP", ["1/2020/NĐ-CP"]),
        ("QUY ĐỊNH CHUNG2/2020/NĐ-CPQUY ĐỊNH RIÊNG3/2020/TT-BTC", ["2/2020/NĐ-CP", "3/2020/TT-BTC"]),
        (
            "Luật Các tổ chức tín dụngLuật số 32/2024/QH15Thông tư B4/2020/TT-NHNN",
            ["32/2024/QH15", "4/2020/TT-NHNN"],
        ),
        ("Luật A5/2020/QH14Luật A5/2020/QH14", ["5/2020/QH14"]),
    ],
)
def test_laws_run_together_are_told_apart(table: str, rows: list[str]) -> None:
    found = read_bases(LAW + table)
    assert found is not None and [row.number for row in found] == rows


def test_a_law_without_a_number_keeps_its_words_in_the_body(make: Make) -> None:
    draft = make(record(can_cu_phap_ly=f"{LAW}Luật A5/2020/QH14Quy chế của ban"))
    assert kinds(draft) == {"basis_unreadable": "legal_basis"}
    assert "## Căn cứ chưa rõ số hiệu\n\n- Quy chế của ban" in draft.body


def test_the_id_of_a_law_is_made_of_its_number() -> None:
    assert basis_id("104/2025/NĐ-CP") == "nd_cp_104_2025"
    assert basis_id("66.7/2025/NQ-CP") == "nq_cp_66_7_2025"
