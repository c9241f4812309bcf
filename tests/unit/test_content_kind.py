"""A file is what its bytes say."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from functions.adapters.content_kind import ContentJudge

JUDGE = ContentJudge()


def picture(kind: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (3, 3), "red").save(made, kind)
    return made.getvalue()


def zipped(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        for name in names:
            parts.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n", "pdf"),
        (picture("JPEG"), "jpg"),
        (picture("PNG"), "png"),
        (picture("GIF"), "other"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "heic"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", "other"),
        (zipped("[Content_Types].xml", "word/document.xml"), "docx"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (zipped("word/document.xml"), "other"),
        (zipped("a.exe"), "other"),
        (zipped("[Content_Types].xml", "word/document.xml")[:40], "other"),
        (b"MZ\x90\0", "other"),
        (b"<html><script>", "other"),
        (b"GIF89a<script>", "other"),
    ],
    ids=lambda value: (
        value if isinstance(value, str) else ""
    ),  # without the bytes: an archive holds the moment at which it was made
)
def test_the_kind(data: bytes, kind: str) -> None:
    assert JUDGE.kind(data) == kind


def test_macros_and_passwords_are_seen() -> None:
    assert JUDGE.has_macros(zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"))
    assert not JUDGE.has_macros(zipped("[Content_Types].xml", "word/document.xml"))
    assert JUDGE.is_protected(b"%PDF-1.7 /Encrypt 3 0 R") and not JUDGE.is_protected(b"%PDF-1.7")


def test_what_has_no_kind_is_handed_out_as_plain_bytes() -> None:
    assert JUDGE.media_type("other") == "application/octet-stream"
