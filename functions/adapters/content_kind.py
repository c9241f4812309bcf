"""What an uploaded file really is, judged by its bytes; its name decides nothing."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import Any

KINDS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/heic": "heic",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}
_lock = Lock()


@lru_cache(maxsize=1)
def _judge() -> Any:
    # First, or python-magic takes the system's library, which refuses the database of this one.
    import pylibmagic  # noqa: F401, I001

    import magic

    return magic.Magic(mime=True)


class ContentJudge:
    """See :class:`functions.ports.FileJudge`."""

    def kind(self, data: bytes) -> str:
        """One of ``KINDS``' values, ``empty``, or ``other``. libmagic is not thread-safe, hence the lock."""
        if not data:
            return "empty"
        with _lock:
            return KINDS.get(str(_judge().from_buffer(data[:65536])), "other")

    def media_type(self, kind: str) -> str:
        """The media type under which a kind is handed out again; unknown kinds only as plain bytes."""
        return next((media for media, short in KINDS.items() if short == kind), "application/octet-stream")

    def is_protected(self, data: bytes) -> bool:
        """Whether a PDF is encrypted: it is taken, and marked, since nobody can look into it."""
        return data.startswith(b"%PDF") and b"/Encrypt" in data

    def has_macros(self, data: bytes) -> bool:
        """Whether an office file carries macros; libmagic does not tell, the part's name does."""
        return data.startswith(b"PK") and b"vbaProject.bin" in data
