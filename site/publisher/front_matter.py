"""Reading a content file: YAML front matter between two ``---`` lines, then Markdown.

YAML guesses: it reads ``1.001193`` as a number, ``2025-07-01`` as a date and ``010`` as eight. Here only
``true``, ``false``, ``null`` and whole numbers without leading zeros are typed; all else stays the text that
the editor wrote, and the declaration decides what it means. Whatever cannot be read is a fault with a file
and a line.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from functions.domain.errors import Fault, Invalid
from functions.domain.i18n import _
from publisher.yaml_data import Lines, YamlFault, load

MAX_BYTES = 5 * 1024 * 1024
FENCE = "---"
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class FileFault(Fault):
    """A fault in a file of content. ``line`` counts from 1; warnings do not stop a build."""

    path: str
    line: int
    level: Literal["error", "warning"] = "error"


@dataclass(frozen=True, slots=True)
class Source:
    """A file that could be read: its data, where each key stands, and its Markdown."""

    path: str
    data: dict[str, Any]
    lines: Lines
    body: str = ""
    body_line: int = 1

    def line(self, where: str) -> int:
        """The line of ``where``, or of the nearest thing around it that the file states."""
        while where and where not in self.lines:
            where = re.sub(r"(\[\d+\]|\.?[^.\[\]]*)$", "", where)
        return self.lines.get(where, 1)

    def fault(self, fault: Fault, level: Literal["error", "warning"] = "error") -> FileFault:
        """``fault`` with this file and the line of what it names."""
        return FileFault(
            where=fault.where,
            code=fault.code,
            message=fault.message,
            path=self.path,
            line=self.line(fault.where),
            level=level,
        )


def read_document(path: Path, name: str | None = None) -> Source:
    """Read a Markdown file with front matter. Raises :class:`Invalid` whose faults are file faults."""
    name = name or str(path)
    rows = read_text(path, name).split("\n")
    if rows[0].rstrip() != FENCE:
        reason = _("Tệp phải bắt đầu bằng dòng “---”, rồi các khóa, rồi một dòng “---” nữa.")
        raise unreadable(name, 1, "front_matter_missing", reason)
    end = next((n for n, row in enumerate(rows[1:], 1) if row.rstrip() == FENCE), None)
    if end is None:
        reason = _("Phần khai báo chưa đóng: thêm một dòng “---” trước phần hướng dẫn.")
        raise unreadable(name, len(rows), "front_matter_open", reason)
    data, lines = _load("\n".join(rows[1:end]) + "\n", name, first_line=2)
    return Source(name, data, lines, body="\n".join(rows[end + 1 :]), body_line=end + 2)


def read_yaml(path: Path, name: str | None = None) -> Source:
    """Read a YAML file of reference data under the same rules."""
    name = name or str(path)
    data, lines = _load(read_text(path, name), name, first_line=1)
    return Source(name, data, lines)


def read_text(path: Path, name: str) -> str:
    """The file as NFC text with ``\\n`` line ends. Raises :class:`Invalid` where it is not clean UTF-8."""
    raw = _bytes(path, name)
    if raw.startswith(_BOMS):
        reason = _("Tệp có dấu BOM ở đầu. Lưu lại bằng mã “UTF-8” (không BOM).")
        raise unreadable(name, 1, "file_bom", reason)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        reason = _("Chữ ở dòng này không phải mã UTF-8. Lưu lại tệp bằng mã UTF-8.")
        raise unreadable(name, line, "file_encoding", reason) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        reason = _("Dòng này có ký tự điều khiển (mã {code}), không in ra được. Xóa ký tự đó.").format(
            code=f"U+{ord(found.group()):04X}"
        )
        raise unreadable(name, line, "file_control", reason)
    return unicodedata.normalize("NFC", text)


def _bytes(path: Path, name: str) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            reason = _("Tệp lớn hơn {limit} MB. Tách bớt nội dung hoặc bỏ phần dán nhầm.").format(
                limit=MAX_BYTES // 1024 // 1024
            )
            raise unreadable(name, 1, "file_size", reason)
        return path.read_bytes()
    except OSError as error:
        reason = _("Không mở được tệp: {reason}").format(reason=error.strerror or "")
        raise unreadable(name, 1, "file_open", reason) from None


def _load(text: str, name: str, first_line: int) -> tuple[dict[str, Any], Lines]:
    _refuse_tabs(text, name, first_line)
    try:
        data, lines = load(text, first_line)
    except YamlFault as fault:
        raise unreadable(name, fault.line, fault.code, fault.reason, fault.where) from None
    if data is None:
        data = {}
    if not isinstance(data, dict):
        reason = _("Phần khai báo phải gồm các dòng “khóa: giá trị”.")
        raise unreadable(name, first_line, "yaml_not_keys", reason)
    return data, lines


def _refuse_tabs(text: str, name: str, first_line: int) -> None:
    faults = [
        FileFault("", "yaml_tab", _("Dòng thụt lề bằng phím Tab. Thay bằng dấu cách."), name, number)
        for number, row in enumerate(text.split("\n"), first_line)
        if "\t" in row[: len(row) - len(row.lstrip())] and row.strip()
    ]
    if faults:
        raise Invalid(_("Tệp {name} chưa đọc được.").format(name=name), faults)


def unreadable(name: str, line: int, code: str, reason: str, where: str = "") -> Invalid:
    """The error of a file that cannot be read at all."""
    fault = FileFault(where, code, reason, name, line)
    return Invalid(_("Tệp {name} chưa đọc được.").format(name=name), [fault])
