"""The handbook's page about importing tells what the program does."""

from __future__ import annotations

import re

from functions.domain.declaration import DoubtKind
from publisher.commands.import_ import command
from tests.importer.conftest import ROOT

PAGE = ROOT / "content/handbook/bien-tap/nhap-du-lieu.md"


def test_the_page_names_every_doubt_with_its_sentence() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.M)
    assert rows == [(str(kind), kind.say()) for kind in DoubtKind]


def test_the_page_names_every_option_of_the_command() -> None:
    said = set(re.findall(r"`(--[a-z-]+)", PAGE.read_text(encoding="utf-8")))
    options = {name for parameter in command.params for name in parameter.opts if name.startswith("--")}
    assert said == options - {"--content"}
