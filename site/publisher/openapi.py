"""The doors for machines of each procedure, as OpenAPI 3.1."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from functions.domain.declaration import Status
from functions.domain.i18n import _
from functions.domain.model import JSON
from publisher.json_text import json_text
from publisher.outputs import Output
from publisher.schemas import application_schema
from publisher.site import Entry, Site

PROBLEM = "application/problem+json"


def outputs(site: Site, entry: Entry) -> Iterable[Output]:
    """``openapi.json`` of a procedure that takes applications online."""
    if entry.takes_applications:
        key = site.key("", entry.version, site.communes_key, str(site.settings["SITEURL"]))
        yield Output(f"thu-tuc/{entry.slug}/openapi.json", key, partial(_make, site, entry))


def _make(site: Site, entry: Entry) -> bytes:
    application = application_schema(entry.procedure, site.reference, site.day)
    return json_text(
        description(entry.slug, entry.title, entry.version, application, str(site.settings["SITEURL"]))
    )


def description(slug: str, title: str, version: str, application: JSON, address: str) -> JSON:
    """The whole description. ``version`` is the hash of the declaration."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": version,
            "description": _("Gửi và theo dõi hồ sơ của thủ tục này từ một phần mềm khác."),
        },
        "servers": [{"url": address or "/"}],
        "paths": {
            f"/nop/{slug}": {"post": _sending()},
            "/ho-so/{code}": {
                "get": _looking(
                    "glimpse", _("Mức độ hoàn thành, ai có mã cũng xem được"), "Glimpse", ["code"]
                )
            },
            "/ho-so/{code}/{token}": {
                "get": _looking("case", _("Toàn bộ hồ sơ của chính mình"), "Case", ["code", "token"])
            },
        },
        "components": {"schemas": {"Application": application, **_schemas()}},
    }


def _sending() -> JSON:
    document = {"$ref": "#/components/schemas/Application"}
    parts = {"type": "object", "properties": {"_json": document}, "required": ["_json"]}
    return {
        "operationId": "send",
        "summary": _("Gửi một hồ sơ"),
        "description": _(
            "Gửi lại với cùng khóa và cùng nội dung thì nhận lại đúng hồ sơ đã gửi, không tạo hồ sơ thứ hai."
        ),
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": True,
                "description": _("Mỗi hồ sơ một khóa riêng, chỉ gồm ký tự ASCII in được."),
                "schema": {"type": "string", "minLength": 8, "maxLength": 200},
            }
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": document},
                "multipart/form-data": {
                    "schema": parts,
                    "encoding": {"_json": {"contentType": "application/json"}},
                },
            },
        },
        "responses": {
            "201": {
                "description": _("Đã nhận hồ sơ"),
                "headers": {"Location": {"schema": {"type": "string"}}},
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Sent"}}},
            },
            "400": _problem(_("Thiếu Idempotency-Key")),
            "404": _problem(_("Thủ tục không nhận hồ sơ trực tuyến")),
            "409": _problem(_("Idempotency-Key đã dùng cho một nội dung khác")),
            "413": _problem(_("Hồ sơ quá lớn")),
            "422": _problem(_("Hồ sơ có chỗ sai; “faults” kể hết mọi chỗ")),
            "429": _problem(_("Gửi quá nhiều; đợi số giây ghi ở Retry-After")),
            "503": _problem(_("Cổng đang trục trặc; gửi lại với cùng khóa")),
        },
    }


def _looking(operation: str, summary: str, schema: str, names: list[str]) -> JSON:
    return {
        "operationId": operation,
        "summary": summary,
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names
        ],
        "responses": {
            "200": {
                "description": summary,
                "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
            },
            "404": _problem(_("Không có hồ sơ này, hoặc đường dẫn không phải của bạn")),
            "429": _problem(_("Tra cứu quá nhiều; đợi số giây ghi ở Retry-After")),
        },
    }


def _problem(sentence: str) -> JSON:
    return {
        "description": sentence,
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _schemas() -> JSON:
    text, whole, link = {"type": "string"}, {"type": "integer"}, {"type": "string", "format": "uri-reference"}
    said = "; ".join(f"{int(one)}: {one.say()}" for one in Status)
    status = _object(
        {"number": {"type": "integer", "minimum": 1, "maximum": 10, "description": said}, "text": text}
    )
    links = _object({"self": link, "public": link})
    fault = _object({"where": text, "code": text, "message": text})
    moment = {"type": "string", "format": "date-time"}
    return {
        "Sent": _object({"code": text, "tracking_token": text, "links": links}),
        "Glimpse": _object({"code": text, "status": status, "steps": _object({"done": whole, "all": whole})}),
        "Case": {
            **_object({"code": text, "status": status, "sent_at": moment, "links": links}),
            "description": _("Thêm: cơ quan, hạn trả, phí, câu trả lời, lịch sử, giấy tờ và văn bản"),
        },
        "Problem": {
            "description": "RFC 9457",
            **_object({"type": link, "title": text, "status": whole}),
            "properties": {
                "type": link,
                "title": text,
                "status": whole,
                "faults": {"type": "array", "items": fault},
            },
        },
    }


def _object(properties: JSON) -> JSON:
    """An object that has all of these, and may have more in later versions."""
    return {"type": "object", "properties": properties, "required": list(properties)}
