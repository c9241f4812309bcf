"""Files that editors lay beside their texts, pictures and forms, and whether they may be shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from functions.domain.i18n import _
from functions.rendering.environment import megabytes
from publisher.front_matter import FileFault

FOLDERS = {"images": "hinh", "forms": "bieu-mau"}
"""Folders of content, and where the portal shows them."""
LIMITS = {"images": 2**19, "forms": 5 * 2**20}
"""Bytes that a file may have: a picture is seen on a slow line, a form is fetched by those who want it."""
ENDINGS = {
    "images": frozenset({".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif"}),
    "forms": frozenset({".pdf", ".doc", ".docx", ".odt", ".xls", ".xlsx", ".ods"}),
}


def files(content: Path) -> Iterator[tuple[str, Path]]:
    """Each file with its folder, in order."""
    for folder in FOLDERS:
        root = content / folder
        for path in sorted(root.rglob("*")) if root.is_dir() else ():
            if path.is_file() and not path.name.startswith("."):
                yield folder, path


def judge_files(content: Path) -> Iterator[FileFault]:
    """Files that are too large, or of a kind that the portal does not hand out: SVG may carry script."""
    for folder, path in files(content):
        name = path.relative_to(content.parent).as_posix()
        if path.suffix.lower() not in ENDINGS[folder]:
            known = ", ".join(sorted(ENDINGS[folder]))
            reason = _("Không đăng tệp “{ending}”. Dùng một trong: {known}.")
            yield FileFault("", "file_kind", reason.format(ending=path.suffix, known=known), name, 1)
        elif (size := path.stat().st_size) > LIMITS[folder]:
            reason = _("Tệp {size}, lớn hơn {limit}. Thu nhỏ hình hoặc nén tệp rồi thay lại.")
            said = reason.format(size=megabytes(size), limit=megabytes(LIMITS[folder]))
            yield FileFault("", "file_size", said, name, 1)
