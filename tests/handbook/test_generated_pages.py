"""Reference pages say what the code is, all of it."""

from __future__ import annotations

import re
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from pydantic import BaseModel

from functions.domain.expression.parse import FUNCTIONS, LEVELS
from functions.domain.fields.base import Question
from functions.entrypoints.routes import routes
from functions.settings import Settings
from publisher.catalogue import Content
from publisher.handbook import faults, keys, questions
from publisher.handbook.conditions import CALLS, OPERATORS

SHOWN = [*keys.models(), *questions.kinds()]


def page(sources: Path, name: str) -> str:
    return (sources / "handbook-src/tra-cuu" / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("model", SHOWN, ids=lambda model: model.__name__)
def test_every_key_is_explained(model: type[BaseModel]) -> None:
    assert [key for key in model.model_fields if not keys.meaning(model, key)] == []


def test_no_explanation_is_of_a_key_that_is_gone() -> None:
    models = {cls.__name__: cls for one in SHOWN for cls in one.__mro__ if issubclass(cls, BaseModel)}
    below = {one.__name__: one for one in questions._models()}
    every = {key for one in (*SHOWN, *below.values()) for key in one.model_fields}
    kinds = {questions.kind_name(one) for one in questions.kinds()}
    gone = []
    for name in keys.meanings():
        owner, dot, key = name.rpartition(".")
        known = kinds if owner == "kind" else (models | below)[owner].model_fields if dot else every
        if key not in known:
            gone.append(name)
    assert gone == []


def test_keys_come_with_what_they_allow_and_what_holds_without_them(sources: Path) -> None:
    text = page(sources, "khoa")
    assert "| `code` |" in text and "**bắt buộc**" in text
    assert re.search(r"\| `status` \|[^|]+\| `draft`, `published`, `withdrawn` \| `published` \|", text)
    assert re.search(r"\| `max_mb` \|[^|]+\| số nguyên từ 1, đến 50 \| `10` \|", text)
    assert re.search(
        r"\| `workflow` \|[^|]+\|[^|]*\[WorkflowUse\]\(#workflowuse\)[^|]*\| `one_stop` \|", text
    )


def test_every_kind_of_question_is_there_with_its_sentences(sources: Path) -> None:
    text = page(sources, "cau-hoi")
    subclasses = {one for one in _below(Question) if "kind" in one.__annotations__}
    assert {questions.kind_name(one) for one in subclasses} == {
        questions.kind_name(one) for one in questions.kinds()
    }
    assert all(f"{{ #{questions.kind_name(one)} }}" in text for one in questions.kinds())
    assert "Số định danh cá nhân phải có 12 chữ số" in text


def _below(kind: type[Question]) -> set[type[Question]]:
    return {kind for one in kind.__subclasses__() for kind in {one, *_below(one)}}


def test_every_operator_and_function_has_an_example_with_its_value(sources: Path) -> None:
    assert set(CALLS) == set(FUNCTIONS)
    assert {name for level in LEVELS for name in level} <= set(OPERATORS)
    text = page(sources, "dieu-kien")
    assert re.search(r"`7 / ban_sao\.so_luong` \| `3`", text)
    assert re.search(r"`days\(tre\.ngay_sinh, today\) > 60` \| `true`", text)


def test_every_setting_every_command_and_every_route_is_told(sources: Path) -> None:
    settings, commands, doors = (page(sources, name) for name in ("cai-dat", "lenh", "dia-chi"))
    assert [one for one in Settings.model_fields if f"| `MOTCUA_{one.upper()}` |" not in settings] == []
    names = {point.name for point in entry_points(group="motcua.commands")}
    assert [one for one in names if f"# motcua {one} {{" not in commands] == []
    assert (
        "## motcua officers { #officers }" in commands
        and "### motcua officers add { #officers-add }" in commands
    )
    assert [
        one for one in routes() if f"| `{one.method}` | `{one.path}` | `{one.authorisation}` |" not in doors
    ] == []
    assert "undeclared" not in doors


def test_a_secret_shows_no_default(sources: Path) -> None:
    assert re.search(r"`MOTCUA_SMTP_PASSWORD` \|[^|]+\| bí mật \|  \|", page(sources, "cai-dat"))


def test_every_fault_of_the_source_has_its_sentence(sources: Path) -> None:
    said = {one.code: one for one in faults.found()}
    for code in (
        "fee_contradiction",
        "step_unreachable",
        "basis_expired",
        "required",
        "max_length",
        "related_unknown",
    ):
        assert code in said, code
    assert said["basis_expired"].level == "warning"
    silent = [one.code for one in said.values() if not one.sentences and one.module.startswith(faults.CHECKS)]
    assert len(silent) <= 3, silent
    text = page(sources, "loi")
    assert "`StoreUnavailable`" in text and re.search(r"`not_found` \| `NotFound` \| không", text)


def test_links_into_the_portal_lead_somewhere(sources: Path, content: Content) -> None:
    known = {f"/thu-tuc/{one.service.slug}/" for one in content.pages.values()}
    known |= {f"{one}nop/" for one in known} | {"/", "/thu-tuc/"}
    known |= {route.path for route in routes() if route.method == "GET"}
    dead = [
        (str(path.relative_to(sources)), link)
        for path in (sources / "handbook-src").rglob("*.md")
        for link in re.findall(r"\]\((/[^)#?]*)", path.read_text(encoding="utf-8"))
        if link not in known
    ]
    assert dead == []


def test_every_page_but_the_sheets_is_in_the_menu(sources: Path) -> None:
    folder = sources / "handbook-src"
    pages = {str(path.relative_to(folder)) for path in folder.rglob("*.md")}
    menu = (sources / "mkdocs.yml").read_text(encoding="utf-8")
    forgotten = {name for name in pages if name not in menu}
    assert {name for name in forgotten if not name.startswith("quy-trinh/")} == set()
    assert len(forgotten) > len(pages) / 3
