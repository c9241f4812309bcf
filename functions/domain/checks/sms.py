"""Length of an SMS as operators count it (GSM 03.38, GSM 03.40)."""

from __future__ import annotations

from functions.domain.declaration import AnyService, Reference

MAX_PARTS = 3
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWO = frozenset("^{}\\[~]|€")
_SAMPLES = {
    "case_code": "000.00.00.H48-261123-0001",
    "officer": "Nguyễn Thị Minh Nguyệt",
    "received_at": "14:06 ngày 23/11/2026",
    "moved_at": "14:06 ngày 23/11/2026",
    "due_at": "26/11/2026",
    "reason": "Bản chụp giấy chứng sinh bị mờ, không đọc được họ tên mẹ",
    "fee": "150.000 đồng",
    "tracking_url": "https://dichvucong.example.vn/ho-so/000.00.00.H48-261123-0001/m/" + "x" * 22,
}


def sms_parts(text: str) -> int:
    """How many messages an operator counts: 160 or 153 a part in GSM letters, else 70 or 67 (UCS-2)."""
    if all(letter in _GSM or letter in _GSM_TWO for letter in text):
        length, single, joined = sum(2 if letter in _GSM_TWO else 1 for letter in text), 160, 153
    else:
        length, single, joined = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if length <= single else -(-length // joined)


def fill(body: str, service: AnyService, reference: Reference) -> str:
    """The text with values of usual length in its placeholders, to measure it before anything is sent."""
    authority = reference.authority(service.authority)
    return body.format(
        **_SAMPLES,
        procedure=service.title,
        output=service.output.name,
        authority=authority.name if authority else "",
        portal=reference.portal.short_name,
        hotline=reference.portal.hotline,
    )
