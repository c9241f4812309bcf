"""The language of conditions: its operators and functions from the parser, each example really evaluated."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from functions.domain.expression import Expression, ExpressionError
from functions.domain.expression.parse import FUNCTIONS, LEVELS, MAX_DEPTH, MAX_LENGTH
from functions.domain.i18n import _
from publisher.handbook.markdown import code, codes, page, table

ANSWERS: Mapping[str, Any] = {
    "today": "2026-11-23",
    "tre": {"ho_ten": "Trần Minh An", "ngay_sinh": "2026-05-20", "hoan_canh": "thong_thuong", "me": None},
    "ban_sao": {"so_luong": 2, "loai": ["giay", "dien_tu"]},
}
"""The answers that the page's examples are evaluated on."""

OPERATORS = {
    "||": 'ban_sao.so_luong > 5 || tre.hoan_canh == "bo_roi"',
    "&&": 'ban_sao.so_luong > 0 && tre.hoan_canh != "bo_roi"',
    "==": 'tre.hoan_canh == "bo_roi"',
    "!=": 'tre.hoan_canh != "bo_roi"',
    "<": "ban_sao.so_luong < 2",
    "<=": "ban_sao.so_luong <= 2",
    ">": "ban_sao.so_luong > 2",
    ">=": "ban_sao.so_luong >= 2",
    "in": '"giay" in ban_sao.loai',
    "+": "ban_sao.so_luong + 1",
    "-": "ban_sao.so_luong - 1",
    "*": "ban_sao.so_luong * 8000",
    "/": "7 / ban_sao.so_luong",
    "%": "7 % ban_sao.so_luong",
    "!": '!(tre.hoan_canh == "bo_roi")',
    "? :": "ban_sao.so_luong > 1 ? 8000 : 0",
}
CALLS = {
    "size": "size(ban_sao.loai) == 2",
    "startsWith": 'tre.ho_ten.startsWith("Trần")',
    "endsWith": 'tre.ho_ten.endsWith("An")',
    "contains": 'tre.ho_ten.contains("Minh")',
    "has": "has(tre.me)",
    "years": "years(tre.ngay_sinh, today)",
    "days": "days(tre.ngay_sinh, today) > 60",
}


def _meanings() -> dict[str, str]:
    return {
        "size": _("Số ký tự của chữ, hoặc số mục của danh sách."),
        "startsWith": _("Chữ có bắt đầu như vậy không."),
        "endsWith": _("Chữ có kết thúc như vậy không."),
        "contains": _("Chữ có chứa như vậy không."),
        "has": _("Câu hỏi đã có câu trả lời chưa."),
        "years": _("Số năm tròn giữa hai ngày, như tính tuổi."),
        "days": _("Số ngày giữa hai ngày."),
    }


def shown(source: str) -> str:
    """The value of an example; an example without one would be a fault of this page."""
    try:
        value = Expression(source).evaluate(ANSWERS)
    except ExpressionError as error:
        raise ValueError(f"{source}: {error}") from error
    return code(json.dumps(value, ensure_ascii=False))


def conditions_page() -> str:
    """What may be written where a key takes a condition."""
    binding = table(
        (_("Gắn chặt"), _("Toán tử")),
        ((str(n), codes(level)) for n, level in enumerate(LEVELS, start=1)),
    )
    operators = table(
        (_("Toán tử"), _("Ví dụ"), _("Cho ra")),
        ((code(name), code(source), shown(source)) for name, source in OPERATORS.items()),
    )
    calls = table(
        (_("Hàm"), _("Là gì"), _("Ví dụ"), _("Cho ra")),
        ((code(name), _meanings()[name], code(CALLS[name]), shown(CALLS[name])) for name in FUNCTIONS),
    )
    answers = f"```json\n{json.dumps(ANSWERS, ensure_ascii=False, indent=2)}\n```"
    limits = _("Một điều kiện dài nhất {length} ký tự và lồng nhau nhiều nhất {depth} tầng.")
    return page(
        _("# Điều kiện"),
        _(
            "Khóa `when`, `holds`, `quantity` nhận một biểu thức, viết bằng một phần của CEL (Common "
            "Expression Language). Máy chủ và "
            "trình duyệt hiểu nó như nhau. Câu trả lời được gọi bằng `phần.câu`; ngày gửi là `today`, chỉ "
            "dùng trong `form`. Câu chưa "
            "trả lời là `null`, và điều kiện không tính ra được thì coi là không đúng."
        ),
        limits.format(length=MAX_LENGTH, depth=MAX_DEPTH),
        _("## Toán tử"),
        operators,
        binding,
        _("Hàng trên gắn lỏng hơn hàng dưới: `a || b && c` là `a || (b && c)`. Dùng ngoặc khi ngờ."),
        _("## Hàm"),
        calls,
        _("## Các câu trả lời dùng trong ví dụ"),
        answers,
        _(
            "`motcua check` báo tên không có, hai loại không so được với nhau, và điều kiện không cho ra "
            "đúng hoặc sai."
        ),
    )
