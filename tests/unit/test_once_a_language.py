"""What is kept between requests is kept for each language, so that nobody reads another's."""

from __future__ import annotations

import gettext
from datetime import date

from functions.domain.fields.codes import CitizenId, Phone
from functions.domain.fields.context import FormContext
from functions.domain.fields.text import ShortText
from functions.domain.i18n import _, once_a_language, use_translations
from functions.domain.model import Model, complete


class Shouted(gettext.NullTranslations):
    """A language in which everything is shouted."""

    def gettext(self, message: str) -> str:
        return f"Ê! {message}"


def test_a_kept_sentence_is_said_in_the_language_of_whoever_reads() -> None:
    made = []

    @once_a_language
    def greeting(name: str) -> str:
        made.append(name)
        return _("Chào {name}").format(name=name)

    assert [greeting("Hà") for _turn in range(2)] == ["Chào Hà", "Chào Hà"]
    with use_translations(Shouted()):
        assert [greeting("Hà") for _turn in range(2)] == ["Ê! Chào Hà", "Ê! Chào Hà"]
    assert greeting("Hà") == "Chào Hà" and greeting("Bình") == "Chào Bình"
    assert made == ["Hà", "Hà", "Bình"]


def test_the_rules_of_a_question_speak_the_readers_language_and_know_its_own_arguments() -> None:
    context = FormContext(date(2026, 6, 9), citizen_id_provinces=frozenset({"051"}))
    short, long = (ShortText(kind="text", id="a", label="A", max_length=most) for most in (2, 3))
    typed = {"a": ["abcd"], "b": ["099189000012"], "c": ["12"]}
    asked = (
        short,
        long,
        CitizenId(kind="citizen_id", id="b", label="B"),
        Phone(kind="phone", id="c", label="C"),
    )
    plain = [one.read(typed, one.id, context).faults[0].message for one in asked]
    with use_translations(Shouted()):
        loud = [one.read(typed, one.id, context).faults[0].message for one in asked]
    again = [one.read(typed, one.id, context).faults[0].message for one in asked]
    assert plain == again and loud == [f"Ê! {one}" for one in plain]
    assert "2 ký tự" in plain[0] and "3 ký tự" in plain[1]
    elsewhere = FormContext(context.today, citizen_id_provinces=frozenset({"099"}))
    assert not asked[2].read(typed, "b", elsewhere).faults


def test_every_shape_can_be_built_before_threads_share_it() -> None:
    class Late(Model):
        """A shape that nobody has used yet."""

        number: int

    assert not Late.__pydantic_complete__
    complete()
    assert Late.__pydantic_complete__ and Late(number=1).number == 1
