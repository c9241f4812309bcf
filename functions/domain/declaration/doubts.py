"""What a draft leaves open for a person to decide: each doubt has a name, a place and its words."""

from __future__ import annotations

from enum import StrEnum

from functions.domain.i18n import _
from functions.domain.model import Model, Text


class DoubtKind(StrEnum):
    """Why a person must look. A published file has none left."""

    FIELD_UNKNOWN = "field_unknown"
    AUTHORITY_UNKNOWN = "authority_unknown"
    AUTHORITY_MISSING = "authority_missing"
    AUTHORITY_SEVERAL = "authority_several"
    AUTHORITY_ELSEWHERE = "authority_elsewhere"
    AUTHORITY_OTHER_LEVEL = "authority_other_level"
    LEVEL_SEVERAL = "level_several"
    LEVEL_ABOVE = "level_above"
    DISTRICT_NAMED = "district_named"
    AUDIENCE_UNKNOWN = "audience_unknown"
    ANNOUNCEMENT_UNCLEAR = "announcement_unclear"
    CHANNELS_UNREADABLE = "channels_unreadable"
    TIME_MISSING = "time_missing"
    TIME_UNIT_MISSING = "time_unit_missing"
    TIME_UNREADABLE = "time_unreadable"
    TIME_RUN_TOGETHER = "time_run_together"
    TIME_SEVERAL = "time_several"
    TIME_CONTRADICTS_NOTE = "time_contradicts_note"
    TIMES_DIFFER = "times_differ"
    FEE_MISSING = "fee_missing"
    FEE_CONTRADICTS_NOTE = "fee_contradicts_note"
    FEE_BY_COUNCIL = "fee_by_council"
    FEE_BY_LAW = "fee_by_law"
    FEE_SEVERAL = "fee_several"
    FEE_FOR_A_PERIOD = "fee_for_a_period"
    FEE_PER_UNIT = "fee_per_unit"
    FEE_EXEMPTION = "fee_exemption"
    FEE_IMPLAUSIBLE = "fee_implausible"
    FEE_CURRENCY = "fee_currency"
    PAPERS_MISSING = "papers_missing"
    PAPERS_UNREADABLE = "papers_unreadable"
    PAPER_HEADING = "paper_heading"
    PAPER_ZERO = "paper_zero"
    PAPER_SEVERAL = "paper_several"
    PAPER_CONDITION = "paper_condition"
    PAPER_HANDLING = "paper_handling"
    PAPER_COUNT = "paper_count"
    PAPER_TWICE = "paper_twice"
    TEMPLATE_UNCLEAR = "template_unclear"
    BASIS_MISSING = "basis_missing"
    BASIS_UNREADABLE = "basis_unreadable"
    RESULT_MISSING = "result_missing"
    RESULT_CODE_MISSING = "result_code_missing"
    RESULT_SEVERAL = "result_several"
    STEPS_MISSING = "steps_missing"
    RELATED_UNKNOWN = "related_unknown"
    TEXT_DAMAGED = "text_damaged"
    MERGE_CONFLICT = "merge_conflict"

    def say(self) -> str:
        """What is open, and what to do about it."""
        return {**_of_identity(), **_of_times(), **_of_fees(), **_of_papers(), **_of_the_rest()}[self]


class Doubt(Model):
    """One thing that a person must decide before the file may be published.

    ``where`` leads to it by keys and ids (``channels.online.time_limit``), so that it stays right when rows
    move; ``said`` holds the words of the national record.
    """

    kind: DoubtKind
    where: Text
    said: str = ""


def _of_identity() -> dict[DoubtKind, str]:
    return {
        DoubtKind.FIELD_UNKNOWN: _("Lĩnh vực chưa có ở đây. Thêm vào sectors.yml, hoặc ghép ở national.yml."),
        DoubtKind.AUTHORITY_UNKNOWN: _(
            "Cơ quan chưa có ở đây. Thêm vào authorities.yml, hoặc ghép ở national.yml."
        ),
        DoubtKind.AUTHORITY_MISSING: _("Bản quốc gia không nêu cơ quan; mã ở đây đoán theo cấp thực hiện."),
        DoubtKind.AUTHORITY_SEVERAL: _("Bản quốc gia nêu nhiều cơ quan. Chọn cơ quan quyết định."),
        DoubtKind.AUTHORITY_ELSEWHERE: _("Bản quốc gia nêu cơ quan của tỉnh khác. Xem lại cơ quan của tỉnh."),
        DoubtKind.AUTHORITY_OTHER_LEVEL: _(
            "Cơ quan không thuộc cấp thực hiện được nêu. Chọn lại một trong hai."
        ),
        DoubtKind.LEVEL_SEVERAL: _("Nhiều cấp cùng thực hiện. Chọn cấp, hoặc tách thành hai tệp."),
        DoubtKind.LEVEL_ABOVE: _("Thủ tục của cấp trên tỉnh. Bỏ tệp này nếu tỉnh không làm."),
        DoubtKind.DISTRICT_NAMED: _("Còn nhắc cấp huyện, cấp đã thôi từ 01/07/2025. Tìm cơ quan thay thế."),
        DoubtKind.AUDIENCE_UNKNOWN: _("Đối tượng thực hiện chưa rõ. Chọn ở “audience”."),
        DoubtKind.ANNOUNCEMENT_UNCLEAR: _("Quyết định công bố chưa rõ số. Tìm quyết định và ghi lại."),
    }


