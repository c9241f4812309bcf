"""Operators keep the list of officers; a password is shown once, and nowhere else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from functions.bootstrap import open_world
from functions.domain.errors import Forbidden
from functions.settings import Settings

MOTCUA = Path(sys.executable).parent / "motcua"
Run = Callable[..., "subprocess.CompletedProcess[str]"]
NGAN = ("add", "Ngan", "--name", "Lê  Thị Bích Ngân", "--office", "ubnd_xa:21025", "--role", "reception")


@pytest.fixture
def settings(built: Path, tmp_path: Path) -> Settings:
    return Settings(state=tmp_path / "var", build=built)


@pytest.fixture
def run(settings: Settings) -> Run:
    def officers(*words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        known = {"MOTCUA_STATE": str(settings.state), "MOTCUA_BUILD": str(settings.build)}
        return subprocess.run(
            [MOTCUA, "officers", *words], env=os.environ | known, input=typed, capture_output=True, text=True
        )

    return officers


def enters(settings: Settings, login: str, password: str) -> bool:
    world = open_world(settings)
    try:
        return bool(world.sign_in.enter(login, password, "10.0.0.1"))
    except Forbidden:
        return False
    finally:
        world.close()


def shown(run: subprocess.CompletedProcess[str]) -> str:
    return next(line.partition(": ")[2] for line in run.stdout.splitlines() if "shown only now" in line)


def test_an_added_officer_signs_in_with_the_generated_password(run: Run, settings: Settings) -> None:
    made = run(*NGAN, "--generate")
    assert made.returncode == 0 and "Added ngan: reception at ubnd_xa:21025" in made.stdout
    password = shown(made)
    assert made.stdout.count(password) == 1 and password not in made.stderr
    assert enters(settings, "ngan", password) and not enters(settings, "ngan", "khác hẳn thế này")
    assert run("list").stdout == "ngan\tactive\tubnd_xa:21025\treception\tLê Thị Bích Ngân\n"
    stored = b"".join(path.read_bytes() for path in settings.state.rglob("*") if path.is_file())
    assert password.encode() not in stored


def test_a_typed_password_is_asked_for_twice_and_never_echoed(run: Run, settings: Settings) -> None:
    typed = "một mật khẩu tự chọn"
    made = run(*NGAN, typed=f"{typed}\n{typed}\n")
    assert made.returncode == 0 and typed not in made.stdout + made.stderr
    assert enters(settings, "ngan", typed)
    short = run("password", "ngan", typed="ngắn\nngắn\n")
    assert short.returncode == 1 and "12 ký tự" in short.stderr and enters(settings, "ngan", typed)


def test_a_new_password_replaces_the_old_one(run: Run, settings: Settings) -> None:
    first = shown(run(*NGAN, "--generate"))
    second = shown(run("password", "NGAN", "--generate"))
    assert not enters(settings, "ngan", first) and enters(settings, "ngan", second)


def test_a_closed_account_lets_nobody_in_until_it_is_opened_again(run: Run, settings: Settings) -> None:
    password = shown(run(*NGAN, "--generate"))
    assert run("disable", "ngan").returncode == 0 and not enters(settings, "ngan", password)
    assert "\tclosed\t" in run("list").stdout
    assert run("enable", "ngan").returncode == 0 and enters(settings, "ngan", password)


def test_every_fault_is_named_at_once_with_what_was_meant(run: Run) -> None:
    made = run("add", "Lê Ngân", "--name", " ", "--office", "so_tu_phat", "--role", "recption", "--generate")
    assert made.returncode == 1 and "Traceback" not in made.stderr and "shown only now" not in made.stdout
    for words in ("a login has", "so_tu_phap", "did you mean reception", "give the name"):
        assert words in made.stderr.lower()


@pytest.mark.parametrize(
    ("office", "mend"),
    [("ubnd_xa", "ubnd_xa:21025"), ("Sở Tư pháp", "so_tu_phap"), ("ubnd_xa:2102", "ubnd_xa:21025")],
)
def test_an_office_that_is_not_there_is_answered_with_one_that_is(run: Run, office: str, mend: str) -> None:
    made = run("add", "ngan", "--name", "Ngân", "--office", office, "--role", "reception", "--generate")
    assert made.returncode == 1 and mend in made.stderr


def test_a_taken_login_and_an_unknown_one_are_told(run: Run) -> None:
    run(*NGAN, "--generate")
    assert "already" in run(*NGAN, "--generate").stderr
    unknown = run("password", "ngna", "--generate")
    assert unknown.returncode == 1 and "Did you mean ngan?" in unknown.stderr
    assert "shown only now" not in unknown.stdout


def test_offices_are_found_by_words(run: Run) -> None:
    assert (
        run("offices", "cẩm thành", "nhân dân").stdout == "ubnd_xa:21025\tỦy ban nhân dân phường Cẩm Thành\n"
    )
