"""What each document says, and that it is read back as it was written."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

import functions.adapters.typesetter as adapter
from functions.adapters.typesetter import TypstTypesetter
from functions.domain.declaration import DocumentKind
from functions.domain.errors import EffectFailed, NotFound
from functions.services.documents import counter_of, number_of, signers_of
from tests.documents.conftest import Subject
from tests.documents.made import CODE, LEADER, data_of

KINDS = list(DocumentKind)
SAID = {
    DocumentKind.RECEIPT: (
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Tiếp nhận hồ sơ của: Phạm Văn Lâm",
        "Thời gian nhận hồ sơ: 08 giờ 30 phút, ngày 09 tháng 6 năm 2026",
        "Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 12 tháng 6 năm 2026",
        "Phiên bản thủ tục 5f1e5f1e5f1e5f1e",
        "SHA-256 abababababababab",
        "quyển số 2026, số thứ tự 05",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "Trần Thị Hương",
    ),
    DocumentKind.SUPPLEMENT_REQUEST: (
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "2. Thiếu văn bản ủy quyền.",
        "khi hồ sơ đã đủ, thời hạn tính lại từ đầu",
        "gọi số 1022",
    ),
    DocumentKind.REFUSAL: (
        "PHIẾU TỪ CHỐI TIẾP NHẬN, GIẢI QUYẾT HỒ SƠ",
        "1. Ảnh chụp Giấy chứng sinh bị mờ, không đọc được số.",
        "có quyền khiếu nại",
        "Luật Hộ tịch (60/2014/QH13)",
    ),
    DocumentKind.APOLOGY: (
        "VĂN BẢN XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
        "Kính gửi: Ông/bà Phạm Văn Lâm",
        "hẹn trả kết quả lúc 17 giờ 00 phút, ngày 12 tháng 6 năm 2026",
        "Đang chờ Công an tỉnh xác minh",
        "trả kết quả lúc 17 giờ 00 phút, ngày 17 tháng 6 năm 2026",
    ),
    DocumentKind.STOP_NOTICE: (
        "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
        "dừng giải quyết hồ sơ này từ 08 giờ 50 phút",
        "2. Thiếu văn bản ủy quyền.",
        "16.000 đồng",
    ),
    DocumentKind.RESULT: (
        "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN",
        "Căn cứ Luật Hộ tịch số 60/2014/QH13;",
        "Số định danh cá nhân: 051095000034",
        "Chưa đăng ký kết hôn với ai",
        "Nguyễn Thị Mai",
        "có giá trị 6 tháng kể từ ngày ký",
        "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH",
        "Lê Văn Bình",
    ),
}


def text_of(pdf: bytes) -> str:
    """All words, as a text tool reads them off the page, with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def run(*command: str, stdin: bytes = b"") -> str:
    done = subprocess.run(command, input=stdin, capture_output=True, check=True, timeout=60)
    return done.stdout.decode()


def page_image(pdf: bytes, folder: Path, dpi: int, page: int = 1) -> Image.Image:
    (folder / "page.pdf").write_bytes(pdf)
    limits = ("-f", str(page), "-l", str(page), "-r", str(dpi), "-png", "-singlefile")
    run("pdftoppm", *limits, str(folder / "page.pdf"), str(folder / "page"))
    return Image.open(folder / "page.png").convert("RGB")


@pytest.fixture
def set_kind(subject: Subject, typesetter: TypstTypesetter) -> Any:
    def one(kind: DocumentKind, **changes: Any) -> bytes:
        data = subject.data(kind, **changes)
        return typesetter.pdf(data["template"], data)

    return one


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_says_what_its_form_asks(kind: DocumentKind, set_kind: Any) -> None:
    pdf = set_kind(kind)
    words = text_of(pdf)
    heading = (
        "ỦY BAN NHÂN DÂN PHƯỜNG CẨM THÀNH",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 05/TNHS-UBND",
        "Cẩm Thành, ngày 09 tháng 6 năm 2026",
        CODE,
        "Lưu: VT",
    )
    for said in (*heading, *SAID[kind]):
        assert said in words, said
    assert "Cẩm Thành" in run("pdftotext", "-", "-", stdin=pdf)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_claims_pdf_a_and_brings_its_own_fonts(kind: DocumentKind, set_kind: Any) -> None:
    pdf = set_kind(kind)
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf and b"<pdfaid:conformance>A</pdfaid:conformance>" in pdf
    fonts = run("pdffonts", "-", stdin=pdf).splitlines()[2:]
    assert fonts and all("Tinos" in line and re.search(r"\byes yes yes\b", line) for line in fonts), fonts
    catalogue = PdfReader(BytesIO(pdf)).trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"] and catalogue["/Lang"] == "vi-VN"


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_for_trial_says_on_each_page_that_it_has_no_legal_value(
    kind: DocumentKind, set_kind: Any
) -> None:
    assert "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ" in text_of(set_kind(kind))
    assert "KHÔNG CÓ GIÁ TRỊ" not in text_of(set_kind(kind, test=False))