def _of_times() -> dict[DoubtKind, str]:
    return {
        DoubtKind.CHANNELS_UNREADABLE: _("Bảng cách nộp không đọc được. Khai lại “channels”."),
        DoubtKind.TIME_MISSING: _("Bản quốc gia không nêu thời hạn. Tìm trong văn bản và ghi “time_limit”."),
        DoubtKind.TIME_UNIT_MISSING: _("Thời hạn là số không có đơn vị. Tìm đơn vị trong văn bản."),
        DoubtKind.TIME_UNREADABLE: _("Thời hạn viết bằng lời. Ghi lại bằng số kèm đơn vị."),
        DoubtKind.TIME_RUN_TOGETHER: _("Thời hạn và mức thu dính liền nhau. Tách hai số."),
        DoubtKind.TIME_SEVERAL: _("Một cách nộp có nhiều thời hạn. Chọn một, hoặc khai “time_limit_cases”."),
        DoubtKind.TIME_CONTRADICTS_NOTE: _("Thời hạn khác với lời ghi bên cạnh. Chọn số đúng."),
        DoubtKind.TIMES_DIFFER: _("Thời hạn giữa các cách nộp chênh nhau nhiều. Xem có ghi nhầm không."),
    }


def _of_fees() -> dict[DoubtKind, str]:
    return {
        DoubtKind.FEE_MISSING: _("Bản quốc gia không nói có thu tiền không. Khai “fees”."),
        DoubtKind.FEE_CONTRADICTS_NOTE: _("Mức thu khác với lời ghi bên cạnh. Chọn số đúng, khai “fees”."),
        DoubtKind.FEE_BY_COUNCIL: _("Mức thu do Hội đồng nhân dân tỉnh định. Ghi theo nghị quyết của tỉnh."),
        DoubtKind.FEE_BY_LAW: _("Mức thu “theo quy định”. Mở văn bản được dẫn và ghi số tiền."),
        DoubtKind.FEE_SEVERAL: _("Có nhiều mức thu. Khai mỗi mức một dòng kèm điều kiện “when”."),
        DoubtKind.FEE_FOR_A_PERIOD: _(
            "Mức thu chỉ áp dụng trong một thời gian. Xem ngày và ghi mức hôm nay."
        ),
        DoubtKind.FEE_PER_UNIT: _("Thu theo trang, bản, chiếc… Khai “quantity”."),
        DoubtKind.FEE_EXEMPTION: _("Có người được miễn, giảm. Khai “exemptions”."),
        DoubtKind.FEE_IMPLAUSIBLE: _("Mức thu dưới 1.000 đồng, chắc thiếu số 0. Xem lại."),
        DoubtKind.FEE_CURRENCY: _("Thu bằng ngoại tệ. Ghi mức thu bằng đồng."),
    }


def _of_papers() -> dict[DoubtKind, str]:
    return {
        DoubtKind.PAPERS_MISSING: _("Không có giấy tờ nào. Xem hồ sơ có thật không cần giấy tờ."),
        DoubtKind.PAPERS_UNREADABLE: _("Bảng hồ sơ không đọc được. Khai lại “evidence”."),
        DoubtKind.PAPER_HEADING: _("Dòng này là đề mục, không phải giấy tờ; đã chuyển xuống phần lưu ý."),
        DoubtKind.PAPER_ZERO: _("Ghi 0 bản nhưng đọc như một giấy tờ; đã chuyển xuống phần lưu ý."),
        DoubtKind.PAPER_SEVERAL: _("Một dòng gồm nhiều giấy tờ. Tách mỗi giấy một mục."),
        DoubtKind.PAPER_CONDITION: _("Chỉ cần trong một trường hợp. Viết điều kiện “when”."),
        DoubtKind.PAPER_HANDLING: _("Chưa rõ nộp hay chỉ xuất trình. Chọn “handling”."),
        DoubtKind.PAPER_COUNT: _("Số bản khác với lời văn. Chọn số bản chính, bản sao đúng."),
        DoubtKind.PAPER_TWICE: _("Giấy tờ này đã có ở trên. Gộp làm một."),
        DoubtKind.TEMPLATE_UNCLEAR: _("Tên tệp mẫu dính liền tên giấy tờ. Tách và xem lại tên giấy tờ."),
    }


def _of_the_rest() -> dict[DoubtKind, str]:
    return {
        DoubtKind.BASIS_MISSING: _("Không nêu căn cứ pháp lý. Khai “legal_basis”."),
        DoubtKind.BASIS_UNREADABLE: _("Căn cứ không rõ số hiệu. Tìm văn bản và khai “legal_basis”."),
        DoubtKind.RESULT_MISSING: _("Không nêu kết quả. Khai “output”."),
        DoubtKind.RESULT_CODE_MISSING: _("Kết quả chưa có mã. Tìm mã KQ và ghi “result_code”."),
        DoubtKind.RESULT_SEVERAL: _("Có nhiều kết quả. Chọn kết quả chính cho “output”."),
        DoubtKind.STEPS_MISSING: _("Không nêu trình tự thực hiện. Viết phần hướng dẫn."),
        DoubtKind.RELATED_UNKNOWN: _("Có thủ tục liên quan chưa ghép được. Ghi tên tệp ở “related”."),
        DoubtKind.TEXT_DAMAGED: _("Có chữ bị hỏng. Đối chiếu trang gốc và sửa."),
        DoubtKind.MERGE_CONFLICT: _("Bản quốc gia đổi chỗ bạn đã sửa; chữ của bạn được giữ. Chọn một."),
    }
