"""A service in another language: words by id, everything else as it was, and nothing lost on the way."""

from __future__ import annotations

import json
from typing import Any

import pytest

from functions.domain.compile.version import content_hash
from functions.domain.declaration import Procedure
from functions.domain.fields import FormContext
from functions.domain.fields.section import read_form
from functions.domain.i18n import _, use_translations
from functions.domain.translation import TEXTS, places, spoken, strangers, translated
from functions.rendering.language import translations
from publisher.catalogue import Content, load
from tests.i18n.interface import ROOT
from tests.publishing.conftest import DAY

BIRTH = "content/procedures/ho-tich/dang-ky-khai-sinh.md"


@pytest.fixture(scope="module")
def found() -> Content:
    return load(ROOT / "content", DAY)


@pytest.fixture(scope="module")
def birth(found: Content) -> Procedure:
    return found.pages[BIRTH].procedure


def as_is(text: str) -> str:
    return text


def test_words_go_by_id_and_the_rest_falls_back(birth: Procedure) -> None:
    words = {"title": "Birth", "form": {"tre": {"fields": {"gioi_tinh": {"options": {"nam": "Male"}}}}}}
    said = translated(birth, words, as_is)
    sex = next(
        one for section in said.form if section.id == "tre" for one in section.fields if one.id == "gioi_tinh"
    )
    assert said.title == "Birth" and said.summary == birth.summary
    assert [(one.value, one.label) for one in sex.options] == [("nam", "Male"), ("nu", "Nữ")]  # type: ignore[union-attr]


def test_words_change_what_is_read_and_nothing_else(found: Content) -> None:
    for page in found.pages.values():
        declared = page.service.model_dump(mode="json")
        shouted = spoken(declared, {}, str.upper)
        assert shouted != declared
        assert _without_texts(shouted) == _without_texts(declared), page.source.path
        type(page.service).model_validate(shouted)


def _without_texts(data: Any) -> Any:
    if isinstance(data, dict):
        return {
            key: _without_texts(value)
            for key, value in data.items()
            if not (key in TEXTS and isinstance(value, str)) or (key == "message" and "to" in data)
        }
    return [_without_texts(one) for one in data] if isinstance(data, list) else data


def test_a_translation_is_no_part_of_the_version(found: Content, birth: Procedure) -> None:
    words = found.pages[BIRTH].words
    assert words is not None and words.words["title"] == "Register a birth"
    assert content_hash(birth) == content_hash(Procedure.model_validate_json(birth.model_dump_json()))
    assert "Register a birth" not in birth.model_dump_json()


def test_the_worked_example_leaves_nothing_in_vietnamese(found: Content, birth: Procedure) -> None:
    words = found.pages[BIRTH].words
    assert words is not None and words.body.strip()
    from publisher.translation import load_glossary

    shared = load_glossary(ROOT / "content/reference", ROOT)
    left = [
        one.where
        for one in places(birth.model_dump(mode="json"), words.words)
        if one.words is None and one.text not in shared
    ]
    assert left == []


def test_shared_words_say_only_what_content_says(found: Content) -> None:
    from publisher.translation import load_glossary

    text = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "content/reference").rglob("*.yml")
        if path.name not in ("en.yml", "spelling.yml", "synonyms.yml")
    )
    said = text + json.dumps(found.reference.model_dump(mode="json"), ensure_ascii=False)
    assert [one for one in load_glossary(ROOT / "content/reference", ROOT) if one not in said] == []


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ({"thoi_han": "3 days"}, "thoi_han"),
        ({"code": "9"}, "code"),
        ({"messages": {"x": "y"}}, "messages"),
        ({"form": {"tre": {"fields": {"tuoi": "Age"}}}}, "form.tre.fields.tuoi"),
        ({"form": {"tre": {"fields": {"ho_ten": {"kind": "text"}}}}}, "form.tre.fields.ho_ten.kind"),
        ({"form": {"tre": {"fields": {"gioi_tinh": {"options": {"khac": "Other"}}}}}}, "form.tre.fields.gioi_tinh.options.khac"),
        ({"title": ["Birth"]}, "title"),
        ({"evidence": ["Notice of birth"]}, "evidence"),
        ({"workflow": {"steps": {"review": {"transitions": {"reject": {"message": "done"}}}}}}, "workflow.steps.review.transitions.reject.message"),
    ],
)  # fmt: skip
def test_words_for_what_is_not_there_are_named(birth: Procedure, words: Any, place: str) -> None:
    declared = birth.model_dump(mode="json")
    assert list(strangers(declared, words)) == [place]
    translated(birth, words, as_is)  # and where they come through all the same, they break nothing


def test_faults_are_told_in_the_words_of_the_reader(birth: Procedure, found: Content) -> None:
    words = found.pages[BIRTH].words
    assert words is not None
    context = FormContext(DAY, {"21025": "x"}, frozenset({"051"}))
    typed = {"nguoi_nop.so_dinh_danh": ["12"], "tre.ngay_sinh.day": ["3"]}
    with use_translations(translations("en", {"Ngày sinh": "Date of birth"})):
        said = translated(birth, words.words, _)
        faults = {one.where: one.message for one in read_form(said.form, typed, context).faults}
    again = {one.where: one.message for one in read_form(birth.form, typed, context).faults}
    assert faults.keys() == again.keys()
    assert faults["tre.ngay_sinh"] == "Date of birth: still missing the month, year"
    assert (
        faults["nguoi_nop.so_dinh_danh"]
        == "A personal identification number must have 12 digits. You entered 2"
    )
    assert faults["tre.ho_ten"] == "Enter full name of the child"
    assert again["tre.ngay_sinh"] == "Ngày sinh còn thiếu tháng, năm"