def test_rendering_again_gives_the_same_file(set_kind: Any) -> None:
    assert set_kind(DocumentKind.RECEIPT) == set_kind(DocumentKind.RECEIPT)


def test_a_result_gives_third_parties_no_private_link_and_no_more_than_its_purpose(
    subject: Subject, set_kind: Any
) -> None:
    data = subject.data(DocumentKind.RESULT)
    assert "bi-mat-rieng" not in repr(data) and data["qr"].endswith(f"/ho-so/{CODE}")
    words = text_of(set_kind(DocumentKind.RESULT))
    assert "0905234567" not in words  # the telephone is asked for notices only
    assert "làm thay cho người khác" not in words  # decides which papers are asked
    assert subject.data(DocumentKind.RECEIPT)["qr"].endswith("bi-mat-rieng")


def test_what_an_officer_recorded_for_the_result_is_in_it(subject: Subject) -> None:
    case = subject.case(DocumentKind.RESULT)
    step = next(one for one in case.service.workflow.steps if one.id == "review")
    field = case.service.form[1].fields[-2]
    written = field.model_copy(update={"id": "ghi_chu", "label": "Nơi đã xác minh"})
    private = field.model_copy(update={"id": "noi_bo", "label": "Việc nội bộ", "purpose": "Theo dõi"})
    steps = tuple(
        one.model_copy(update={"fields": (written, private)}) if one is step else one
        for one in case.service.workflow.steps
    )
    service = case.service.model_copy(
        update={"workflow": case.service.workflow.model_copy(update={"steps": steps})}
    )
    recorded = {"review": {"ghi_chu": "Xã An Phú", "noi_bo": "Chờ hai ngày"}}
    state = case.state.model_copy(update={"recorded": recorded})
    data = data_of(replace(case, state=state, service=service), DocumentKind.RESULT, subject.reference)
    assert "Xã An Phú" in repr(data) and "Chờ hai ngày" not in repr(data)


def test_a_service_may_have_its_result_as_a_decision_in_articles(
    subject: Subject, typesetter: TypstTypesetter
) -> None:
    output = subject.service.output.model_copy(update={"template": "decision", "name": "Cho phép thi công"})
    service = subject.service.model_copy(update={"output": output})
    case = replace(subject.case(DocumentKind.RESULT), service=service)
    data = data_of(case, DocumentKind.RESULT, subject.reference)
    words = text_of(typesetter.pdf(data["template"], data))
    for said in ("QUYẾT ĐỊNH Về việc cấp", "QUYẾT ĐỊNH:", "Điều 1. Cho phép thi công", "Điều 3."):
        assert said in words, words


