"""Messages: every placeholder known, every SMS short, and nothing private in one."""

from __future__ import annotations

import difflib
import string
from collections.abc import Iterator
from datetime import date

from functions.domain.checks.finding import Finding, error, warning
from functions.domain.checks.sms import MAX_PARTS, fill, sms_parts
from functions.domain.declaration import (
    PLACEHOLDERS,
    AnyService,
    Message,
    MessageChannel,
    Reference,
)
from functions.domain.i18n import _

PRIVATE = frozenset({"reason", "officer"})
"""What an SMS must not carry: it is read on locked screens and by whoever holds the phone."""


def check_messages(service: AnyService, reference: Reference, day: date) -> list[Finding]:
    """Faults of each text; its rendered length is judged only when it can be rendered."""
    found: list[Finding] = []
    for n, message in enumerate(service.messages):
        where = f"messages[{n}]"
        faults = [
            *_text(message.body, f"{where}.body"),
            *_text(message.subject, f"{where}.subject"),
            *_channel(message, where),
        ]
        found += faults
        if message.channel is MessageChannel.SMS and not faults:
            found += _length(message, service, reference, where)
    return found


def _text(text: str, where: str) -> Iterator[Finding]:
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        reason = _("Ngoặc nhọn chưa đủ cặp. Viết “{{tên}}” để điền, hoặc viết đôi “{{{{” nếu cần dấu ngoặc.")
        yield error(where, "placeholder_unbalanced", reason.format())
        return
    for _literal, name, spec, conversion in parts:
        if name is None:
            continue
        if spec or conversion or name not in PLACEHOLDERS:
            near = difflib.get_close_matches(name, PLACEHOLDERS, n=1)
            hint = _(" Có phải “{near}”?").format(near=near[0]) if near else ""
            reason = _("Không có chỗ điền “{name}”. Dùng được: {allowed}.").format(
                name=name, allowed=", ".join(sorted(PLACEHOLDERS))
            )
            yield error(where, "placeholder_unknown", reason + hint)


def _channel(message: Message, where: str) -> Iterator[Finding]:
    if message.channel is MessageChannel.EMAIL and not message.subject.strip():
        yield error(f"{where}.subject", "subject_missing", _("Thư điện tử cần tiêu đề (“subject”)."))
    if message.channel is MessageChannel.SMS:
        for name in sorted(PRIVATE):
            if "{" + name + "}" in message.body:
                reason = _("Tin SMS không được nêu “{name}”; dẫn người đọc tới trang theo dõi.").format(
                    name=name
                )
                yield error(f"{where}.body", "sms_private", reason)


def _length(message: Message, service: AnyService, reference: Reference, where: str) -> Iterator[Finding]:
    parts = sms_parts(fill(message.body, service, reference))
    if parts > MAX_PARTS:
        reason = _("Tin SMS này dài khoảng {parts} phần (chữ có dấu: 67 ký tự một phần); nên tối đa {max}.")
        yield warning(f"{where}.body", "sms_long", reason.format(parts=parts, max=MAX_PARTS))
