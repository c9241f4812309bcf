"""The composition root: settings choose the adapters, and nothing else sees them all."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from functions.adapters.catalogue import BuiltCatalogue
from functions.adapters.clock import SystemClock
from functions.adapters.files import FolderBlobs
from functions.adapters.local_keys import LocalKeys
from functions.adapters.sqlite import SqliteStore
from functions.ports import BlobStore, Clock, KeyVault, Store
from functions.services.tokens import Tokens
from functions.settings import Settings, load


@dataclass(frozen=True, slots=True)
class World:
    """Everything that services ask for, opened once in a process."""

    settings: Settings
    store: Store
    blobs: BlobStore
    keys: KeyVault
    clock: Clock
    tokens: Tokens
    catalogue: BuiltCatalogue

    def close(self) -> None:
        """Finish what was begun, then let go of the store."""
        self.store.close()


def open_world(settings: Settings) -> World:
    """Open the embedded adapters below ``settings.state``. Raises ``Invalid`` for a broken installation."""
    settings.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = settings.state / "motcua.sqlite3"
    keys = LocalKeys(settings.state / "master.key", database)
    store = SqliteStore(database)
    return World(
        settings=settings,
        store=store,
        blobs=FolderBlobs(settings.state / "files"),
        keys=keys,
        clock=SystemClock(),
        tokens=Tokens(_secret(settings.state / "tokens.key")),
        catalogue=BuiltCatalogue(settings.build, store.versions),
    )


@cache
def world() -> World:
    """The world of this process, from its environment."""
    return open_world(load(os.environ))


def _secret(path: Path) -> bytes:
    """The secret that signs tokens, made once; only the owner may read it."""
    if not path.exists():
        made = path.with_suffix(f".{os.getpid()}")
        made.touch(mode=0o600)
        made.write_bytes(secrets.token_bytes(32))
        try:
            os.link(made, path)  # fails if another process was first, and then its secret counts
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_bytes()
