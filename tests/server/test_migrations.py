"""The database file changes its shape forward and back, whole or not at all, and never under somebody's hands."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from functions.adapters.sqlite import SqliteStore
from functions.adapters.sqlite.migrations import NEWEST, expected
from functions.adapters.sqlite.schema import MIGRATIONS
from functions.adapters.sqlite.shape import DatabaseFile
from functions.domain.errors import Conflict, Invalid
from tests.contract.stores import new_case
from tests.server.commands import ROOT, motcua


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database of the newest shape with three cases, closed."""
    made = tmp_path / "motcua.sqlite3"
    store = SqliteStore(made)
    for number in range(3):
        store.cases.append(new_case(f"c{number}"))
    store.close()
    return made


def ask(path: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(sql).fetchall()


def content(path: Path) -> dict[str, list[Any]]:
    """All rows of the tables that every shape has."""
    names = sorted(name for kind, name in expected(1) if kind == "table")
    return {name: ask(path, f"SELECT * FROM {name} ORDER BY 1, 2") for name in names}  # noqa: S608


@pytest.fixture(params=range(1, NEWEST))
def older(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def test_every_way_back_is_undone_by_the_way_forward_and_no_case_is_touched(path: Path, older: int) -> None:
    before, file = content(path), DatabaseFile(path)
    file.migrate(older)
    assert file.shape() == older and file.differences() == [] and content(path) == before
    file.migrate(NEWEST)
    assert file.shape() == NEWEST and file.differences() == [] and content(path) == before


def test_a_shape_grown_by_steps_is_the_shape_of_a_new_file(path: Path, tmp_path: Path) -> None:
    DatabaseFile(path).migrate(1)
    DatabaseFile(path).migrate(NEWEST)
    SqliteStore(tmp_path / "new.sqlite3").close()
    shapes = [
        set(ask(each, "SELECT type, name, sql FROM sqlite_master"))
        for each in (path, tmp_path / "new.sqlite3")
    ]
    assert shapes[0] == shapes[1]


def test_opening_an_older_file_brings_it_forward_and_keeps_a_copy_of_before(path: Path, older: int) -> None:
    DatabaseFile(path).migrate(older)
    before = content(path)
    SqliteStore(path).close()
    copy = path.with_name(f"{path.name}.shape-{older}")
    assert DatabaseFile(path).shape() == NEWEST
    assert content(copy) == before and ask(copy, "PRAGMA user_version") == [(older,)]
    assert copy.stat().st_mode & 0o077 == 0


def test_each_step_is_recorded_with_its_time_and_release(path: Path) -> None:
    file = DatabaseFile(path)
    file.migrate(NEWEST - 1)
    file.migrate(NEWEST)
    at, before, after, program = file.history()[-1]
    assert (before, after) == (NEWEST - 1, NEWEST) and at[:2] == "20" and program


def test_a_process_killed_within_a_step_leaves_the_file_at_the_step_before(path: Path) -> None:
    DatabaseFile(path).migrate(1)
    before = content(path)
    dying = (
        "import os, signal, sys, pathlib\n"
        "from functions.adapters.sqlite import migrations\n"
        "from functions.adapters.sqlite.shape import DatabaseFile\n"
        "def die(*_): os.kill(os.getpid(), signal.SIGKILL)\n"
        "migrations.datetime = type('Clock', (), {'now': staticmethod(die)})\n"
        "DatabaseFile(pathlib.Path(sys.argv[1])).migrate(migrations.NEWEST)\n"
    )
    run = subprocess.run([sys.executable, "-c", dying, path], cwd=ROOT, env=os.environ)
    assert run.returncode == -signal.SIGKILL
    file = DatabaseFile(path)
    reached = file.shape()
    assert 1 <= reached < NEWEST and file.differences() == [] and content(path) == before
    SqliteStore(path).close()
    assert file.shape() == NEWEST and content(path) == before


def test_a_step_that_fails_leaves_nothing_of_itself(path: Path) -> None:
    file = DatabaseFile(path)
    file.migrate(1)
    ask(path, "CREATE TABLE migration (id INTEGER)")  # in the way of a later step
    with pytest.raises(sqlite3.OperationalError):
        file.migrate(NEWEST)
    reached = file.shape()
    assert reached < NEWEST
    ask(path, "DROP TABLE migration")
    assert file.differences() == []
    file.migrate(NEWEST)
    assert file.shape() == NEWEST


def test_the_shape_does_not_change_while_somebody_works_with_it(path: Path) -> None:
    store = SqliteStore(path)
    with pytest.raises(Conflict, match="Stop"):
        DatabaseFile(path).migrate(1)
    store.cases.append(new_case("c9"))
    store.close()
    DatabaseFile(path).migrate(1)
    with pytest.raises(Conflict):
        held = os.open(path.with_name(path.name + ".users"), os.O_RDWR)
        try:
            import fcntl

            fcntl.flock(held, fcntl.LOCK_SH)
            SqliteStore(path)
        finally:
            os.close(held)
    assert DatabaseFile(path).shape() == 1


def test_a_file_whose_tables_do_not_fit_its_number_is_refused_by_name(path: Path) -> None:
    ask(path, "DROP TABLE draft")
    with pytest.raises(Invalid, match="draft"):
        SqliteStore(path)


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "theirs.sqlite3"
    ask(path, "CREATE TABLE theirs (id INTEGER)")
    with pytest.raises(Invalid, match="another program"):
        SqliteStore(path)
    assert ask(path, "SELECT name FROM sqlite_master") == [("theirs",)]


@pytest.fixture
def state(path: Path) -> Iterator[dict[str, Path]]:
    yield {"state": path.parent}


def test_the_command_shows_the_plan_and_changes_nothing(path: Path, state: dict[str, Path]) -> None:
    DatabaseFile(path).migrate(1)
    run = motcua("migrate", **state)
    assert run.returncode == 0 and f"forward to {NEWEST}: {MIGRATIONS[-1].name}" in run.stdout
    assert DatabaseFile(path).shape() == 1


def test_the_command_goes_back_when_asked_and_says_where_the_copy_lies(
    path: Path, state: dict[str, Path]
) -> None:
    refused = motcua("migrate", "--to", "1", answer="n\n", **state)
    assert refused.returncode == 1 and "loses" in refused.stdout and DatabaseFile(path).shape() == NEWEST
    run = motcua("migrate", "--to", "1", "--yes", **state)
    assert run.returncode == 0 and f"motcua.sqlite3.shape-{NEWEST}" in run.stdout
    assert DatabaseFile(path).shape() == 1
    assert motcua("migrate", "--newest", **state).returncode == 0
    assert DatabaseFile(path).shape() == NEWEST


def test_the_command_names_what_is_missing_and_makes_it_anew(path: Path, state: dict[str, Path]) -> None:
    ask(path, "DROP TRIGGER event_stays")
    ask(path, "DROP INDEX desk_of_case")
    said = motcua("migrate", **state)
    assert said.returncode == 1 and "event_stays" in said.stderr and "--mend" in said.stderr
    assert motcua("migrate", "--mend", **state).returncode == 0
    with pytest.raises(sqlite3.IntegrityError):
        ask(path, "UPDATE event SET actor = 'me'")


@pytest.mark.parametrize("to", ["0", str(NEWEST + 1)])
def test_a_shape_that_does_not_exist_is_refused(to: str, path: Path, state: dict[str, Path]) -> None:
    run = motcua("migrate", "--to", to, **state)
    assert run.returncode in (1, 2) and "Traceback" not in run.stderr
    assert DatabaseFile(path).shape() == NEWEST


def test_where_there_is_no_database_the_command_says_so(tmp_path: Path) -> None:
    run = motcua("migrate", state=tmp_path / "empty")
    assert run.returncode == 1 and "no database" in run.stderr and not (tmp_path / "empty").exists()
