"""What a browser posts is read whole, within limits, and a broken body is refused clearly."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlencode

import pytest

from functions.domain.errors import Invalid
from functions.entrypoints.forms import MAX_PARTS, read_form

URLENCODED = "application/x-www-form-urlencoded"


def multipart(*parts: tuple[str, str | None, bytes]) -> tuple[bytes, str]:
    body = b""
    for name, filename, data in parts:
        shown = f'; filename="{filename}"' if filename is not None else ""
        body += f'--ranh\r\nContent-Disposition: form-data; name="{name}"{shown}\r\n\r\n'.encode()
        body += data + b"\r\n"
    return body + b"--ranh--\r\n", "multipart/form-data; boundary=ranh"


def test_decomposed_vietnamese_arrives_composed() -> None:
    name = unicodedata.normalize("NFD", "Nguyễn Thị Thuỷ")
    posted = read_form(urlencode({"ten": name}).encode(), URLENCODED)
    assert posted.one("ten") == unicodedata.normalize("NFC", name)


def test_values_of_one_name_keep_their_order() -> None:
    posted = read_form(b"a=1&a=2&b=", URLENCODED)
    assert posted.texts == {"a": ["1", "2"], "b": [""]}


def test_files_and_texts_of_a_multipart_form_are_told_apart() -> None:
    body, kind = multipart(("ten", None, "Lý Sơn".encode()), ("giay", "giấy.pdf", b"%PDF-1.7\r\n\0"))
    posted = read_form(body, kind)
    assert posted.one("ten") == "Lý Sơn"
    assert [(u.field, u.filename, u.data) for u in posted.uploads] == [
        ("giay", "giấy.pdf", b"%PDF-1.7\r\n\0")
    ]


def test_an_empty_file_input_is_no_upload_but_an_empty_file_is() -> None:
    body, kind = multipart(("a", "", b""), ("b", "rong.pdf", b""))
    assert [u.field for u in read_form(body, kind).uploads] == ["b"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"--ranh\r\nContent-Disposition: form-data; name=a\r\n\r\nx", "multipart/form-data; boundary=ranh"),
        (b"x", "multipart/form-data"),
        (b"ten=%FF%FE", "application/json"),
        (b"\xff\xfe", URLENCODED),
        (b"&".join(b"a=1" for _ in range(MAX_PARTS + 1)), URLENCODED),
    ],
    ids=["cut off", "no boundary", "another kind", "not UTF-8", "too many parts"],
)
def test_a_broken_body_is_refused_with_a_mend(body: bytes, kind: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_form(body, kind)
    assert "gửi lần nữa" in caught.value.message
