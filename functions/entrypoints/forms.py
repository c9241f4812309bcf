"""Reading what a browser posted: names to texts, and files, within limits; nothing is interpreted here."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import parse_qsl

from functions.domain.errors import Fault, Invalid
from functions.domain.i18n import _

MAX_PARTS = 20_000
"""More inputs than the largest form with a thousand rows has."""
MAX_TEXT = 2 * 2**20
"""Characters that may be typed into one form, all inputs together."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: the input's name, the name that the sender gave it, and the bytes."""

    field: str
    filename: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Posted:
    """A posted form. ``texts`` maps each input's name to its values in the order in which they came."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    uploads: list[Upload] = field(default_factory=list)

    def one(self, name: str) -> str:
        """The first value of an input, or the empty text."""
        return next(iter(self.texts.get(name, [])), "")


def read_form(body: bytes, content_type: str) -> Posted:
    """Read ``application/x-www-form-urlencoded`` or ``multipart/form-data``.

    Text is NFC-normalised: phones send Vietnamese decomposed, and that is no fault of the citizen.
    Raises :class:`Invalid` for a body that is neither, is cut off, or has too many parts.
    """
    kind = content_type.split(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return _multipart(body, content_type)
    if kind not in ("application/x-www-form-urlencoded", ""):
        raise _broken()
    try:
        text = body.decode("utf-8")
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_PARTS, errors="strict")
    except UnicodeDecodeError:
        raise _broken(_not_utf8()) from None
    except ValueError:
        raise _broken() from None
    posted = Posted()
    for name, value in pairs:
        _keep(posted, name, value)
    return _within(posted)


def _multipart(body: bytes, content_type: str) -> Posted:
    from multipart import MultipartError, MultipartParser, parse_options_header

    _kind, options = parse_options_header(content_type)
    posted = Posted()
    try:
        parser = MultipartParser(
            BytesIO(body),
            options.get("boundary", ""),
            content_length=len(body),
            strict=True,
            part_limit=MAX_PARTS,
            memory_limit=len(body) + MAX_TEXT,
            spool_limit=len(body) + 1,
        )
        for part in parser:
            if part.filename is None:
                _keep(posted, part.name, part.value)
            elif part.filename or part.size:
                posted.uploads.append(Upload(part.name, file_name(part.filename), part.raw))
    except UnicodeDecodeError:
        raise _broken(_not_utf8()) from None
    except (MultipartError, ValueError):
        raise _broken() from None
    return _within(posted)


def file_name(given: str) -> str:
    """The name that an owner gave a file, without folders, in one writing and of bearable length."""
    name = unicodedata.normalize("NFC", given.replace("\0", "")).replace("\\", "/").rpartition("/")[2]
    return name[-200:]


def _keep(posted: Posted, name: str, value: str) -> None:
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\0", ""))
    posted.texts.setdefault(unicodedata.normalize("NFC", name), []).append(text)


def _within(posted: Posted) -> Posted:
    typed = sum(len(text) for texts in posted.texts.values() for text in texts)
    if typed > MAX_TEXT:
        raise _broken(
            _("Phần chữ dài quá mức nhận được. Rút ngắn, hoặc đính kèm thành tệp, rồi gửi lần nữa.")
        )
    return posted


def _not_utf8() -> str:
    return _("Chữ gửi lên không theo bảng mã UTF-8 nên không đọc được. Mở lại trang và gửi lần nữa.")


def _broken(sentence: str = "") -> Invalid:
    said = sentence or _(
        "Nội dung gửi lên bị đứt quãng hoặc không đúng dạng biểu mẫu. Mở lại trang và gửi lần nữa."
    )
    return Invalid(said, [Fault("body", "form_unreadable", said)])
