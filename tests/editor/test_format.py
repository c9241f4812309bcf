"""One common shape for service files: the same meaning, all comments, and no argument about order."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from functions.domain.compile import compile_data
from functions.domain.declaration import ProcedureFile, Reference
from publisher.editor.formatter import ORDER, formatted, unlike
from publisher.editor.rewrite import parts
from publisher.reference import load_reference
from publisher.yaml_data import load

from .conftest import NAME, SERVICE

ROOT = Path(__file__).parents[2]
MOTCUA = Path(sys.executable).parent / "motcua"
UNTIDY = """---
title: A   
# Về thời hạn: Điều 22.
# Có hai dòng.
time_limit: 3 working_days
summary: ""
related: []

code: "1.004873"   # mã quốc gia
channels: []
field: ho-tich
authority: ubnd_xa
conditions: |
  Dòng một
  dòng hai
---
Lời.  
Dòng sau.


"""  # noqa: W291
TIDY = """---
code: "1.004873"   # mã quốc gia
title: A
field: ho-tich
authority: ubnd_xa
# Về thời hạn: Điều 22.
# Có hai dòng.
time_limit: 3 working_days
conditions: |
  Dòng một
  dòng hai
channels: []
---
Lời.  
Dòng sau.
"""  # noqa: W291


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference(ROOT / "content" / "reference", ROOT)


def test_keys_come_in_order_with_their_comments_and_empty_ones_go() -> None:
    assert formatted(UNTIDY, ProcedureFile) == TIDY


def test_what_is_in_shape_stays_letter_by_letter() -> None:
    once = formatted(SERVICE, ProcedureFile)
    assert formatted(TIDY, ProcedureFile) == TIDY and formatted(once, ProcedureFile) == once


def test_every_key_of_a_procedure_has_its_place() -> None:
    assert set(ORDER) >= set(ProcedureFile.model_fields)


def test_the_project_s_own_services_are_in_shape() -> None:
    assert [path.name for path in unlike(ROOT / "content")] == []


def test_the_meaning_and_every_comment_stay_whatever_the_order_was(reference: Reference) -> None:
    opening, head, closing, body = parts(SERVICE)
    blocks = re.split(r"(?m)^(?=[a-z_]+:)", head)
    backwards = opening + "".join(reversed(blocks)) + closing + body
    after = formatted(backwards, ProcedureFile)
    assert sorted(re.findall(r"#.*", after)) == sorted(re.findall(r"#.*", SERVICE))
    compiled = [compile_data(load(parts(text)[1])[0], "x", reference) for text in (SERVICE, after)]
    assert compiled[0] == compiled[1]


def test_what_a_cms_writes_comes_into_the_shape_of_hand(reference: Reference) -> None:
    data = load(parts(SERVICE)[1])[0]
    given = {key: data[key] for key in reversed(data)} | {"summary": "", "follow_up": []}
    text = f"---\n{json.dumps(given, ensure_ascii=False, indent=2)}\n---\nLời.\n"
    assert load(parts(formatted(text, ProcedureFile))[1])[0] == given, "brackets are left as they are"


def test_the_command_mends_files_or_only_names_them(repository: Path) -> None:
    (repository / NAME).write_text(UNTIDY, encoding="utf-8")
    check = subprocess.run([MOTCUA, "format", "--check"], cwd=repository, capture_output=True, text=True)
    assert check.returncode == 1 and NAME in check.stdout
    assert (repository / NAME).read_text(encoding="utf-8") == UNTIDY
    assert subprocess.run([MOTCUA, "format", NAME], cwd=repository, capture_output=True).returncode == 0
    assert (repository / NAME).read_text(encoding="utf-8") == TIDY
    assert subprocess.run([MOTCUA, "format", "--check"], cwd=repository, capture_output=True).returncode == 0


@pytest.mark.parametrize(
    "broken", [b"---\ntitle: [\n---\n", b"\xff", b"", b"---\n- a\n---\n", b"no front matter"]
)
def test_a_file_that_cannot_be_read_is_left_alone(content: Path, broken: bytes) -> None:
    path = content / "procedures" / "ho-tich" / "hong.md"
    path.write_bytes(broken)
    assert unlike(content) == {} and path.read_bytes() == broken
