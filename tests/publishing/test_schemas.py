"""What is published for machines is valid, takes what the examples send, and refuses what the server refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from functions.domain.declaration import ChannelKind, Example, Procedure, Reference, offices_for
from functions.domain.fields import FormContext
from functions.domain.fields.section import check_answers
from publisher.catalogue import load
from publisher.openapi import description
from publisher.schema_conditions import Conditions, at
from publisher.schemas import application_schema
from tests.agreement.every_kind import section
from tests.publishing.conftest import DAY, ROOT, TEN_LINES

Validator = Draft202012Validator


@pytest.fixture(scope="module")
def procedures() -> list[Procedure]:
    return [page.procedure for page in load(ROOT / "content", DAY).procedures()]


def document(procedure: Procedure, example: Example, reference: Reference) -> dict[str, Any]:
    """An example as a machine sends it."""
    offices = offices_for(procedure, reference, DAY)
    files = [{"for": paper, "filename": f"{paper}.pdf", "content": "JVBERi0="} for paper in example.papers]
    return {"office": offices[0].id, "answers": json.loads(json.dumps(example.answers)), "files": files}


def judged(procedure: Procedure, reference: Reference) -> Validator:
    schema = application_schema(procedure, reference, DAY)
    Validator.check_schema(schema)
    return Validator(schema)


def test_every_published_schema_takes_the_examples_that_the_server_takes(
    procedures: list[Procedure], reference: Reference
) -> None:
    seen = 0
    for procedure in procedures:
        validator = judged(procedure, reference)
        for example in procedure.examples:
            if example.channel is ChannelKind.ONLINE and not example.expect.faults:
                seen += 1
                faults = [
                    error.message for error in validator.iter_errors(document(procedure, example, reference))
                ]
                assert faults == [], (procedure.slug, example.name)
    assert seen >= len(procedures)


def test_a_missing_answer_is_refused_as_the_server_refuses_it(
    procedures: list[Procedure], reference: Reference
) -> None:
    """Each required answer of each example is taken away in turn; both sides agree on whether that is wrong."""
    units = {unit.code: unit.name for unit in reference.communes(DAY)}
    context = FormContext(DAY, units, frozenset(reference.citizen_id_provinces))
    refused = 0
    for procedure in procedures:
        validator = judged(procedure, reference)
        for example in procedure.examples[:1]:
            whole = document(procedure, example, reference)
            for part, answers in whole["answers"].items():
                for name in answers:
                    less = {**whole["answers"], part: {k: v for k, v in answers.items() if k != name}}
                    server = any(
                        fault.where == f"{part}.{name}"
                        for fault in check_answers(procedure.form, less, context).faults
                    )
                    machine = not validator.is_valid({**whole, "answers": less})
                    assert not machine or server, (
                        f"{procedure.slug}: {part}.{name} is only refused by the schema"
                    )
                    refused += machine
    assert refused > 20


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"extra": 1}, "an undeclared key"),
        ({"office": "khong_co"}, "an unknown office"),
        ({"answers": {"khong_co": {}}}, "an undeclared section"),
        ({"files": [{"for": "khong_co", "filename": "a.pdf", "content": ""}]}, "a file for nothing"),
        ({"files": "a.pdf"}, "files that are no list"),
        ({"consents": ["khong_co"]}, "an unknown consent"),
    ],
)
def test_what_is_not_declared_is_refused(
    procedures: list[Procedure], reference: Reference, change: dict[str, Any], why: str
) -> None:
    procedure = next(one for one in procedures if one.slug == "dang-ky-thanh-lap-ho-kinh-doanh")
    whole = document(procedure, procedure.examples[0], reference)
    validator = judged(procedure, reference)
    assert validator.is_valid(whole)
    assert not validator.is_valid(whole | change), why


def test_every_kind_of_question_has_a_schema(procedures: list[Procedure], reference: Reference) -> None:
    sample = procedures[0].model_copy(update={"form": (section(),), "evidence": ()})
    schema = application_schema(sample, reference, DAY)
    Validator.check_schema(schema)
    asked = schema["properties"]["answers"]["properties"]["thu"]["properties"]
    assert set(asked) == {one.id for one in section().fields if one.asks} - {"file"}
    names = [one["pattern"] for one in schema["properties"]["files"]["items"]["properties"]["for"]["anyOf"]]
    assert names == [r"^thu\.file$"]


def test_conditions_count_with_those_of_the_questions_they_look_at(procedures: list[Procedure]) -> None:
    """The server drops an answer that does not apply; a schema that looked at it would ask too much."""
    base = section().model_copy(update={"fields": ()})
    yes = {"kind": "yes_no", "label": "?"}
    fields = [{"id": "a", **yes}, {"id": "b", **yes, "when": "thu.a"}, {"id": "c", **yes, "when": "thu.b"}]
    age = {"id": "d", **yes, "when": "years(today, '2000-01-01') > 3"}
    form = type(base).model_validate(base.model_dump() | {"fields": [*fields, age]})
    conditions = Conditions(procedures[0].model_copy(update={"form": (form,)}))
    asks = Validator(conditions.of_question("thu.c") or False)
    assert asks.is_valid({"thu": {"a": True, "b": True}})
    assert not asks.is_valid({"thu": {"a": False, "b": True}})
    assert not asks.is_valid({"thu": {"b": True}})
    assert conditions.of_question("thu.a") == {}
    assert conditions.of_question("thu.d") is None
    assert not Validator(at("x.y", {"const": 1})).is_valid({"x": {}})


def test_the_description_of_the_doors_is_valid_openapi(
    procedures: list[Procedure], reference: Reference
) -> None:
    for procedure in procedures:
        schema = application_schema(procedure, reference, DAY)
        spec = description(procedure.slug, procedure.title, "0" * 64, schema, "https://dichvucong.example")
        OpenAPIV31SpecValidator(spec).validate()
        (sending,) = spec["paths"][f"/nop/{procedure.slug}"].values()
        assert sending["parameters"][0]["name"] == "Idempotency-Key"


def test_form_schema_and_description_are_built_where_applications_are_taken(tmp_path: Path) -> None:
    from publisher.build import build

    build(ROOT / "content", tmp_path, ROOT / "pelicanconf.py", DAY)
    folder = tmp_path / "www/thu-tuc/dang-ky-khai-sinh"
    assert 'action="/nop/dang-ky-khai-sinh"' in (folder / "nop/index.html").read_text(encoding="utf-8")
    assert 'href="/thu-tuc/dang-ky-khai-sinh/nop/"' in (folder / "index.html").read_text(encoding="utf-8")
    schema = json.loads((folder / "schema.json").read_text(encoding="utf-8"))
    version = json.loads((tmp_path / "catalogue.json").read_text(encoding="utf-8"))["services"][
        "dang-ky-khai-sinh"
    ]
    assert schema["version"] == version
    assert f'name="_version" value="{version}"' in (folder / "nop/index.html").read_text(encoding="utf-8")
    OpenAPIV31SpecValidator(json.loads((folder / "openapi.json").read_text(encoding="utf-8"))).validate()


def test_a_procedure_that_takes_no_applications_online_gets_no_form(content: Path, tmp_path: Path) -> None:
    from publisher.build import build

    path = content / "procedures/ho-tich/thu.md"
    head, body = TEN_LINES.rsplit("---\n", 1)
    counter = "online: none\nchannels:\n  - {kind: counter}\n"
    path.write_text(f"{head}{counter}---\n{body}", encoding="utf-8")
    build(content, tmp_path / "build", ROOT / "pelicanconf.py", DAY)
    folder = tmp_path / "build/www/thu-tuc/thu"
    assert [one.name for one in folder.iterdir()] == ["index.html"]
    assert "/nop/" not in (folder / "index.html").read_text(encoding="utf-8")
