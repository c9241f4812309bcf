"""The drill: back up under load, lose the machine, restore elsewhere, go on; and every backup that must not pass."""

from __future__ import annotations

import hashlib
import json
import shutil
import signal
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from functions.adapters.backup.manifest import read_manifest
from functions.bootstrap import World, open_world
from functions.services.rebuild import all_cases
from functions.settings import Settings
from tests.effects.made import events, go, issued, mails, send, work
from tests.effects.serving import until
from tests.server.commands import motcua
from tests.server.conftest import Send
from tests.server.running import Running, running
from tests.services.made import paper


class Senders:
    """People who send one application after another, and know what was confirmed."""

    def __init__(self, served: Running, send: Send) -> None:
        self._served, self._send, self._over = served, send, False
        self.confirmed: list[str] = []
        self._threads = [threading.Thread(target=self._run, args=(number,)) for number in range(3)]

    def __enter__(self) -> Senders:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over = True
        for thread in self._threads:
            thread.join()

    def _run(self, number: int) -> None:
        count = 0
        while not self._over:
            count += 1
            try:
                self.confirmed.append(self._send(self._served.address, f"nguoi-{number}-don-{count}"))
            except OSError:
                return


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "here" / "var"


@pytest.fixture
def safe(tmp_path: Path) -> Path:
    return tmp_path / "safe"


def backups(safe: Path) -> list[Path]:
    return sorted(safe.glob("motcua-*"))