HOSTILE = [
    '#eval("1+1")',
    "$x^2$ và $",
    "*đậm* _nghiêng_ `mã`",
    "@nguon <nhan> // ghi chú",
    "= Tiêu đề - gạch + đầu dòng",
    '#include "/etc/passwd" \\ \\u{41}',
    '{"a": [1, 2]} "ngoặc" \'đơn\'',
    "]) #[ ]] ))",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_what_people_write_is_never_read_as_markup(
    name: str, subject: Subject, typesetter: TypstTypesetter
) -> None:
    case = subject.case(DocumentKind.RECEIPT)
    answers = {**subject.answers, "nguoi_nop": {**subject.answers["nguoi_nop"], "ho_ten": name}}
    data = data_of(
        replace(case, state=case.state.model_copy(update={"answers": answers})),
        DocumentKind.RECEIPT,
        subject.reference,
    )
    assert f"Tiếp nhận hồ sơ của: {name}" in text_of(typesetter.pdf("form", data))


def test_characters_that_no_font_has_are_written_out_and_told_of(
    subject: Subject, typesetter: TypstTypesetter
) -> None:
    data = subject.data(DocumentKind.SUPPLEMENT_REQUEST)
    data["blocks"].append(
        {"type": "paragraph", "text": "Ông 王 \U0001f600 H’Ŏt Niê Kƀrông A\u0302\u0301n\u0600"}
    )
    words = text_of(typesetter.pdf("form", data))
    assert "Ông [U+738B] [U+1F600] H’Ŏt Niê Kƀrông Ấn" in words
    assert "ghi mã Unicode trong ngoặc vuông" in words


def test_every_character_that_is_promised_can_be_set_in_every_style(
    subject: Subject, typesetter: TypstTypesetter
) -> None:
    data = subject.data(DocumentKind.RESULT)
    chars = "".join(sorted(typesetter._shown - {"\u00ad", "\u2028", "\u2029"}))
    lines = [chars[n : n + 40] for n in range(0, len(chars), 40)]
    kinds = ("paragraph", "basis", "verb")
    data["blocks"] = [{"type": kind, "text": line} for kind in kinds for line in lines]
    typesetter.pdf("result", data)  # PDF/A refuses a character without a glyph
    fonts = Path(adapter.__file__).parent / "fonts"
    assert (fonts / "OFL.txt").read_text().startswith("Copyright")


def test_long_words_and_long_tables_stay_on_the_page(subject: Subject, typesetter: TypstTypesetter) -> None:
    data = subject.data(DocumentKind.RECEIPT)
    rows = [[str(n), "Giấy tờ số", "Bản điện tử", f"tệp {n}"] for n in range(1, 1001)]
    table = next(one for one in data["blocks"] if one["type"] == "table")
    table["rows"] = [*rows, ["1001", "Q" * 400, "x", "https://" + "a" * 300]]
    data["blocks"].append({"type": "paragraph", "text": "N" * 900})
    data["signatures"][0]["name"] = "M" * 200
    pdf = typesetter.pdf("form", data)
    words = text_of(pdf)
    assert "tệp 1000" in words and words.replace("\u200b", "").count("Q") >= 400
    boxes = run("pdftotext", "-bbox", "-", "-", stdin=pdf)
    edges = [float(right) for right in re.findall(r'xMax="([0-9.]+)"', boxes)]
    assert max(edges) <= 210 / 25.4 * 72 - 40, max(edges)


def test_pages_are_numbered_from_the_second_on(subject: Subject, typesetter: TypstTypesetter) -> None:
    data = subject.data(DocumentKind.REFUSAL)
    data["blocks"] += [{"type": "paragraph", "text": "Một dòng."}] * 60
    first, second, *_rest = PdfReader(BytesIO(typesetter.pdf("form", data))).pages
    assert second.extract_text().split()[0] == "2"
    assert first.extract_text().split()[0] != "1"


def test_the_code_on_a_receipt_leads_to_the_case(
    subject: Subject, typesetter: TypstTypesetter, tmp_path: Path
) -> None:
    import segno

    data = subject.data(DocumentKind.RECEIPT)
    page = page_image(typesetter.pdf("form", data), tmp_path, 300).convert("L")
    expected = [list(row) for row in segno.make(data["qr"], error="m", micro=False, mask=2).matrix]
    size = 22 / 25.4 * 300
    step = size / len(expected)
    dark = page.point(lambda value: 255 if value < 128 else 0)

    def shows(left: int, top: int) -> bool:
        return all(
            (page.getpixel((int(left + (x + 0.5) * step), int(top + (y + 0.5) * step))) < 128) == bool(module)
            for y, row in enumerate(expected)
            for x, module in enumerate(row)
        )

    left_edges = range(int(30 / 25.4 * 300), page.width - int(size))
    tops = [y for y in range(page.height - int(size)) if dark.crop((0, y, page.width, y + 1)).getbbox()]
    found = (True for y in tops for x in left_edges if page.getpixel((x, y)) < 128 and shows(x, y))
    assert next(found, False), "the page shows no code for the case's address"


def test_numbers_begin_anew_each_local_year_for_each_office_and_kind(subject: Subject) -> None:
    reference = subject.reference
    ward, other = reference.office("ubnd_xa:21025"), reference.office("so_tu_phap")
    eve = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)  # 23:59 in Vietnam
    names = {
        counter_of(office, kind, reference, at)
        for office in (ward, other)
        for kind in (DocumentKind.RECEIPT, DocumentKind.RESULT)
        for at in (eve, eve.replace(hour=17))
    }
    assert len(names) == 8
    assert counter_of(ward, DocumentKind.RECEIPT, reference, eve).endswith(":2026")
    assert number_of(ward, DocumentKind.RESULT, subject.service, 5) == "05/GXN-UBND"
    assert number_of(other, DocumentKind.APOLOGY, subject.service, 123) == "123/PXL-STP"


def test_a_result_is_signed_by_the_person_first_and_other_documents_by_the_agency(subject: Subject) -> None:
    case = subject.case(DocumentKind.RESULT)
    kinds = [one.kind for one in signers_of(case, DocumentKind.RESULT, subject.reference, LEADER)]
    assert kinds == ["person", "agency"]
    (agency,) = signers_of(case, DocumentKind.RECEIPT, subject.reference, LEADER)
    assert (agency.kind, agency.name) == ("agency", "Ủy ban nhân dân phường Cẩm Thành")


def test_the_apology_keeps_the_old_date_beside_the_new_one(subject: Subject) -> None:
    extension = subject.case(DocumentKind.APOLOGY).state.extension
    assert extension is not None
    assert extension.old_due < extension.new_due


def test_an_erased_case_has_no_document(subject: Subject) -> None:
    case = subject.case(DocumentKind.RECEIPT)
    gone = replace(case, state=case.state.model_copy(update={"answers": None}))
    with pytest.raises(NotFound):
        data_of(gone, DocumentKind.RECEIPT, subject.reference)


def test_a_template_that_does_not_exist_is_named(subject: Subject, typesetter: TypstTypesetter) -> None:
    with pytest.raises(EffectFailed, match="giay-la"):
        typesetter.pdf("giay-la", subject.data(DocumentKind.RECEIPT))
    with pytest.raises(EffectFailed):
        typesetter.pdf("../lib/state", subject.data(DocumentKind.RECEIPT))
    with pytest.raises(EffectFailed, match="could not be set"):
        typesetter.pdf("form", {"title": "thiếu mọi thứ khác"})
