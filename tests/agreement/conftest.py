"""The browser's own code in one Node process."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from functions.domain.compile import compile_data
from functions.domain.declaration import Procedure, Reference
from functions.domain.fields import FormContext, Raw
from publisher.catalogue import service_files
from publisher.front_matter import read_document
from publisher.reference import load_reference
from tests.served_forms import ServedForms, serve

ROOT = Path(__file__).parents[2]
SCRIPT = """
import { readForm } from "./themes/civic/static/js/fields.js";
import { createInterface } from "node:readline";
for await (const line of createInterface({ input: process.stdin })) {
  const [sections, raw, context] = JSON.parse(line);
  let answer;
  try { const { values, faults } = readForm(sections, raw, context); answer = { values, faults }; }
  catch (error) { answer = { broken: String(error) }; }
  console.log(JSON.stringify(answer));
}
"""


class Script:
    """Reads forms as the page's script does."""

    def __init__(self) -> None:
        command = ["node", "--input-type=module", "-e", SCRIPT]
        self._run = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def read(self, sections: Sequence[Any], raw: Raw, context: FormContext) -> dict[str, Any]:
        assert self._run.stdin and self._run.stdout
        known = {
            "today": context.today.isoformat(),
            "units": dict(context.units),
            "files": {name: len(files) for name, files in (context.files or {}).items()},
        }
        self._run.stdin.write(json.dumps([sections, raw, known]) + "\n")
        self._run.stdin.flush()
        answer: dict[str, Any] = json.loads(self._run.stdout.readline())
        return answer

    def close(self) -> None:
        assert self._run.stdin and self._run.stdout
        self._run.stdin.close()
        self._run.wait()
        self._run.stdout.close()


@pytest.fixture(scope="session")
def reference() -> Reference:
    return load_reference(ROOT / "content" / "reference", ROOT)


@pytest.fixture(scope="session")
def context(reference: Reference) -> FormContext:
    """Today as the tests have it, and the units in force then."""
    day = date(2026, 11, 25)
    units = {unit.code: unit.name for unit in reference.communes(day)}
    return FormContext(day, units, frozenset(reference.citizen_id_provinces))


@pytest.fixture(scope="session")
def procedures(reference: Reference) -> list[Procedure]:
    """Every procedure of the repository."""
    files = [path for path, process in service_files(ROOT / "content") if not process]
    made = [
        compile_data(read_document(path, path.name).data, path.stem, reference, process=False)
        for path in files
    ]
    return [one for one in made if isinstance(one, Procedure)]


@pytest.fixture(scope="session")
def served(
    reference: Reference, context: FormContext, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServedForms]:
    with serve(reference, context, tmp_path_factory.mktemp("portal")) as running:
        yield running


@pytest.fixture(scope="session")
def script() -> Iterator[Script]:
    running = Script()
    yield running
    running.close()