def test_what_was_confirmed_before_a_backup_lives_on_elsewhere_and_nobody_is_told_twice(
    state: Path, built: Path, safe: Path, send: Send, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "there" / "var"
    with running(state, built, posts_per_minute=100_000) as served, Senders(served, send) as senders:
        until(lambda: len(senders.confirmed) >= 10)
        confirmed = list(senders.confirmed)
        run = motcua("backup", str(safe), "--with-keys", state=state, build=built)
        assert run.returncode == 0, run.stderr
        until(lambda: len(senders.confirmed) > len(confirmed))
        served.process.send_signal(signal.SIGKILL)  # the machine is lost
    (backup,) = backups(safe)
    run = motcua("restore", str(backup), state=elsewhere, build=built)
    assert run.returncode == 0 and " 0 faults" in run.stdout, run.stderr
    with running(elsewhere, built, posts_per_minute=100_000) as served:
        world = open_world(Settings(state=elsewhere, build=built))
        until(lambda: not any(world.store.outbox.counts().values()))
        codes = [world.cases.load(case_id).state.code for case_id in all_cases(world.cases)]
        assert set(confirmed) <= set(codes) and len(codes) == len(set(codes))
        for case_id in all_cases(world.cases):
            assert Counter(one["channel"] for one in events(world, case_id, "notified")) == {
                "email": 1,
                "sms": 1,
            }
        told = Counter(one.subject for one in mails(world, 10_000))
        assert set(told.values()) == {1} and len(told) == len(codes)
        new = send(served.address, "nguoi-nop-sau-khi-khoi-phuc")
        assert new not in codes and new not in senders.confirmed
        world.close()


@pytest.fixture
def lived_in(state: Path, built: Path) -> Iterator[World]:
    """A case with a file and its signed papers, and one whose effects are still owed."""
    world = open_world(Settings(state=state, build=built))
    send(world, paper("giay_de_nghi"))
    work(world)
    send(world, paper("giay_de_nghi"))
    yield world
    world.close()


def take(world: World, safe: Path, *options: str) -> Path:
    settings = world.settings
    run = motcua("backup", str(safe), *options, state=settings.state, build=settings.build)
    assert run.returncode == 0, run.stderr
    return backups(safe)[-1]


def restored(backup: Path, state: Path, world: World, *options: str) -> World:
    run = motcua("restore", str(backup), *options, state=state, build=world.settings.build)
    assert run.returncode == 0, run.stderr
    return open_world(Settings(state=state, build=world.settings.build))


def test_papers_open_after_a_restore_and_owed_work_is_done(
    lived_in: World, safe: Path, tmp_path: Path
) -> None:
    sent = send(lived_in)
    go(lived_in, sent, "receive")
    work(lived_in)
    owed = send(lived_in, paper("giay_de_nghi"))
    there = restored(take(lived_in, safe, "--with-keys"), tmp_path / "there", lived_in)
    (receipt,) = issued(there, sent)
    _name, pdf = there.tracking.document(sent.code, sent.token, receipt["id"])
    assert hashlib.sha256(pdf).hexdigest() == receipt["sha256"]
    assert files_of(there) == files_of(lived_in) != {}
    assert work(there) >= 1 and not any(there.store.outbox.counts().values())
    assert len(events(there, owed.case_id, "notified")) == 2
    there.close()


def files_of(world: World) -> dict[str, bytes]:
    root = world.settings.state / "files"
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_the_backup_is_for_its_owner_only_and_appears_whole(lived_in: World, safe: Path) -> None:
    backup = take(lived_in, safe)
    for path in (backup, *backup.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path
    manifest = read_manifest(backup)
    assert {entry.path for entry in manifest.entries} == {
        path.relative_to(backup).as_posix()
        for path in backup.rglob("*")
        if path.is_file() and path.name != "manifest.jsonl"
    }
    assert not list(safe.glob(".*.partial"))


def test_keys_are_left_out_with_a_warning_unless_wanted(lived_in: World, safe: Path, tmp_path: Path) -> None:
    where = {"state": lived_in.settings.state, "build": lived_in.settings.build}
    run = motcua("backup", str(safe), **where)
    assert "no backup" in run.stderr and not list(safe.rglob("*.key"))
    refused = motcua("restore", str(backups(safe)[0]), state=tmp_path / "there", build=where["build"])
    assert refused.returncode == 1 and "--keys" in refused.stderr and not (tmp_path / "there").exists()
    run = motcua("backup", str(tmp_path / "two"), "--with-keys", **where)
    assert "WARNING" in run.stderr and list((tmp_path / "two").rglob("master.key"))


def test_keys_kept_apart_come_together_again_and_foreign_ones_are_refused(
    lived_in: World, safe: Path, tmp_path: Path
) -> None:
    vault = tmp_path / "vault"
    backup = take(lived_in, safe, "--keys", str(vault))
    (keys,) = backups(vault)
    assert not list(safe.rglob("*.key"))
    there = restored(backup, tmp_path / "there", lived_in, "--keys", str(keys))
    assert there.cases.load(next(all_cases(there.cases))).key is not None
    there.close()
    other = open_world(Settings(state=tmp_path / "other" / "var", build=lived_in.settings.build))
    send(other)
    take(other, tmp_path / "other-safe", "--keys", str(tmp_path / "other-vault"))
    (foreign,) = backups(tmp_path / "other-vault")
    other.close()
    run = motcua(
        "restore",
        str(backup),
        "--keys",
        str(foreign),
        state=tmp_path / "wrong",
        build=lived_in.settings.build,
    )
    assert run.returncode == 1 and "missing" in run.stderr and not (tmp_path / "wrong").exists()


def refused(backup: Path, tmp_path: Path) -> str:
    """What is said of a backup that must not be restored; nothing may be left of the attempt."""
    run = motcua("restore", str(backup), state=tmp_path / "there", build=tmp_path)
    assert run.returncode == 1 and "Traceback" not in run.stderr
    assert not (tmp_path / "there").exists() and not list(tmp_path.glob(".*restoring"))
    return run.stderr


def a_file(backup: Path) -> Path:
    return next(path for path in sorted((backup / "files").rglob("*")) if path.is_file())


def test_a_backup_with_a_file_cut_off_altered_missing_or_added_is_refused_by_name(
    lived_in: World, safe: Path, tmp_path: Path
) -> None:
    backup = take(lived_in, safe, "--with-keys")
    for number, (change, said) in enumerate(
        [
            (lambda path: path.write_bytes(path.read_bytes()[:-9]), "cut off"),
            (lambda path: path.write_bytes(b"X" + path.read_bytes()[1:]), "not what was backed up"),
            (lambda path: path.unlink(), "missing"),
            (lambda path: path.with_name("la.pdf").write_bytes(b"x"), "does not know"),
        ]
    ):
        harmed = tmp_path / f"harmed-{number}"
        shutil.copytree(backup, harmed)
        change(a_file(harmed))
        told = refused(harmed, tmp_path)
        assert said in told and ("la.pdf" if number == 3 else a_file(backup).name) in told
        check = motcua("restore", str(harmed), "--check")
        assert check.returncode == 1 and said in check.stderr
    assert motcua("restore", str(backup), "--check").returncode == 0


def test_a_manifest_cut_off_altered_missing_or_of_another_format_is_refused(
    lived_in: World, safe: Path, tmp_path: Path
) -> None:
    backup = take(lived_in, safe, "--with-keys")
    manifest = backup / "manifest.jsonl"
    whole = manifest.read_text()
    lines = whole.splitlines(keepends=True)
    cases = [
        ("".join(lines[:-1]), "cut off"),
        (whole[: len(whole) // 2], "cut off"),
        ("".join([lines[0], *lines[2:]]), "cut off or altered"),
        (whole.replace('"size": ', '"size": 1', 1), "altered"),
        (whole.replace('"format": 1', '"format": 2'), "format 2"),
        ("", "cut off"),
    ]
    for text, said in cases:
        manifest.write_text(text)
        assert said in refused(backup, tmp_path), said
    manifest.unlink()
    assert "no backup" in refused(backup, tmp_path)


def test_a_backup_of_a_newer_release_is_refused(lived_in: World, safe: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(lived_in.settings.state / "motcua.sqlite3")) as database:
        database.execute("PRAGMA user_version = 2")
    backup = take(lived_in, safe, "--with-keys")
    database = backup / "motcua.sqlite3"
    with closing(sqlite3.connect(database)) as changed:
        changed.execute("PRAGMA user_version = 99")
    _sealed_anew(backup, database)
    assert "newer release" in refused(backup, tmp_path)


def _sealed_anew(backup: Path, changed: Path) -> None:
    """The manifest as the newer release would have written it."""
    from functions.adapters.backup.copying import measured
    from functions.adapters.backup.manifest import ManifestWriter

    manifest = read_manifest(backup)
    writing = ManifestWriter(backup, manifest.head)
    for entry in manifest.entries:
        writing.add(measured(changed, entry.path) if entry.path == changed.name else entry)
    writing.close()


def test_nothing_is_restored_over_an_installation(lived_in: World, safe: Path) -> None:
    backup = take(lived_in, safe, "--with-keys")
    send(lived_in)
    before = (lived_in.settings.state / "motcua.sqlite3-wal").read_bytes()
    run = motcua("restore", str(backup), state=lived_in.settings.state, build=lived_in.settings.build)
    assert run.returncode == 1 and "never restored over" in run.stderr
    assert (lived_in.settings.state / "motcua.sqlite3-wal").read_bytes() == before


def test_a_broken_chain_in_a_whole_backup_is_named(lived_in: World, safe: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(lived_in.settings.state / "motcua.sqlite3")) as database, database:
        database.execute("DROP TRIGGER event_stays")
        database.execute("UPDATE event SET at = '2020-01-01' WHERE seq = 1")
    backup = take(lived_in, safe, "--with-keys")
    run = motcua("restore", str(backup), state=tmp_path / "there", build=lived_in.settings.build)
    assert run.returncode == 1 and next(all_cases(lived_in.cases)) in run.stderr


def test_messages_that_may_have_gone_out_can_be_held_for_a_person(
    lived_in: World, safe: Path, tmp_path: Path
) -> None:
    there = restored(take(lived_in, safe, "--with-keys"), tmp_path / "there", lived_in, "--hold-notices")
    before = len(mails(there))
    work(there)
    assert len(mails(there)) == before and there.store.outbox.counts()["dead"] >= 1
    for row in there.store.outbox.dead():
        there.store.outbox.revive(row.id)
    work(there)
    assert len(mails(there)) > before
    there.close()


def test_only_the_newest_backups_are_kept_and_what_is_alike_takes_no_room_twice(
    lived_in: World, safe: Path
) -> None:
    made = []
    for _n in range(3):
        until(lambda: _a_new_second(safe))
        made.append(take(lived_in, safe, "--keep", "2"))
    assert backups(safe) == made[1:]
    assert a_file(made[2]).stat().st_ino == a_file(made[1]).stat().st_ino
    assert read_manifest(made[2]).bytes > 0 and motcua("restore", str(made[2]), "--check").returncode == 0


def _a_new_second(safe: Path) -> bool:
    from datetime import UTC, datetime

    return not (safe / f"motcua-{datetime.now(UTC):%Y%m%dT%H%M%SZ}").exists()


def test_what_a_died_backup_left_is_cleared_away(lived_in: World, safe: Path) -> None:
    left = safe / ".motcua-20260101T000000Z.partial"
    left.mkdir(parents=True)
    (left / "half").write_text("x")
    take(lived_in, safe)
    assert not left.exists() and len(backups(safe)) == 1


def test_word_of_the_last_backup_and_of_a_failure_is_left_for_operators(lived_in: World, safe: Path) -> None:
    status = lived_in.settings.state / "backup.json"
    backup = take(lived_in, safe)
    said = json.loads(status.read_text())
    assert said["place"] == str(backup) and said["at"] and said["failed_at"] is None
    inside = lived_in.settings.state / "backups"
    run = motcua("backup", str(inside), state=lived_in.settings.state, build=lived_in.settings.build)
    assert run.returncode == 1 and "another disk" in run.stderr and not inside.exists()
    after = json.loads(status.read_text())
    assert after["at"] == said["at"] and after["failed_at"] and after["error"] == "Invalid"


def test_an_erasure_during_a_long_backup_holds_nobody_up_and_is_scrubbed_after(lived_in: World) -> None:
    path = lived_in.settings.state / "motcua.sqlite3"
    first = next(all_cases(lived_in.cases))
    wrapped = lived_in.store.cases.wrapped_key(first)
    assert wrapped is not None
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM event").fetchone()  # as a backup reads
        lived_in.store.cases.destroy_key(first)
        for _n in range(20):
            lived_in.store.cases.take_number("x")  # each would wait five seconds for the reader
        reader.execute("COMMIT")
    lived_in.store.cases.take_number("x")
    assert not any(wrapped in file.read_bytes() for file in path.parent.glob("motcua.sqlite3*"))
