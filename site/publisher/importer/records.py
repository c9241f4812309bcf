"""Records from files: JSON, JSON lines, either of them compressed by gzip; bad ones named and left out."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from functions.domain.declaration.service import NATIONAL_CODE
from functions.domain.errors import Invalid
from functions.domain.i18n import _
from publisher.front_matter import FileFault, unreadable

Record = dict[str, str]
CODE = "ma_thu_tuc"
NEEDED = (
    *(CODE, "ten_thu_tuc", "so_quyet_dinh", "cap_thuc_hien", "linh_vuc", "doi_tuong_thuc_hien"),
    *("co_quan_co_tham_quyen", "co_quan_thuc_hien", "trinh_tu_thuc_hien", "cach_thuc_thuc_hien"),
    *("thanh_phan_ho_so", "can_cu_phap_ly", "yeu_cau_dieu_kien", "ket_qua_xu_ly"),
)
"""Keys that a record must have. An empty text says that there is nothing; a missing key says that the file
is of another kind."""
USED = frozenset({*NEEDED, "detail_url", "thu_tuc_lien_quan"})
MAX_BYTES = 256 * 2**20
"""The most that a file may hold, unpacked: some ten times the whole national database."""
MAX_RECORD = 2 * 2**20
_GZIP = b"\x1f\x8b"
_CHUNK = 2**20


@dataclass(slots=True)
class Records:
    """What was read: good records by code, and a fault for each that was not."""

    good: dict[str, Record] = field(default_factory=dict)
    faults: list[FileFault] = field(default_factory=list)


def read_files(paths: Sequence[Path]) -> Records:
    """All records of all files. Raises :class:`Invalid` for a file that cannot be read at all.

    Two records of one code that say different things are both left out: nobody can tell which is right.
    """
    found, twice = Records(), set()
    for path in paths:
        for line, value in _values(path):
            fault = _fault(value)
            if fault:
                found.faults.append(FileFault("", fault[0], fault[1], str(path), line))
                continue
            record = {key: text for key, text in value.items() if key in USED and isinstance(text, str)}
            if found.good.get(record[CODE], record) != record:
                twice.add(record[CODE])
                reason = _("Mã {code} có hai bản ghi khác nhau; bỏ qua cả hai. Giữ lại một bản rồi nhập lại.")
                reason = reason.format(code=record[CODE])
                found.faults.append(FileFault(CODE, "code_twice", reason, str(path), line))
            found.good.setdefault(record[CODE], record)
    for code in twice:
        del found.good[code]
    return found


def _values(path: Path) -> Iterator[tuple[int, Any]]:
    """Each JSON value with its line: the elements of one list, or one value a line."""
    text = _text(path)
    if text.lstrip()[:1] == "[":
        yield from ((1, value) for value in _json(text, path, 1))
        return
    if (whole := _one_object(text)) is not None:
        yield 1, whole
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, _json(line, path, number)


def _one_object(text: str) -> dict[str, Any] | None:
    """A file that is one record, over several lines; JSON lines are none."""
    if text.count("\n") and not text.split("\n", 1)[0].rstrip().endswith("}"):
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None
    return None


def _json(text: str, path: Path, line: int) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        reason = _("Không phải JSON: hỏng ở cột {column}. Cần một danh sách, hoặc mỗi dòng một bản ghi.")
        at = line + error.lineno - 1
        raise unreadable(str(path), at, "json", reason.format(column=error.colno)) from None
    except RecursionError:
        raise unreadable(str(path), line, "json", _("JSON lồng nhau quá sâu.")) from None


def _text(path: Path) -> str:
    raw = _bytes(path)
    if raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        reason = _("Chữ ở dòng này không phải mã UTF-8. Lưu lại tệp bằng mã UTF-8.")
        raise unreadable(str(path), line, "file_encoding", reason) from None
    if not text.strip():
        raise unreadable(str(path), 1, "file_empty", _("Tệp không có bản ghi nào."))
    return text


def _bytes(path: Path) -> bytes:
    """The whole file, unpacked, never more than :data:`MAX_BYTES`: a small file may unpack to a large one."""
    try:
        with path.open("rb") as plain:
            packed = plain.read(2) == _GZIP
        with gzip.open(path, "rb") if packed else path.open("rb") as file:
            parts, size = [], 0
            while part := file.read(_CHUNK):
                size += len(part)
                if size > MAX_BYTES:
                    reason = _("Tệp mở ra lớn hơn {limit} MB. Tách làm nhiều tệp.")
                    limit = MAX_BYTES // 2**20
                    raise unreadable(str(path), 1, "file_size", reason.format(limit=limit))
                parts.append(part)
            return b"".join(parts)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise unreadable(str(path), 1, "file_gzip", _("Tệp nén hỏng hoặc thiếu phần cuối.")) from None
    except OSError as error:
        reason = _("Không mở được tệp: {reason}").format(reason=error.strerror or "")
        raise unreadable(str(path), 1, "file_open", reason) from None


def _fault(value: Any) -> tuple[str, str] | None:
    """What keeps one value from being a record."""
    if not isinstance(value, dict):
        return "record_shape", _(
            'Mỗi bản ghi phải là một nhóm khóa và chữ, ví dụ {{"ma_thu_tuc": …}}.'
        ).format()
    missing = [key for key in NEEDED if key not in value]
    if missing:
        return "record_keys", _("Bản ghi thiếu khóa: {keys}.").format(keys=", ".join(missing))
    odd = [key for key in NEEDED if not isinstance(value[key], str)]
    if odd:
        return "record_text", _("Giá trị phải là chữ, ở khóa: {keys}.").format(keys=", ".join(odd))
    if not re.fullmatch(NATIONAL_CODE, value[CODE]):
        given = _shown(value[CODE])
        return "record_code", _("Mã “{code}” không có dạng 1.001193.").format(code=given)
    if not value["ten_thu_tuc"].strip():
        return "record_title", _("Bản ghi {code} không có tên thủ tục.").format(code=value[CODE])
    if sum(len(value[key]) for key in NEEDED) > MAX_RECORD:
        return "record_size", _("Bản ghi {code} dài quá {limit} MB.").format(
            code=value[CODE], limit=MAX_RECORD // 2**20
        )
    return None


def _shown(text: str) -> str:
    """A strange code as it may be printed: its beginning, without control characters."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:40])


def chosen(records: Iterable[Record], codes: Sequence[str], level: str) -> list[Record]:
    """The records asked for. ``level`` is ``commune``, ``province`` or ``all``."""
    words = {"commune": "Cấp xã", "province": "Cấp tỉnh", "all": ""}[level]
    return [one for one in records if words in one["cap_thuc_hien"] and (not codes or one[CODE] in codes)]


def require_codes(records: Records, codes: Sequence[str]) -> None:
    """Refuse codes that no record has. Raises :class:`Invalid`."""
    unknown = [code for code in codes if code not in records.good]
    if unknown:
        raise Invalid(
            _("Không có bản ghi nào mang mã {codes}.").format(codes=", ".join(map(_shown, unknown)))
        )
