"""What SQLite must do besides the contract: a full disk, locks, newer files, erased bytes, taking turns."""

from __future__ import annotations

import gettext
import operator
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from functions.adapters.sqlite import SqliteStore
from functions.adapters.sqlite.writer import exclusive
from functions.domain.errors import Conflict, Invalid, StoreUnavailable
from functions.domain.i18n import use_translations
from functions.ports import Batch
from tests.contract.stores import events, new_case


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "motcua.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(path, patience=0.2)
    yield opened
    opened.close()


def test_a_full_disk_is_said_leaves_nothing_half_and_passes(store: SqliteStore) -> None:
    store.cases.append(new_case("before"))
    store.database.write(lambda connection: connection.execute("PRAGMA max_page_count = 1").fetchone())
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(store.cases.append, new_case(f"c{n}-" + "x" * 9000)) for n in range(8)]
    refused = [each.exception() for each in sent if each.exception() is not None]
    assert refused and all(isinstance(each, StoreUnavailable) for each in refused)
    kept = {each.result().case_id for each in sent if each.exception() is None}
    store.cases.append(new_case("after"))  # the failed connection was let go, and its limit with it
    assert set(store.cases.all_case_ids()) == kept | {"before", "after"}


def test_who_waited_in_vain_for_another_process_was_not_served_later(store: SqliteStore, path: Path) -> None:
    with exclusive(path.with_name(path.name + ".lock")):
        with pytest.raises(StoreUnavailable):
            store.cases.append(new_case("c1"))
        assert store.cases.events("c1") == []
    store.cases.append(new_case("c2"))
    assert store.cases.all_case_ids() == ["c2"]


def test_a_program_that_locks_the_database_without_taking_turns_is_waited_for_in_vain(
    store: SqliteStore, path: Path
) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    store.database.write(lambda connection: connection.execute("PRAGMA busy_timeout = 50").fetchone())
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable):
        store.cases.append(new_case("c1"))
    other.execute("ROLLBACK")
    other.close()
    store.check()
    assert store.cases.all_case_ids() == []


def test_a_file_of_a_newer_release_is_not_touched(path: Path) -> None:
    SqliteStore(path).close()
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 99")
    other.close()
    with pytest.raises(Invalid, match="newer release"):
        SqliteStore(path)


def test_a_file_that_is_no_database_is_said(path: Path) -> None:
    path.write_bytes(b"not a database " * 100)
    with pytest.raises(StoreUnavailable):
        SqliteStore(path)


def test_events_can_be_neither_changed_nor_deleted(store: SqliteStore) -> None:
    store.cases.append(new_case("c1"))
    for statement in ("UPDATE event SET actor = 'me'", "DELETE FROM event"):
        change = operator.methodcaller("execute", statement)
        with pytest.raises(sqlite3.IntegrityError):
            store.database.write(change)
    assert len(store.cases.events("c1")) == 2


def test_the_bytes_of_a_destroyed_key_are_in_no_file_any_more(store: SqliteStore, path: Path) -> None:
    for number in range(50):
        store.cases.append(new_case(f"c{number}"))
    secret = b"wrapped c25"
    assert any(secret in file.read_bytes() for file in path.parent.iterdir())
    store.cases.destroy_key("c25")
    assert not any(secret in file.read_bytes() for file in path.parent.iterdir())


def test_the_database_and_its_companions_are_for_their_owner_only(store: SqliteStore, path: Path) -> None:
    store.cases.append(new_case("c1"))
    for file in path.parent.glob("motcua.db*"):
        if not file.name.endswith(".lock"):
            assert file.stat().st_mode & 0o077 == 0, file.name


def test_every_commit_is_synced(store: SqliteStore) -> None:
    def ask(connection: sqlite3.Connection) -> tuple[object, object]:
        sync = connection.execute("PRAGMA synchronous").fetchone()[0]
        return connection.execute("PRAGMA journal_mode").fetchone()[0], sync

    assert store.database.write(ask) == ("wal", 2)


def test_readers_cannot_write(store: SqliteStore) -> None:
    with pytest.raises(StoreUnavailable):
        store.database.read("DELETE FROM claim")


def test_refusals_speak_the_language_of_who_asked(store: SqliteStore) -> None:
    class English(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return "in English"

    with use_translations(English()), pytest.raises(Conflict) as caught:
        store.cases.append(Batch("c1", 1, events("c1", 2)))
    assert caught.value.message == "in English"
