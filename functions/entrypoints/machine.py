"""An application as one JSON document, from programs of other agencies and from scripts.

``{"office": "…", "answers": {…}, "consents": […], "files": [{"for", "filename", "content"}],
"version": "…"}``, where ``for`` is a paper's id or a file question's name, ``content`` is base64, and
``version``, if given, is the only version of the procedure that the sender agrees to. With
``multipart/form-data``, the document stands in the part ``_json`` and the files in parts named as the form
names them.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chalice.app import Request

from functions.domain.errors import Fault, Invalid
from functions.domain.i18n import _
from functions.domain.papers import PREFIX
from functions.entrypoints.forms import Posted, file_name
from functions.services.staging import Upload

PART = "_json"
_KEYS = {"office", "answers", "consents", "files", "version"}
_FILE_KEYS = {"for", "filename", "content"}


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read; its answers are not judged yet."""

    office: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    consents: list[str] = field(default_factory=list)
    uploads: list[Upload] = field(default_factory=list)
    version: str = ""


def brings_document(form: Posted) -> bool:
    """Whether a multipart form is a machine's."""
    return PART in form.texts


def idempotency_key(request: Request) -> str | None:
    """The key, unquoted; ``None`` when it is missing or of a shape that invites collisions."""
    key = str(request.headers.get("idempotency-key", "")).strip().strip('"')
    fits = 8 <= len(key) <= 200 and key.isascii() and key.isprintable()
    return key if fits else None


def read_document(request: Request, form: Posted | None = None) -> Document:
    """Read the body, or the part of a form. Raises :class:`Invalid` with every fault of its shape."""
    given = _parsed(form.one(PART) if form else request.raw_body)
    faults = [_undeclared(key) for key in given if key not in _KEYS]
    office, answers = given.get("office", ""), given.get("answers", {})
    consents, files = given.get("consents", []), given.get("files", [])
    version = given.get("version", "")
    if not isinstance(office, str):
        faults.append(_wrong_type("office"))
    if not isinstance(version, str):
        faults.append(_wrong_type("version"))
    if not isinstance(answers, dict):
        faults.append(_wrong_type("answers"))
    if not isinstance(consents, list) or not all(isinstance(one, str) for one in consents):
        faults.append(_wrong_type("consents"))
    uploads = (
        [Upload(one.field.removeprefix(PREFIX), one.filename, one.data) for one in form.uploads]
        if form
        else []
    )
    if isinstance(files, list):
        uploads += [one for n, file in enumerate(files) if (one := _upload(file, f"files[{n}]", faults))]
    else:
        faults.append(_wrong_type("files"))
    if faults:
        raise Invalid(_("Tài liệu JSON không đúng cấu trúc."), faults)
    return Document(office, answers, consents, uploads, version)


def _parsed(body: str | bytes) -> dict[str, Any]:
    try:
        text = body if isinstance(body, str) else body.decode("utf-8")
        # The gateway hands over text and puts U+FFFD where bytes were no UTF-8.
        if "\ufffd" in text:
            raise ValueError
        given = json.loads(text, parse_constant=_refuse)
        text.encode("utf-8")
        if "\\u" in text:  # the only way in for lone surrogates, which are no text
            json.dumps(given, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise _unreadable() from None
    if not isinstance(given, dict):
        raise _unreadable()
    return given


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _upload(file: Any, where: str, faults: list[Fault]) -> Upload | None:
    if (
        not isinstance(file, dict)
        or set(file) - _FILE_KEYS
        or not all(isinstance(v, str) for v in file.values())
    ):
        faults.append(_wrong_type(where))
        return None
    try:
        data = base64.b64decode(file.get("content", ""), validate=True)
    except (binascii.Error, ValueError):
        faults.append(Fault(f"{where}.content", "base64", _("Nội dung tệp không phải base64.")))
        return None
    return Upload(file.get("for", "").removeprefix(PREFIX), file_name(file.get("filename", "")), data)


def _unreadable() -> Invalid:
    sentence = _("Nội dung gửi lên không phải một tài liệu JSON viết bằng UTF-8.")
    return Invalid(sentence, [Fault("body", "json", sentence)])


def _undeclared(key: str) -> Fault:
    return Fault(key, "undeclared", _("Không có mục nào tên này."))


def _wrong_type(where: str) -> Fault:
    return Fault(where, "type", _("Giá trị không đúng kiểu."))
