"""What the browser's script makes of a form is what the server makes of it: values, faults, words."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.domain.declaration import Procedure
from functions.domain.fields import FormContext, Raw
from functions.domain.fields.chosen import Choice, Choices
from functions.domain.fields.composed import Address
from functions.domain.fields.constraints import TESTS
from functions.domain.fields.edits import EDITS
from functions.domain.fields.section import Section, read_form
from tests.agreement.conftest import ROOT, Script
from tests.agreement.every_kind import CONTEXT, KINDS, TABLE, Typed, described, posted, section

FORM = section()
RULES = described(FORM)
OPTIONAL = section(required=False)
OPTIONAL_RULES = described(OPTIONAL)


def server(form: Section, raw: Raw, context: FormContext = CONTEXT) -> dict[str, Any]:
    read = read_form((form,), raw, context)
    faults = [{"where": one.where, "code": one.code, "message": one.message} for one in read.faults]
    return {"values": json.loads(json.dumps(read.values)), "faults": faults}


def both(script: Script, raw: Raw, context: FormContext = CONTEXT) -> None:
    assert script.read([RULES], raw, context) == server(FORM, raw, context), raw
    assert script.read([OPTIONAL_RULES], raw, context) == server(OPTIONAL, raw, context), raw


ROWS = [(kind, typed) for kind in sorted(KINDS) for typed in TABLE[kind]]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_browser_and_server_make_the_same_of_everything_in_the_table(script: Script, kind: str) -> None:
    for typed in TABLE[kind]:
        both(script, posted(f"thu.{kind}", typed))


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"notice", "file"}))
def test_the_table_holds_good_and_bad_of_every_kind(kind: str) -> None:
    wrong = [
        any(
            f"{fault['where']}.".startswith(f"thu.{kind}.")
            for fault in server(FORM, posted(f"thu.{kind}", typed))["faults"]
        )
        for typed in TABLE[kind]
    ]
    assert any(wrong) and not all(wrong)


@pytest.mark.parametrize("born", ["1989-08-14", "2004-02-29", ""])
@pytest.mark.parametrize("sex", ["nam", "nu", ""])
def test_a_citizen_id_is_held_against_birth_and_sex_on_both_sides(
    script: Script, born: str, sex: str
) -> None:
    for id in ("051189000012", "051089000012", "051389000012", "051204000012", "051304000012"):
        both(script, {"thu.sex": [sex], "thu.date": [born], "thu.citizen_id": [id]})


@pytest.mark.parametrize("count", [0, 1, 2])
def test_files_are_counted_on_both_sides(script: Script, count: int) -> None:
    held = [
        {"id": str(n), "name": "a.pdf", "size": 9, "media_type": "application/pdf", "sha256": "0"}
        for n in range(count)
    ]
    context = replace(CONTEXT, files={"thu.file": held})
    here, there = server(FORM, {}, context), script.read([RULES], {}, context)
    assert here["faults"] == there["faults"]
    assert len(here["values"]["thu"]["file"] or []) == len(there["values"]["thu"]["file"] or [])


def test_a_broken_rule_between_answers_is_told_alike(script: Script) -> None:
    between = {"holds": "thu.a < thu.b", "message": "Số sau phải lớn hơn số trước", "at": "b"}
    numbers = [{"id": id, "kind": "integer", "label": id} for id in "ab"]
    form = Section.model_validate(
        {"id": "thu", "title": "Thử", "fields": numbers, "rules": [between, between | {"at": None}]}
    )
    for a, b in (("1", "2"), ("2", "1"), ("2", "x"), ("", "")):
        raw = {"thu.a": [a], "thu.b": [b]}
        assert script.read([described(form)], raw, CONTEXT) == server(form, raw), raw


# Letters that this Python does not know yet may be normalised or classed by a newer browser.
letters = st.characters(exclude_categories=["Cs", "Cn", "Co"])
odd = st.sampled_from(
    [
        *" \t\n\u00a0\u200b\u200d\u202e\ufeff\u2028\u3000\x1c\x85\u0301\u0323đĐêẾ.,-+()@0123456789aA",
        "true",
        "21025",
        "+84",
        "đồng",
    ]
)
texts = st.one_of(
    st.text(letters, max_size=40),
    st.lists(odd, max_size=25).map("".join),
    st.from_regex(
        re.compile(r"[ .-]?0?51[0-9]{8,10}|0[0-9 .]{8,13}|[0-9]{1,4}[.,][0-9]{1,4}|[0-9]{4}|[0-9]{1,2}"),
        fullmatch=True,
    ),
    st.sampled_from([text for _kind, typed in ROWS for text in typed.values() if isinstance(text, str)]),
)
many = settings(
    max_examples=250, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True
)


def inputs(kind: str) -> st.SearchStrategy[Typed]:
    """Random texts in the inputs of a kind."""
    parts = KINDS[kind].parts or ("",)
    if kind == "group":
        parts = tuple(f"{n}.{one}" for n in (0, 1, 7) for one in ("ten", "co", "so"))
    if kind == "choices":
        return st.fixed_dictionaries(
            {"": st.lists(st.one_of(texts, st.sampled_from(["mot", "hai", "ba"])), max_size=4)}
        )
    return st.fixed_dictionaries({}, optional=dict.fromkeys(parts, texts))


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"notice", "file"}))
def test_browser_and_server_agree_on_whatever_is_typed(script: Script, kind: str) -> None:
    @many
    @given(typed=inputs(kind), born=st.sampled_from(["1989-08-14", ""]))
    def agree(typed: Typed, born: str) -> None:
        both(script, {"thu.date": [born]} | posted(f"thu.{kind}", typed))

    agree()


def test_the_vocabulary_is_the_same_on_both_sides() -> None:
    """A rule or an edit that only one side knows would pass unseen until somebody uses it."""
    code = """
    import { EDITS, TESTS } from "./themes/civic/static/js/constraints.js";
    import { KINDS } from "./themes/civic/static/js/fields.js";
    console.log(JSON.stringify([EDITS, TESTS, KINDS].map((one) => Object.keys(one).sort())));
    """
    run = subprocess.run(
        ["node", "--input-type=module", "-e", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    edits, tests, kinds = json.loads(run.stdout)
    assert edits == sorted(EDITS)
    assert tests == sorted(TESTS)
    one_text = {one["kind"] for one in RULES["fields"] if "edits" in one}
    assert set(kinds) | one_text == set(KINDS)


def test_every_kind_has_its_component() -> None:
    folder = Path(ROOT, "themes/civic/templates/components")
    assert {path.stem for path in folder.glob("[a-z]*.html")} >= set(KINDS)


def draw(procedure: Procedure, numbers: Random, context: FormContext) -> dict[str, list[str]]:
    """Answers as somebody in a hurry gives them: mostly fitting, sometimes not, sometimes none."""
    raw: dict[str, list[str]] = {}
    for part in procedure.form:
        for question in part.fields:
            name = f"{part.id}.{question.id}"
            choices = TABLE[question.kind]
            if isinstance(question, Choice | Choices):
                choices = [{"": option.value} for option in question.options]
            if isinstance(question, Address):
                choices = [
                    {"unit": unit, "street": "27 Phan Đình Phùng"}
                    for unit in (*list(context.units)[:3], "khac")
                ]
            if numbers.random() < 0.9:
                raw |= posted(name, numbers.choice(choices))
    return raw


def test_browser_and_server_ask_the_same_questions_of_every_procedure(
    script: Script, procedures: list[Procedure], context: FormContext
) -> None:
    """Values hold a key for each question that applies, so equal values mean equal conditions."""
    for procedure in procedures:
        rules = [described(part, context) for part in procedure.form]
        numbers = Random(procedure.slug)
        for _turn in range(60):
            raw = draw(procedure, numbers, context)
            read = read_form(procedure.form, raw, context)
            faults = [{"where": one.where, "code": one.code, "message": one.message} for one in read.faults]
            expected = {"values": json.loads(json.dumps(read.values)), "faults": faults}
            assert script.read(rules, raw, context) == expected, (procedure.slug, raw)


def test_most_conditions_of_the_real_procedures_were_met_both_ways(
    procedures: list[Procedure], context: FormContext
) -> None:
    """Else the test before this one would say little."""
    asked, passed_over, conditional = set[str](), set[str](), set[str]()
    for procedure in procedures:
        numbers = Random(procedure.slug)
        pairs = [(part, question) for part in procedure.form for question in part.fields if question.asks]
        conditional |= {
            f"{procedure.slug}.{part.id}.{one.id}" for part, one in pairs if one.when or part.when
        }
        for _turn in range(60):
            values = read_form(procedure.form, draw(procedure, numbers, context), context).values
            for part, question in pairs:
                there = question.id in values.get(part.id, {})
                (asked if there else passed_over).add(f"{procedure.slug}.{part.id}.{question.id}")
    assert len(conditional & asked & passed_over) >= 0.75 * len(conditional) > 5
