"""The whole app behind the real gateway, on an installation whose clock a test can turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from functions import bootstrap
from functions.adapters.clock import SetClock
from functions.bootstrap import World
from functions.ports import Officer
from functions.services.sign_in import hash_password
from tests.officer.browser import PASSWORD, Browser
from tests.services.conftest import built, clock
from tests.services.made import HOME

__all__ = ["built", "clock"]

SignedIn = Callable[..., Browser]
_HASHED = hash_password(PASSWORD)


@pytest.fixture
def world(built: Path, tmp_path: Path, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The world that the app's routes see."""
    monkeypatch.setenv("MOTCUA_STATE", str(tmp_path / "var"))
    monkeypatch.setenv("MOTCUA_BUILD", str(built))
    monkeypatch.setattr(bootstrap, "SystemClock", lambda: clock)
    bootstrap.world.cache_clear()
    yield bootstrap.world()
    bootstrap.world().close()
    bootstrap.world.cache_clear()


def officer(world: World, role: str, office: str = HOME) -> Officer:
    """An officer who can sign in."""
    login = f"{role}.{office}".replace(":", "-").replace("_", "-")
    made = Officer(f"cb-{login}", login, f"Cán bộ {role}", office, (role,), _HASHED, "Chức vụ")
    world.store.officers.put(made)
    return made


@pytest.fixture
def signed_in(world: World) -> SignedIn:
    """Signs an officer in, and gives a browser with their session; once a moment, as scrypt is slow on purpose."""
    sessions: dict[tuple[str, datetime], dict[str, str]] = {}

    def enter(role: str, office: str = HOME) -> Browser:
        login, browser = officer(world, role, office).login, Browser()
        known = sessions.get((login, world.clock.now()))
        if known is None:
            browser.sign_in(login)
            known = sessions[login, world.clock.now()] = dict(browser.cookies)
        return Browser(dict(known))

    return enter
