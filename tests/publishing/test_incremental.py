"""A build of what changed leaves the same files, byte for byte, as a build from nothing."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from functions.domain.errors import Invalid
from publisher import one_build
from publisher.build import Publisher
from publisher.progress import Progress
from tests.publishing.conftest import ROOT
from tests.publishing.place import (
    CHANGES,
    Place,
    change,
    edit,
    message,
    same_as_full,
    snapshot,
    template,
)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.mark.parametrize("seed", range(2))
def test_after_any_change_the_output_is_that_of_a_full_build(place: Place, seed: int) -> None:
    chance = random.Random(seed)
    place.build()
    changes = chance.sample(CHANGES, len(CHANGES))
    for n, one in enumerate(changes):
        one(place, chance)
        if chance.random() < 0.6:
            place.build()
        if n % 4 == 3:
            place.build()
            same_as_full(place)
    place.build()
    same_as_full(place)


def test_one_process_that_builds_again_and_again_leaves_the_same(place: Place) -> None:
    chance = random.Random(99)
    publisher = Publisher(place.content, place.output, place.settings)
    publisher.build(place.day)
    for one in chance.sample(CHANGES, len(CHANGES)):
        one(place, chance)
        publisher.build(place.day)
    same_as_full(place)


def test_only_what_changed_is_read_made_and_written(place: Place) -> None:
    assert place.build().read == 13
    before = {path: path.stat().st_mtime_ns for path in (place.output / "www").rglob("*") if path.is_file()}
    nothing = place.build()
    assert (nothing.read, nothing.made, nothing.written, nothing.deleted) == (0, 0, 0, 0)
    assert before == {path: path.stat().st_mtime_ns for path in before}
    edit(place, random.Random(1))
    one = place.build()
    # Its page in two languages, the words by which search finds it, and the lexicon of where they stand.
    assert (one.read, one.written) == (1, 4) and one.made < 9
    template(place, random.Random(1))
    drawn = place.build()
    assert drawn.read == 0 and drawn.made > 12


def test_a_changed_template_makes_only_the_pages_that_are_made_of_it(place: Place) -> None:
    place.build()
    path = place.theme / "templates" / "list.html"
    path.write_text(path.read_text(encoding="utf-8").replace("</h1>", " </h1>"), encoding="utf-8")
    built = place.build()
    trees = (place.output / "www/thu-tuc", place.output / "www/en/thu-tuc")
    pages = [path.relative_to(tree).parts for tree in trees for path in tree.rglob("index.html")]
    assert built.made == sum(not parts[0].startswith("viec-") for parts in pages)


def test_a_law_that_ends_is_told_of_on_the_day_after_without_reading_other_files(place: Place) -> None:
    path = place.add(random.Random(1))
    law = f"legal_basis:\n  - {{id: a, name: A, number: 1/2020/QH14, valid_to: {place.day}}}\nfield:"
    change(path, "field:", law)
    assert "basis_expired" not in {fault.code for fault in place.build().faults}
    place.day += timedelta(days=1)
    after = place.build()
    assert "basis_expired" in {fault.code for fault in after.faults}
    assert after.read == 1
    assert place.build().read == 0


def test_reference_data_that_no_service_looked_at_make_no_file_be_read_again(place: Place) -> None:
    place.build()
    change(place.content / "reference" / "calendar.yml", "to_year: ", "to_year: 20270 # ")
    with pytest.raises(Invalid):
        place.build()
    change(place.content / "reference" / "calendar.yml", "20270 # ", "2026 # ")
    built = place.build()
    assert built.read == 1, "only the process has examples, which count working days"
    assert built.made > 12
    message(place, random.Random(1))
    assert place.build().read > 0
    same_as_full(place)


def test_work_spread_over_processes_leaves_the_same(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(120):
        place.add(random.Random(place.made))
    place.build()
    monkeypatch.setattr(one_build, "processors", lambda: 1)
    same_as_full(place)


def test_changed_code_of_the_publisher_makes_pages_again_and_reads_again_only_where_reading_changed(
    place: Place,
) -> None:
    program = place.folder / "program"
    shutil.copytree(ROOT / "site" / "publisher", program / "publisher")
    shutil.copytree(ROOT / "functions", program / "functions", ignore=shutil.ignore_patterns("__pycache__"))

    def run(*more: str) -> str:
        where = ["--content", str(place.content), "--settings", str(place.settings), *more]
        started = f"import sys; sys.path.insert(0, {str(program)!r}); from publisher.commands.build import command; command()"
        done = subprocess.run(
            [sys.executable, "-c", started, *where],
            capture_output=True,
            text=True,
            check=True,
            cwd=place.folder,
        )
        return done.stdout.splitlines()[-1]

    run("--output", "build")
    change(program / "publisher" / "lists.py", "SIZE = 50", "SIZE = 4")
    assert "đọc 0 tệp" in run("--output", "build")
    assert (place.output / "www/thu-tuc/trang/2/index.html").exists()
    change(program / "publisher" / "guidance.py", "Hình minh họa", "Ảnh minh họa")
    assert "đọc 13 tệp" in run("--output", "build")
    run("--output", "fresh", "--full")
    assert snapshot(place.output) == snapshot(place.folder / "fresh")


def test_what_decides_a_reading_is_all_in_the_key_of_reading() -> None:
    program = (
        "import sys, publisher.reading, publisher.entry, publisher.cache.asked\n"
        "print('\\n'.join(name for name, one in sys.modules.items() if name.split('.')[0] in ('publisher', 'functions')"
        " and not (one.__file__ or '').endswith('__init__.py')))"
    )
    names = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()
    from publisher.cache.code import READING, SAYING

    known = {f"publisher/{name}".removesuffix(".py").replace("/", ".") for name in READING}
    known.update(f"functions.rendering.{name}" for name in SAYING)
    assert {name for name in names if not name.startswith("functions.domain.")} <= known


def test_progress_is_shown_when_asked_and_never_by_itself_in_a_log(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w+") as stream:
        list(Progress(stream=stream).over(_slow(), "Đọc", 3))
        assert stream.tell() == 0
        list(Progress(shown=True, stream=stream).over(_slow(), "Đọc", 3))
        stream.seek(0)
        assert "Đọc: 3/3" in stream.read()


def _slow() -> Iterator[int]:
    for n in range(3):
        time.sleep(0.11)
        yield n


def test_days_between_which_nothing_changes_sides_are_noted_from_what_was_compared() -> None:
    from publisher.cache.asked import AskedDay

    day = AskedDay.of(date(2026, 5, 5))
    assert date(2026, 1, 1) < day and not day > date(2026, 9, 9)
    assert day.span() == (date(2026, 1, 2), date(2026, 9, 8))
    day.forget()
    assert day >= date(2026, 5, 5) and day.span() == (date(2026, 5, 5), date(2026, 5, 5))
    for ask in (str, hash, lambda one: one.year, lambda one: one - timedelta(1), lambda one: f"{one:%d}"):
        day.forget()
        ask(day)
        assert day.span() == (date(2026, 5, 5), date(2026, 5, 5))
