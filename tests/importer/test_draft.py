"""Who, at which level, with which result: and a draft that can be read back as it was meant."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.declaration import Level
from publisher.importer.emit import front_matter, inline
from publisher.importer.intake import file_text
from publisher.importer.text import clean
from publisher.importer.vocabulary import home_level
from publisher.yaml_data import load
from tests.importer.conftest import Make, kinds
from tests.importer.made import BEHIND, record


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"linh_vuc": "Cây xanh đô thị"}, "field_unknown"),
        ({"co_quan_co_tham_quyen": "Cục Cây xanh"}, "authority_unknown"),
        ({"co_quan_co_tham_quyen": ""}, "authority_missing"),
        ({"co_quan_co_tham_quyen": "Ủy ban nhân dân cấp xã, Công an cấp Xã"}, "authority_several"),
        (
            {"cap_thuc_hien": "Cấp tỉnh", "co_quan_co_tham_quyen": "Sở Tài chính TP.Nơi Khác"},
            "authority_elsewhere",
        ),
        (
            {"cap_thuc_hien": "Cấp tỉnh", "co_quan_co_tham_quyen": "Sở Tư pháp tỉnh Nơi Khác"},
            "authority_elsewhere",
        ),
        ({"co_quan_co_tham_quyen": "Công an cấp huyện"}, "district_named"),
        ({"co_quan_co_tham_quyen": "Sở Tư pháp"}, "authority_other_level"),
        ({"trinh_tu_thuc_hien": "Nộp tại Ủy ban nhân dân cấp huyện."}, "district_named"),
        ({"cap_thuc_hien": "Cấp tỉnh, Cấp xã"}, "level_several"),
        ({"cap_thuc_hien": "Cấp bộ"}, "level_above"),
        ({"doi_tuong_thuc_hien": "Đảng viên"}, "audience_unknown"),
        ({"so_quyet_dinh": "15"}, "announcement_unclear"),
        ({"cach_thuc_thuc_hien": "Không có thông tin"}, "channels_unreadable"),
        ({"thanh_phan_ho_so": "); nộp cho cơ quan"}, "papers_unreadable"),
        ({"thanh_phan_ho_so": "Không có thông tin"}, "papers_missing"),
        ({"can_cu_phap_ly": "Không có thông tin"}, "basis_missing"),
        ({"can_cu_phap_ly": ": Thông tư"}, "basis_unreadable"),
        ({"ket_qua_xu_ly": BEHIND}, "result_missing"),
        ({"ket_qua_xu_ly": f"Giấy phépMã: 78{BEHIND}"}, "result_code_missing"),
        ({"ket_qua_xu_ly": f"AMã: KQ.G15.000001BMã: KQ.G15.000002{BEHIND}"}, "result_several"),
        ({"trinh_tu_thuc_hien": "Không có thông tin"}, "steps_missing"),
        ({"thu_tuc_lien_quan": "#Tên thủ tục1Trồng cây"}, "related_unknown"),
        ({"trinh_tu_thuc_hien": "Nộp h\ufffd sơ"}, "text_damaged"),
    ],
)
def test_each_trap_of_identity_law_and_result_is_a_named_doubt(
    make: Make, changes: dict[str, str], kind: str
) -> None:
    assert kind in kinds(make(record(**changes)))


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Chủ tịch UBND cấp xã", "ubnd_xa"),
        ("Ủy ban Nhân dân\u00a0xã,\u00a0phường,\u00a0thị trấn.", "ubnd_xa"),
        ("Công an cấp Xã", "cong_an_xa"),
        ("Chủ tịch ủy ban nhân dân cấp tỉnh", "ubnd_tinh"),
        ("Ủy ban nhân dân tỉnh và thành phố trực thuộc Trung ương", "ubnd_tinh"),
        ("Sở Tài chính các tỉnh, thành phố", "so_tai_chinh"),
        ("Sở Tư pháp", "so_tu_phap"),
        ("Chi nhánh Văn phòng đăng ký đất đai", "van_phong_dang_ky_dat_dai"),
    ],
)
def test_national_names_of_agencies_lead_to_those_of_this_portal(make: Make, name: str, id: str) -> None:
    draft = make(record(co_quan_co_tham_quyen=name, cap_thuc_hien="Cấp tỉnh, Cấp xã"))
    assert draft.data["authority"] == id
    assert "authority_unknown" not in kinds(draft)


def test_agencies_of_both_levels_stand_side_by_side_without_a_doubt(make: Make) -> None:
    changes = {
        "cap_thuc_hien": "Cấp tỉnh, Cấp xã",
        "co_quan_co_tham_quyen": "Sở Tư pháp, Ủy ban nhân dân cấp xã",
    }
    data = make(record(**changes)).data
    assert (data["authority"], data["also_at"]) == ("so_tu_phap", ["ubnd_xa"])
    assert "level_several" not in {doubt["kind"] for doubt in data.get("doubts", ())}


@pytest.mark.parametrize(
    ("given", "title"),
    [(". Thủ tục sửa nhà;", "Thủ tục sửa nhà"), ("Xóa tên.", "Xóa tên"), ("...", "...")],
)
def test_a_title_loses_the_marks_of_the_list_it_stood_in(make: Make, given: str, title: str) -> None:
    assert make(record(ten_thu_tuc=given)).data["title"] == title


def test_a_refusal_is_never_the_result(make: Make) -> None:
    cell = f"Văn bản từ chốiMã: KQ.G15.000001Giấy phépMã: KQ.G15.000002{BEHIND}"
    draft = make(record(ket_qua_xu_ly=cell))
    assert draft.data["output"]["result_code"] == "KQ.G15.000002"
    assert [part["name"] for part in draft.data["output"]["parts"]] == ["Văn bản từ chối", "Giấy phép"]
    assert kinds(draft) == {}


def test_keywords_and_words_about_it_are_the_records_own(make: Make) -> None:
    cell = "Giấy phépMã: KQ.G15.000002Từ khóatrồng cây; cây xanhMô tảCây phải cao hơn 2 m.Nộp hồ sơ"
    draft = make(record(ket_qua_xu_ly=cell))
    assert draft.data["keywords"] == ["trồng cây", "cây xanh"]
    assert draft.body.startswith("Cây phải cao hơn 2 m.\n\n## Trình tự thực hiện\n")
    trail = "Giấy phépMã: KQ.G15.000002Từ khóaCSDL Quốc gia»Bộ»Cây xanhMô tảKhông có thông tin"
    assert "keywords" not in make(record(ket_qua_xu_ly=trail)).data
    assert "summary" not in draft.data and "keywords" not in make(record()).data


def test_steps_stand_in_the_body_word_for_word(make: Make) -> None:
    body = make(record()).body
    assert (
        body == "## Trình tự thực hiện\n\nBước 1: Nộp hồ sơ.\n\n- Nhận giấy hẹn.\n\nBước 2: Nhận kết quả.\n"
    )


def test_words_that_look_like_marks_stay_words(make: Make) -> None:
    body = make(record(trinh_tu_thuc_hien="# Không phải đề mục\n> không phải lời dẫn\n---")).body
    assert "\\# Không phải đề mục" in body and "\\> không phải" in body and "\\---" in body


def test_the_doubts_stand_high_in_the_file_with_a_word_to_the_editor(make: Make) -> None:
    text = file_text(make(record(linh_vuc="Cây xanh đô thị")))
    assert "# Chỗ phải quyết trước khi công bố" in text
    assert "  - {kind: field_unknown, where: field, said: Cây xanh đô thị}\n" in text
    assert text.index("doubts:") < text.index("channels:")


_words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn")), max_size=60).map(
    lambda text: unicodedata.normalize("NFC", text)
)
_hard = st.sampled_from(
    [
        "",
        "null",
        "true",
        "12",
        "010",
        "- a",
        "a: b",
        "a #b",
        "#",
        "'",
        '"',
        "{",
        "[x]",
        "&a",
        "!t",
        "a\nb",
        "\na",
        "a\n",
        "x  ",
        "…",
        "—",
        "a\n\n  b",
    ]
)
_leaf = _words | _hard | st.integers(0, 10**12) | st.booleans()
_keys = st.sampled_from(["name", "note", "said", "amount", "case"])
_row = st.dictionaries(_keys, _leaf | st.lists(_leaf, max_size=3), min_size=1)
_data = st.dictionaries(
    st.sampled_from(["title", "doubts", "evidence", "output", "keywords"]),
    _leaf | st.lists(_leaf) | st.lists(_row) | _row,
    min_size=1,
)


@given(_data)
def test_whatever_is_written_is_read_back_as_it_was_meant(data: dict[str, object]) -> None:
    assert load(front_matter(data))[0] == data


@given(_leaf | st.lists(_leaf) | _row)
def test_a_value_in_brackets_is_read_back_as_it_was_meant(value: object) -> None:
    assert load(f"x: {{y: {inline(value)}}}\n")[0] == {"x": {"y": value}}


@given(st.text(max_size=80))
def test_clean_words_can_stand_in_a_file(text: str) -> None:
    found = clean(text)
    assert found == clean(found) == unicodedata.normalize("NFC", found)
    assert load(front_matter({"title": found}))[0] == {"title": found}


@pytest.mark.parametrize(
    ("name", "levels", "level"),
    [
        ("Chi cục Cây xanh", ["province"], Level.PROVINCE),
        ("Chi cục Cây xanh", ["commune", "province"], Level.PROVINCE),
        ("Trung tâm cấp xã", ["commune", "province"], Level.COMMUNE),
        ("Chi cục Hải quan khu vực", ["province"], Level.PROVINCE),
        ("Bộ Cây xanh", ["province"], None),
        ("Cục Hải quan", ["province"], None),
        ("Phòng Tư pháp huyện", ["commune"], None),
        ("Chi cục Cây xanh", [], None),
    ],
)
def test_only_agencies_of_the_province_are_proposed(
    name: str, levels: list[str], level: Level | None
) -> None:
    assert home_level(name, [Level(one) for one in levels]) is level
