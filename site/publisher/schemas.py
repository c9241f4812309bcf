"""What a machine may send for a procedure, as JSON Schema 2020-12 made from its declaration.

The document is the one that ``POST /nop/{slug}`` takes: office, answers by section, consents, and files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial

from functions.domain.declaration import Evidence, Procedure, Reference, offices_for
from functions.domain.fields import AnyField, Group
from functions.domain.fields.composed import File
from functions.domain.fields.section import Section
from functions.domain.i18n import _
from functions.domain.model import JSON
from functions.rendering.form import uploadable
from publisher.json_text import json_text
from publisher.outputs import Output
from publisher.schema_conditions import Conditions, at
from publisher.site import Entry, Site

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def outputs(site: Site, entry: Entry) -> Iterable[Output]:
    """``schema.json`` of a procedure that takes applications online."""
    if entry.takes_applications:
        key = site.key("", entry.version, site.communes_key, str(site.settings["SITEURL"]))
        yield Output(f"thu-tuc/{entry.slug}/schema.json", key, partial(_make, site, entry))


def _make(site: Site, entry: Entry) -> bytes:
    schema = application_schema(entry.procedure, site.reference, site.day)
    place = f"{site.settings['SITEURL']}/thu-tuc/{entry.slug}/schema.json"
    return json_text({"$schema": DIALECT, "$id": place, "version": entry.version, **schema})


def application_schema(service: Procedure, reference: Reference, day: date) -> JSON:
    """The schema of a whole application, as it can be sent on ``day``."""
    offices = [office.id for office in offices_for(service, reference, day)]
    needs = [*_needed_answers(service), *_needed_papers(service)]
    return {
        "title": service.title,
        "description": service.summary,
        "type": "object",
        "properties": {
            "office": {"title": _("Nơi nộp hồ sơ"), "enum": offices},
            "answers": _answers(service),
            "consents": _consents(service, reference),
            "files": {"type": "array", "items": _file(service)},
            "version": {
                "description": _(
                    "Phiên bản thủ tục mà hồ sơ được khai theo; bản khác đang có hiệu lực thì bị từ chối."
                ),
                "type": "string",
            },
        },
        "required": ["answers"] if len(offices) == 1 else ["office", "answers"],
        "additionalProperties": False,
        **({"allOf": needs} if needs else {}),
    }


def _answers(service: Procedure) -> JSON:
    sections = {section.id: _section(section) for section in service.form}
    return {"type": "object", "properties": sections, "additionalProperties": False}


def _section(section: Section) -> JSON:
    asked = [one for one in section.fields if one.asks and not isinstance(one, File)]
    return {
        "title": section.title,
        "type": "object",
        "properties": {one.id: _question(one) for one in asked},
        "additionalProperties": False,
    }


def _question(field: AnyField) -> JSON:
    """The canonical value, or null where there may be none; words are the form's own."""
    words = {"title": field.label, "description": field.hint or field.purpose}
    schema = _without_files(field) if isinstance(field, Group) else field.describe()
    if field.required and field.when is None:
        return {**words, **schema}
    return {**words, "anyOf": [schema, {"type": "null"}]}


def _without_files(group: Group) -> JSON:
    schema = group.describe()
    for inner in group.fields:
        if isinstance(inner, File):
            schema["items"]["properties"].pop(inner.id)
            schema["items"]["required"] = [one for one in schema["items"]["required"] if one != inner.id]
    return schema


def _consents(service: Procedure, reference: Reference) -> JSON:
    options = [{"const": id, "title": reference.consents.get(id, id)} for id in service.consent]
    return {"type": "array", "uniqueItems": True, "items": {"oneOf": options} if options else False}


def _file(service: Procedure) -> JSON:
    """One file: what it is for, its name, and its bytes in base64."""
    papers = [
        {"const": one.id, "title": one.name, "description": _limits(one)} for one in uploadable(service)
    ]
    asked = [
        {"pattern": f"^{name}$", "title": one.label, "description": _limits(one)}
        for name, one in _file_questions(service)
    ]
    return {
        "type": "object",
        "properties": {
            "for": {"type": "string", "anyOf": [*papers, *asked]} if papers or asked else False,
            "filename": {"type": "string", "minLength": 1},
            "content": {"type": "string", "contentEncoding": "base64"},
        },
        "required": ["for", "filename", "content"],
        "additionalProperties": False,
    }


def _file_questions(service: Procedure) -> Iterator[tuple[str, File]]:
    for section in service.form:
        for field in section.fields:
            if isinstance(field, File):
                yield rf"{section.id}\.{field.id}", field
            if isinstance(field, Group):
                for inner in field.fields:
                    if isinstance(inner, File):
                        yield rf"{section.id}\.{field.id}\.[0-9]+\.{inner.id}", inner


def _limits(one: Evidence | File) -> str:
    kinds = ", ".join(kind.upper() for kind in one.accept)
    return _("{kinds}, mỗi tệp tối đa {mb} MB, nhiều nhất {n} tệp").format(
        kinds=kinds, mb=one.max_mb, n=one.max_files
    )


def _needed_answers(service: Procedure) -> Iterator[JSON]:
    """Answers that must be there, always or on a condition that JSON Schema can say."""
    conditions = Conditions(service)
    for section in service.form:
        for field in section.fields:
            name = f"{section.id}.{field.id}"
            if not field.asks or not field.required or isinstance(field, File):
                continue
            when = conditions.of_question(name)
            if when is not None:
                then = at(f"answers.{name}", {"not": {"type": "null"}})
                yield {"if": at("answers", when), "then": then} if when else then


def _needed_papers(service: Procedure) -> Iterator[JSON]:
    conditions = Conditions(service)
    for paper in uploadable(service):
        when = conditions.of_expression(paper.when) if paper.required else None
        if when is not None:
            then = at("files", {"contains": at("for", {"const": paper.id})})
            yield {"if": at("answers", when), "then": then} if when else then
