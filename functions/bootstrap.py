"""The composition root: settings choose the adapters, and nothing else sees them all."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from functions.adapters.catalogue import BuiltCatalogue
from functions.adapters.clock import SystemClock
from functions.adapters.content_kind import ContentJudge
from functions.adapters.files import FolderBlobs
from functions.adapters.local_keys import LocalKeys
from functions.adapters.sqlite import SqliteStore
from functions.ports import BlobStore, Clock, KeyVault, Store
from functions.rendering.pages import Pages
from functions.services.cases import Cases
from functions.services.drafts import Drafts
from functions.services.progress import Casework
from functions.services.sign_in import SignIn
from functions.services.submit import Submissions
from functions.services.tokens import Tokens
from functions.services.track import Tracking
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
    cases: Cases
    drafts: Drafts
    submissions: Submissions
    tracking: Tracking
    casework: Casework
    sign_in: SignIn
    pages: Pages

    def close(self) -> None:
        """Finish what was begun, then let go of the store."""
        self.store.close()


def open_world(settings: Settings, clock: Clock | None = None) -> World:
    """Open the embedded adapters below ``settings.state``. Raises ``Invalid`` for a broken installation."""
    settings.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = settings.state / "motcua.sqlite3"
    clock = clock or SystemClock()
    keys = LocalKeys(settings.state / "master.key", database)
    store = SqliteStore(database)
    blobs = FolderBlobs(settings.state / "files")
    tokens = Tokens(_secret(settings.state / "tokens.key"))
    catalogue = BuiltCatalogue(settings.build, store.versions)
    judge = ContentJudge()
    cases = Cases(store, keys, clock, catalogue)
    drafts = Drafts(store, blobs, clock, tokens, judge, timedelta(days=settings.draft_days))
    return World(
        settings=settings,
        store=store,
        blobs=blobs,
        keys=keys,
        clock=clock,
        tokens=tokens,
        catalogue=catalogue,
        cases=cases,
        drafts=drafts,
        submissions=Submissions(cases, drafts, tokens, judge, settings.case_code_style),
        tracking=Tracking(cases, blobs, store.limits, tokens, settings.lookups_per_minute),
        casework=Casework(cases, blobs),
        sign_in=SignIn(store.officers, store.limits, tokens, clock),
        pages=Pages(settings.templates, catalogue.reference),
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
