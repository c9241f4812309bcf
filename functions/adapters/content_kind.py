"""What an uploaded file really is, judged by its bytes; its name decides nothing.

Only the six kinds that procedures may accept are known, each by its own signature, and everything else is
``other``. A general sniffer would know hundreds that must be refused anyway, and libmagic with a bundled
database clashed with the system's in one process.
"""

from __future__ import annotations

import io
import zipfile

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "heic": "image/heic",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_HEADS = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})
_OFFICE_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_CONTENT_TYPES = "[Content_Types].xml"


class ContentJudge:
    """See :class:`functions.ports.FileJudge`."""

    def kind(self, data: bytes) -> str:
        """One of the media types' short names, ``empty`` or ``other``."""
        if not data:
            return "empty"
        for head, kind in _HEADS.items():
            if data.startswith(head):
                return kind
        if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
            return "heic"
        return _office(data) if data.startswith(b"PK\x03\x04") else "other"

    def media_type(self, kind: str) -> str:
        """The media type under which a kind is handed out again; unknown kinds only as plain bytes."""
        return MEDIA_TYPES.get(kind, "application/octet-stream")

    def is_protected(self, data: bytes) -> bool:
        """Whether a PDF is encrypted: it is taken, and marked, since nobody can look into it."""
        return data.startswith(b"%PDF-") and b"/Encrypt" in data

    def has_macros(self, data: bytes) -> bool:
        """Whether an office file carries macros, which its kind alone does not tell."""
        return data.startswith(b"PK") and b"vbaProject.bin" in data


def _office(data: bytes) -> str:
    """An office file is a zip with its main part where the format puts it; other zips are not taken."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = set(parts.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return "other"
    if _CONTENT_TYPES not in names:
        return "other"
    return next((kind for part, kind in _OFFICE_PARTS.items() if part in names), "other")
