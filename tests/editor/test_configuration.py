"""The page's configuration is the models': every key, every choice, every pattern, with words of people."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from functions.domain.declaration import ProcedureFile, ProcessFile
from functions.domain.errors import Invalid
from publisher.editor.choices import Choices
from publisher.editor.configuration import BASE, configuration
from publisher.editor.git_host import load_git_host
from publisher.editor.page import policy, write_page
from publisher.handbook.questions import kind_name, kinds
from publisher.portal.writing import FILES

ROOT = Path(__file__).parents[2]
Field = dict[str, Any]


@pytest.fixture(scope="module")
def made() -> Field:
    return configuration(Choices.load(ROOT / "content"))


def collection(made: Field, name: str) -> Field:
    return next(one for one in made["collections"] if one["name"] == name)


def below(fields: list[Field]) -> Iterator[Field]:
    for one in fields:
        yield one
        yield from below([*one.get("fields", ()), *one.get("types", ())])


def at(fields: list[Field], path: str) -> Field:
    found: Field = {}
    for name in path.split("."):
        found = next(one for one in fields if one["name"] == name)
        fields = [*found.get("fields", ()), *found.get("types", ())]
    return found


def test_every_key_of_every_kind_of_file_can_be_edited(made: Field) -> None:
    models = {"procedures": ProcedureFile, "processes": ProcessFile} | {
        str(k): model for k, model in FILES.items()
    }
    for name, model in models.items():
        names = {one["name"] for one in collection(made, name)["fields"]}
        assert names == set(model.model_fields) - {"schema_version"} | {"body", BASE}


def test_every_key_has_a_vietnamese_name_and_every_kind_of_question_a_form(made: Field) -> None:
    shown = [one for each in made["collections"] for one in below(each["fields"]) if one["name"] != BASE]
    assert not {one["name"] for one in shown if one["label"] == one["name"]}
    questions = at(collection(made, "procedures")["fields"], "form.fields")
    assert {one["name"] for one in questions["types"]} == {kind_name(one) for one in kinds()}
    assert questions["typeKey"] == "kind"


def test_news_has_hints_of_its_own_and_only_news_is_written_as_rich_text(made: Field) -> None:
    news = {one["name"]: one for one in collection(made, "news")["fields"]}
    assert (
        news["by"]["hint"] == "Tên cơ quan chịu trách nhiệm về bài."
        and "quyết định" not in news["title"]["hint"]
    )
    assert news["body"]["modes"] == ["rich_text", "raw"]
    assert at(collection(made, "procedures")["fields"], "body")["modes"] == ["raw"]


def test_lists_lie_in_lists_as_deep_as_the_models_go(made: Field) -> None:
    fields = collection(made, "procedures")["fields"]
    assert at(fields, "form.fields.choice.options.value")["pattern"][0] == "^[a-z][a-z0-9_]*$"
    assert at(fields, "form.fields.group.fields.date.latest")["widget"] == "string"
    assert at(fields, "workflow.change.transitions.clock")["widget"] == "select"
    assert at(fields, "fees.exemptions.percent") | {"min": 1, "max": 100} == at(
        fields, "fees.exemptions.percent"
    )


def test_choices_are_named_and_come_from_reference_data(made: Field) -> None:
    fields = collection(made, "procedures")["fields"]
    authority = {one["value"]: one["label"] for one in at(fields, "authority")["options"]}
    assert authority["ubnd_xa"].startswith("Ủy ban nhân dân") and "so_tu_phap" in authority
    assert {"label": "Đăng ký khai sinh", "value": "dang-ky-khai-sinh"} in at(fields, "related")["options"]
    assert at(fields, "audience")["multiple"] and at(fields, "level")["options"][0]["label"] == "Cấp tỉnh"
    steps = at(fields, "workflow.steps.status")["options"]
    assert {"value": 5, "label": "Yêu cầu bổ sung giấy tờ"} in steps


def test_yes_and_no_say_what_holds_when_they_are_left_out(made: Field) -> None:
    fields = collection(made, "procedures")["fields"]
    assert at(fields, "evidence.required")["usual"] is True
    assert at(fields, "source.verified")["usual"] is False


def test_patterns_are_such_that_a_browser_takes_them(made: Field) -> None:
    patterns = {
        one["pattern"][0] for each in made["collections"] for one in below(each["fields"]) if "pattern" in one
    }
    assert len(patterns) > 5
    for pattern in patterns:
        re.compile(pattern)
        assert "(?P" not in pattern and "\\A" not in pattern and "\\Z" not in pattern


HOST = """name: gitlab
repo: tinh/cong
base_url: https://git.example.vn
api_root: https://git.example.vn/api/v4
app_id: abc
"""


def test_a_git_host_comes_from_settings_and_is_the_only_foreign_place(content: Path, tmp_path: Path) -> None:
    assert load_git_host(content) is None
    (content / "reference" / "editor.yml").write_text(HOST, encoding="utf-8")
    host = load_git_host(content)
    assert host is not None
    made = configuration(Choices.load(content), host)
    assert made["backend"]["name"] == "gitlab" and made["backend"]["auth_type"] == "pkce"
    assert "connect-src 'self' blob: https://git.example.vn;" in policy(host)
    names = {one["name"] for one in collection(made, "procedures")["fields"]}
    assert BASE not in names and "workflow" not in names
    write_page(tmp_path / "page", made, host)
    assert "https://git.example.vn" in (tmp_path / "page" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "wrong", ["name: svn", "base_url: http://git.example.vn", "app_secret: x", "repo: một mình"]
)
def test_wrong_settings_of_a_git_host_are_named_by_line(content: Path, wrong: str) -> None:
    key = wrong.partition(":")[0]
    kept = [line for line in HOST.splitlines() if not line.startswith(f"{key}:")]
    (content / "reference" / "editor.yml").write_text("\n".join([*kept, wrong]), encoding="utf-8")
    with pytest.raises(Invalid) as raised:
        load_git_host(content)
    assert raised.value.faults[0].where == key


def test_the_page_is_whole_and_asks_nobody_else(made: Field, tmp_path: Path) -> None:
    write_page(tmp_path / "page", made)
    page = (tmp_path / "page" / "index.html").read_text(encoding="utf-8")
    assert "http" not in page.replace("http-equiv", "") and "<style" not in page and "noindex" in page
    assert json.loads((tmp_path / "page" / "config.json").read_text(encoding="utf-8"))["cms"] == made
    for name in re.findall(r'(?:src|href)="([^":]+)"', page):
        assert (tmp_path / "page" / name).is_file(), name
