"""The application that is sent in the benchmark: the same answers for our server and for the rival."""

from __future__ import annotations

import json
import uuid
from collections.abc import Generator
from dataclasses import dataclass
from urllib.parse import urlencode

SLUG = "dang-ky-thanh-lap-ho-kinh-doanh"
OFFICE = "ubnd_xa:21025"
ANSWERS = {
    "nguoi_nop": {
        "ho_ten": "Nguyễn Thị Thu Hà",
        "so_dinh_danh": "051189000012",
        "ngay_sinh": "1989-08-14",
        "noi_o": {"unit": "21025", "street": "27 Phan Đình Phùng"},
        "dien_thoai": "0905123456",
        "thu_dien_tu": "ha@example.vn",
    },
    "chu_ho": {"ai_dang_ky": "ca_nhan", "nop_thay": False},
    "ho_kinh_doanh": {
        "ten": "Hộ kinh doanh Cà phê Sông Trà",
        "tru_so": {"unit": "21025", "street": "27 Phan Đình Phùng"},
        "nganh_nghe": "Quán cà phê",
        "von": 80_000_000,
        "so_lao_dong": 3,
        "cam_doan": True,
    },
}
TYPED = {
    "_office": OFFICE,
    "nguoi_nop.ho_ten": "Nguyễn Thị Thu Hà",
    "nguoi_nop.so_dinh_danh": "051189000012",
    "nguoi_nop.ngay_sinh.day": "14",
    "nguoi_nop.ngay_sinh.month": "8",
    "nguoi_nop.ngay_sinh.year": "1989",
    "nguoi_nop.noi_o.unit": "21025",
    "nguoi_nop.noi_o.street": "27 Phan Đình Phùng",
    "nguoi_nop.dien_thoai": "0905123456",
    "nguoi_nop.thu_dien_tu": "ha@example.vn",
    "chu_ho.ai_dang_ky": "ca_nhan",
    "chu_ho.nop_thay": "false",
    "ho_kinh_doanh.ten": "Hộ kinh doanh Cà phê Sông Trà",
    "ho_kinh_doanh.tru_so.unit": "21025",
    "ho_kinh_doanh.tru_so.street": "27 Phan Đình Phùng",
    "ho_kinh_doanh.nganh_nghe": "Quán cà phê",
    "ho_kinh_doanh.von": "80.000.000",
    "ho_kinh_doanh.so_lao_dong": "3",
    "ho_kinh_doanh.cam_doan": "true",
}
DOCUMENT = json.dumps({"office": OFFICE, "answers": ANSWERS}, ensure_ascii=False).encode()
FORM = urlencode(TYPED).encode()
_JSON, _URLENCODED = "application/json", "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a sender looks at."""

    status: int
    location: str = ""


Visit = Generator[bytes, Reply, bool]
"""Yields requests, is sent their replies, and returns whether the application was accepted."""


def document_visit(path: str) -> Visit:
    """A machine's sending: one document, under a key of its own."""
    key = uuid.uuid4().hex
    reply = yield _post(path, DOCUMENT, _JSON, f"Accept: {_JSON}\r\nIdempotency-Key: {key}\r\n")
    return reply.status == 201


def one_form_visit(path: str) -> Visit:
    """A form that is accepted by one post."""
    reply = yield _post(path, FORM, _URLENCODED)
    return reply.status == 201


def two_form_visit(path: str) -> Visit:
    """A citizen's sending: the form is kept as a draft and checked, then the draft is sent."""
    kept = yield _post(path, FORM, _URLENCODED, "Accept: text/html\r\n")
    if kept.status != 303 or not kept.location.endswith("/kiem-tra"):
        return False
    address = kept.location.removesuffix("kiem-tra") + "gui"
    sent = yield _post(address, b"_do=gui", _URLENCODED, "Accept: text/html\r\n")
    return sent.status == 303 and sent.location.startswith("/ho-so/")


VISITS = {"document": document_visit, "one_form": one_form_visit, "two_forms": two_form_visit}


def _post(path: str, body: bytes, kind: str, headers: str = "") -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    )
    return f"{head}{headers}\r\n".encode() + body
