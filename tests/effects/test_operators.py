"""What operators see and mend: lists from events, chains held to account, dead effects, an erasure."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from dataclasses import replace
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from click.testing import CliRunner

from functions.bootstrap import World
from functions.domain.errors import EffectFailed, Invalid
from functions.entrypoints import cli
from functions.ports import Projection
from functions.services.cases import OpenCase
from functions.services.effects import Outcome, Owed
from functions.services.rebuild import Rebuilding, all_cases
from tests.effects.made import events, go, mails, send, work
from tests.services.made import officer, paper

ROOT = Path(__file__).parents[2]
MOTCUA = Path(sys.executable).parent / "motcua"


def motcua(world: World, *arguments: str, answer: str = "") -> subprocess.CompletedProcess[str]:
    """The command as an operator calls it, in a process of its own, while the installation runs."""
    settings = {"MOTCUA_STATE": str(world.settings.state), "MOTCUA_BUILD": str(world.settings.build)}
    return subprocess.run(
        [MOTCUA, *arguments],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        input=answer,
    )


def shown(world: World) -> list[tuple[Projection, str]]:
    """Every list entry with its name in clear, since each sealing differs."""
    known = [world.store.cases.projection(one) for one in all_cases(world.cases)]
    return [(replace(one, sealed=None), world.cases.applicant(one)) for one in known if one]


@pytest.fixture
def lived_in(world: World) -> World:
    """Cases in several steps, one of them erased."""
    made = [send(world, paper("giay_de_nghi")) for _n in range(4)]
    work(world)
    for sent, moves in zip(made, ((), ("receive",), ("receive", "transfer"), ("refuse",)), strict=True):
        for move in moves:
            go(world, sent, move, "Chưa đủ")
            work(world)
    world.tracking.withdraw(made[0].code, made[0].token, "Thôi")
    world.erasure.erase(made[0].case_id, "Đề nghị số 1")
    work(world)
    return world


def test_lists_rebuilt_from_events_equal_those_that_grew(lived_in: World) -> None:
    before = shown(lived_in)
    with sqlite3.connect(lived_in.settings.state / "motcua.sqlite3") as database:
        database.executescript("DELETE FROM projection; DELETE FROM desk")
    assert shown(lived_in) == []
    run = motcua(lived_in, "rebuild")
    assert (run.returncode, run.stdout) == (0, "rebuilt 4 of 4 cases\n")
    assert shown(lived_in) == before
    assert len(lived_in.casework.inbox(officer(lived_in, "reviewer")).rows) == 1


def test_a_chain_that_cannot_be_read_is_named_and_stops_no_other(lived_in: World) -> None:
    first = next(all_cases(lived_in.cases))
    tamper(lived_in, "UPDATE event SET type = 'nonsense' WHERE seq = 2 AND case_id = ?", first)
    run = motcua(lived_in, "rebuild")
    assert run.returncode == 1 and "rebuilt 3 of 4 cases" in run.stdout
    assert first in run.stderr and "Traceback" not in run.stderr


def tamper(world: World, sql: str, case_id: str) -> None:
    """What somebody with the database file in hand could do."""
    with sqlite3.connect(world.settings.state / "motcua.sqlite3") as database:
        database.executescript("DROP TRIGGER event_stays; DROP TRIGGER event_remains")
        database.execute(sql, (case_id,))


def test_whole_chains_pass_the_audit_also_of_erased_cases(lived_in: World) -> None:
    run = motcua(lived_in, "audit")
    assert (run.returncode, run.stdout) == (0, "4 of 4 chains are whole\n")
    code = shown(lived_in)[0][0].code
    assert motcua(lived_in, "audit", code).stdout == "1 of 1 chains are whole\n"
    assert motcua(lived_in, "audit", "H48.99-260609-9999").returncode == 1


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE event SET data = json_set(data, '$.fee', 0) WHERE seq = 1 AND case_id = ?", "altered"),
        ("UPDATE event SET at = '2020-01-01' WHERE seq = 2 AND case_id = ?", "altered"),
        ("DELETE FROM event WHERE seq = 2 AND case_id = ?", "missing"),
        ("DELETE FROM event WHERE seq > 2 AND case_id = ?", "The chain ends at 2"),
    ],
)
def test_whoever_changes_a_chain_is_found_out(lived_in: World, sql: str, said: str) -> None:
    first = next(all_cases(lived_in.cases))
    tamper(lived_in, sql, first)
    run = motcua(lived_in, "audit")
    assert run.returncode == 1 and said in run.stdout and first in run.stdout
    assert "3 of 4 chains are whole" in run.stdout


def test_what_was_given_up_is_shown_and_revived(world: World) -> None:
    send(world)

    def never(case: OpenCase, owed: Owed) -> Outcome:
        raise Invalid("The text names an unknown placeholder.")

    work(world, acts={"notify": never})
    run = motcua(world, "outbox")
    assert run.returncode == 1 and re.search(r"dead +1\n", run.stdout)
    assert "notify, 1 attempts: invalid: The text names an unknown placeholder." in run.stdout
    (dead,) = world.store.outbox.dead()
    assert motcua(world, "outbox", "--revive", dead.id).returncode == 0
    work(world, acts={"notify": never})
    run = motcua(world, "outbox", "--revive", "all")
    assert run.returncode == 0 and run.stdout.startswith("revived 1\n") and "pending       1" in run.stdout
    work(world)
    assert len(mails(world)) == 1


def test_reviving_a_row_that_is_not_dead_is_refused_with_what_to_do(world: World) -> None:
    run = motcua(world, "outbox", "--revive", "khong-co")
    assert run.returncode == 1 and "motcua outbox" in run.stderr and "Traceback" not in run.stderr


def test_nothing_personal_stands_among_what_operators_see(world: World) -> None:
    send(world)

    def fails(case: OpenCase, owed: Owed) -> Outcome:
        raise EffectFailed("The server is away.") if owed.row.attempts % 2 else RuntimeError(str(case.state))

    for _n in range(2):
        work(world, acts={"notify": fails}, most_attempts=1)
        world.store.outbox.revive(world.store.outbox.dead()[0].id)
    work(world, acts={"notify": fails}, most_attempts=1)
    seen = motcua(world, "outbox").stdout
    assert "dead" in seen and not any(text in seen for text in ("Hà", "0905", "Phan Đình Phùng"))


def test_erasing_asks_first_and_does_it_once(world: World) -> None:
    sent = send(world)
    refused = motcua(world, "erase", sent.code, "--basis", "Đề nghị số 7/2026", answer="n\n")
    assert refused.returncode == 1 and world.cases.load(sent.case_id).key is not None
    assert "has not ended" in refused.stderr
    done = motcua(world, "erase", sent.code, "--basis", "Đề nghị số 7/2026", answer="y\n")
    assert (done.returncode, done.stdout) == (0, f"erased {sent.code}\n")
    assert events(world, sent.case_id, "erased") == [{"basis": "Đề nghị số 7/2026"}]
    again = motcua(world, "erase", sent.code, "--basis", "x", "--yes")
    assert again.returncode == 0 and "was erased before" in again.stdout
    assert motcua(world, "audit").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("H48.99-260609-9999", "--basis", "x", "--yes"), 1),
        (("H48.99-260609-9999",), 2),
        (("--basis", "x"), 2),
    ],
)
def test_an_erasure_called_wrongly_says_so(world: World, arguments: tuple[str, ...], status: int) -> None:
    run = motcua(world, "erase", *arguments)
    assert run.returncode == status and run.stderr and "Traceback" not in run.stderr


@pytest.mark.parametrize("name", ["outbox", "rebuild", "erase", "audit"])
def test_each_command_tells_its_use_and_exit_status(name: str) -> None:
    (point,) = entry_points(group=cli.GROUP, name=name)
    said = CliRunner().invoke(cli.load(point), ["--help"])
    assert said.exit_code == 0 and "Exit status" in said.output


def test_a_case_that_moves_on_during_a_rebuild_keeps_the_newer_list_entry(world: World) -> None:
    sent = send(world)
    old = world.cases.load(sent.case_id)
    go(world, sent, "receive")
    assert not world.store.cases.replace_projection(world.cases.project(old, old.state, old.seq))
    assert Rebuilding(world.cases).rebuild(sent.case_id) is None
    known = world.store.cases.projection(sent.case_id)
    assert known is not None and known.state == "received"
