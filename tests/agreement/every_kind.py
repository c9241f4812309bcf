"""A form that asks one question of every kind, and what people type into each: good, bad and strange."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any, get_args

from functions.domain.fields import AnyField, FormContext, Group, Simple
from functions.domain.fields.section import Section

CONTEXT = FormContext(
    today=date(2026, 11, 25),
    units={"21025": "Phường Cẩm Thành", "21034": "Xã Mộ Đức", "23293": "Phường Kon Tum"},
    citizen_id_provinces=frozenset({"051", "062", "001"}),
)

KINDS = {
    kind: model
    for model in (*get_args(Simple), Group)
    for kind in get_args(model.model_fields["kind"].annotation)
}
"""Every kind that a declaration may use, with its class."""

_OPTIONS = [
    {"value": "mot", "label": "Một"},
    {"value": "hai", "label": "Hai"},
    {"value": "ba", "label": "Ba"},
]
_MORE: dict[str, dict[str, Any]] = {
    "choice": {"options": _OPTIONS},
    "choices": {"options": _OPTIONS},
    "text": {"max_length": 20},
    "long_text": {"max_length": 30},
    "decimal": {"min": 0.5, "max": 1000},
    "integer": {"min": 1, "max": 500},
    "citizen_id": {"birth": "thu.date", "sex": "thu.sex"},
    "group": {
        "max_rows": 3,
        "fields": [
            {"id": "ten", "kind": "person_name", "label": "Tên"},
            {"id": "co", "kind": "yes_no", "label": "Có giấy không?"},
            {"id": "so", "kind": "integer", "label": "Số giấy", "when": "row.co"},
        ],
    },
}


def section(id: str = "thu", *, required: bool = True) -> Section:
    """A section whose questions are named as their kinds; ``sex`` comes first, since IDs look at it."""
    sex = {
        "id": "sex",
        "kind": "choice",
        "label": "Giới tính",
        "required": False,
        "options": [{"value": "nam", "label": "Nam"}, {"value": "nu", "label": "Nữ"}],
    }
    order = sorted(KINDS, key=lambda kind: kind != "date")
    fields = [
        {
            "id": kind,
            "kind": kind,
            "label": f"Câu {kind}",
            "required": required and kind != "notice",
            **_MORE.get(kind, {}),
        }
        for kind in order
    ]
    return Section.model_validate({"id": id, "title": "Thử mọi kiểu câu hỏi", "fields": [sex, *fields]})


Typed = dict[str, str | list[str]]
"""What is typed or chosen for one question: texts by part, the question's own input under ``""``."""

_STRANGE = [
    "",
    "   ",
    "\u200b",
    "\u202eabc\u202c",
    "\ufeff 12 \u00a0",
    "<script>alert(1)</script>",
    "😀👍🏽",
    unicodedata.normalize("NFD", "Nguyễn Thị Ước Ệ"),
    "x" * 21,
    "ễ" * 300,
    "a\u200b\u0301",
    "null",
    "0",
    "-1",
    "'; DROP TABLE ho_so; --",
    "١٢٣",
    "１２３",
]

_TEXTS: dict[str, list[str]] = {
    "text": ["Hộ kinh doanh A", "x" * 20, "ễ" * 20, unicodedata.normalize("NFD", "ễ" * 20), "a  b\t c", "😀" * 20, "😀" * 21],
    "long_text": ["một\nhai", " một  \n  hai ", "x" * 31, "\n\n", "một \u2003\nhai"],
    "person_name": ["Nguyễn Thị Thu Hà", "H’Hen Niê", "Y B̆lan M̆lô", "D'Arcy O-Brien Jr.", "A Y Thin 2", "Trần_B", "李小龍", "أحمد"],
    "email": ["ten@example.vn", "TEN@EXAMPLE.VN", "ten@", "a@b", "a@b.c", "tên@example.vn", "a b@c.vn", "a@-b.vn", f"{'a' * 64}@b.vn", f"{'a' * 65}@b.vn", "a@" + "b." * 126 + "vn"],
    "phone": ["0912 345 678", "+84 912 345 678", "+84912345678", "(0255) 382.2468", "02553822468", "84912345678", "0012345678", "09123456789", "0912-345-67"],
    "citizen_id": ["051189000012", "0511 8900 0012", "051.189.000.012", "05118900000", "0511890000123", "051389000012", "051089000012", "999189000012", "05118900001a", "051190000012"],
    "year": ["1990", "1899", "1900", "2026", "2027", "90", "19 90", "nghìn"],
    "integer": ["1", "500", "501", "0", "-5", "1.5", "1,5", "1.000", "12 34", "+3", "9" * 16, "1e3", "007"],
    "decimal": ["12,5", "12.5", "0,49", "0,5", "1000", "1000,01", "1,234", "1.234,5", "-0,0", ",5", "5,", "9" * 13, "1 0,5", "Infinity", "NaN"],
    "money": ["1.500.000", "1 500 000 đồng", "1500000đ", "1500000 VNĐ", "80000000", "1.500", "1.50", "-1", "1,5", "99999999999999999", "10 đồng đ", "đ"],
}  # fmt: skip

