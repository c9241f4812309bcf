"""The demo: an officer at every desk that any service needs, one password shown once, nothing for real use."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.bootstrap import World, open_world
from functions.domain.case import fold
from functions.domain.declaration import Process
from functions.domain.engine import office_of
from functions.domain.errors import Invalid
from functions.domain.events import CITIZEN, Sent
from functions.entrypoints.demo import guide, seeded
from functions.settings import Settings
from tests.services.made import officer

URL = "http://127.0.0.1:8000"


@pytest.fixture
def demo(built: Path, tmp_path: Path) -> Iterator[World]:
    opened = open_world(Settings(state=tmp_path / "demo", build=built, demo=True))
    yield opened
    opened.close()


def test_every_service_finds_somebody_at_every_desk(demo: World) -> None:
    sample = seeded(demo)
    there = {(one.office_id, role) for one in sample.officers for role in one.roles}
    for slug in demo.catalogue.slugs():
        _version, service = demo.catalogue.current(slug)
        today = demo.cases.calendar.local(demo.clock.now()).date()
        home = demo.catalogue.reference.offices(service.authority, today)[0].id
        sent = Sent(
            at=demo.clock.now(),
            actor=CITIZEN,
            slug=slug,
            version="x",
            code="x",
            office_id=home,
            channel="online",
        )
        state = fold([sent], service, demo.cases.calendar)
        for step in service.workflow.steps:
            assert step.role is None or (office_of(state, step.unit), step.role) in there, slug
            for one in step.consultations:
                assert (office_of(state, one.unit), one.role) in there, slug
        for role in service.opened_by if isinstance(service, Process) else ():
            assert (home, role) in there, slug


def test_the_password_is_shown_in_the_first_run_only_and_opens_every_account(demo: World) -> None:
    first = seeded(demo)
    lines = "\n".join(guide(demo, first, URL))
    assert first.password and lines.count(first.password) == 1
    assert demo.sign_in.enter(first.officers[-1].login, first.password, "10.0.0.1")
    assert len({one.password_hash for one in first.officers}) == 1
    assert all(one.login in lines for one in first.officers)
    again = seeded(demo)
    lines = "\n".join(guide(demo, again, URL))
    assert again.password == "" and again.officers == first.officers
    assert first.password not in lines and "officers password" in lines
    stored = b"".join(path.read_bytes() for path in demo.settings.state.rglob("*") if path.is_file())
    assert first.password.encode() not in stored


def test_the_guide_names_what_to_try_and_what_is_only_a_sample(demo: World) -> None:
    lines = "\n".join(guide(demo, seeded(demo), URL))
    for path in ("/", "/ho-so", "/can-bo", "/thu-nghiem/thu", "/kiem-tra-chu-ky"):
        assert f"{URL}{path}" in lines
    assert "/nop/" in lines and "giao-nhiem-vu" not in lines
    assert "no legal value" in lines


def test_no_sample_officers_outside_a_demo_nor_among_real_ones(world: World, demo: World) -> None:
    with pytest.raises(Invalid, match="demo only"):
        seeded(world)
    assert world.store.officers.list() == ()
    officer(demo, "reception")
    with pytest.raises(Invalid, match="officers of its own"):
        seeded(demo)
    assert len(demo.store.officers.list()) == 1


def test_a_port_that_is_taken_is_told_and_no_password_is_lost(built: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = {
            "MOTCUA_STATE": str(tmp_path / "var"),
            "MOTCUA_BUILD": str(built),
            "MOTCUA_PORT": str(taken.getsockname()[1]),
        }
        command = [Path(sys.executable).parent / "motcua", "serve", "--demo"]
        run = subprocess.run(command, env=os.environ | settings, capture_output=True, text=True, timeout=60)
    assert run.returncode == 1 and "MOTCUA_PORT" in run.stderr and "Traceback" not in run.stderr
    opened = open_world(Settings(state=tmp_path / "var", build=built))
    assert opened.store.officers.list() == ()
    opened.close()