_PARTED: dict[str, list[Typed]] = {
    "date": [
        {"day": d, "month": m, "year": y}
        for d, m, y in (
            *(("29", "2", "2024"), ("29", "2", "2025"), ("29", "02", "1900"), ("31", "4", "2020"), ("1", "1", "1900")),
            *(("31", "12", "1899"), ("25", "11", "2026"), ("26", "11", "2026"), ("14", "8", "1989"), ("14", "8", "")),
            *(("", "", "1989"), ("", "", ""), (" 5 ", "\u200b6", "1990"), ("0", "1", "2000"), ("1", "13", "2000")),
            *(("1", "1", "90"), ("-1", "+", "2000"), ("một", "hai", "ba"), ("１", "1", "2000"), ("1", "1", "0000"), ("1", "1", "19900")),
        )
    ],
    "choice": [{"": text} for text in ("mot", "ba", "", "bon", " hai ", "Mot")],
    "choices": [{"": texts} for texts in (["mot", "ba"], ["ba", "mot"], [], ["mot", "bon"], ["hai", "hai"])],
    "yes_no": [{"": text} for text in ("true", "false", "", "True", "có", "1")],
    "declaration": [{"": text} for text in ("true", "", "on", "false")],
    "address": [
        {"unit": unit, "street": street}
        for unit in ("21025", "khac", "", "99999", "<script>")
        for street in ("27 Phan Đình Phùng", "", " \u200b ", "x" * 201)
    ],
    "on_behalf": [
        {"acting": acting, "name": name, "citizen_id": id, "relation": relation}
        for acting in ("true", "false", "", "khác")
        for name, id, relation in (
            ("Trần Văn Nam", "051089000012", "con"), ("", "", ""), ("Nam 2", "123", "\u200b"), ("Nam", "999189000012", "x" * 201)
        )
    ],
    "group": [
        {"0.ten": "Lan", "0.co": "true", "0.so": "3"},
        {"0.ten": "Lan", "0.co": "true", "0.so": ""},
        {"0.ten": "Lan", "0.co": "false", "0.so": "999"},
        {"0.ten": "", "0.so": ""},
        {"0.ten": "\u200b", "1.ten": "Mai", "1.co": "false"},
        {"3.ten": "Lan 3", "10.ten": "Mai", "10.co": "x"},
        {f"{n}.{part}": text for n in range(3) for part, text in (("ten", "Lan"), ("co", "false"))},
        {f"{n}.ten": "Lan" for n in range(4)},
        {"x.ten": "Lan", "-1.ten": "Lan", "123456.ten": "Lan"},
    ],
    "file": [{}],
    "notice": [{}],
}  # fmt: skip

TABLE: dict[str, list[Typed]] = {
    kind: [{"": text} for text in (*_TEXTS[kind], *_STRANGE)] if kind in _TEXTS else _PARTED[kind]
    for kind in KINDS
}


def posted(name: str, typed: Typed) -> dict[str, list[str]]:
    """Texts by name of input, as a browser posts them."""
    raw = {f"{name}.{part}" if part else name: texts for part, texts in typed.items()}
    return {key: [texts] if isinstance(texts, str) else texts for key, texts in raw.items()}


def described(form: Section, context: FormContext = CONTEXT) -> Any:
    """The rules of a section as the browser gets them."""
    from functions.rendering.script_rules import section_rules

    return section_rules(form, context)


__all__ = ["CONTEXT", "KINDS", "TABLE", "AnyField", "described", "posted", "section"]
