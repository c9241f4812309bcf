"""The composition root: settings choose the adapters, and nothing else sees them all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from zoneinfo import ZoneInfo

from functions.adapters.catalogue import BuiltCatalogue
from functions.adapters.clock import SystemClock
from functions.adapters.content_kind import ContentJudge
from functions.adapters.index_folder import IndexFolder
from functions.adapters.translations import BuiltTranslations
from functions.adapters.translations import Words as Words
from functions.adapters.typesetter import TypstTypesetter
from functions.bootstrap import chosen
from functions.ports import (
    BlobStore,
    Clock,
    KeyVault,
    MessageFolder,
    Signer,
    Store,
    Typesetter,
    Verifier,
)
from functions.rendering.pages import Pages
from functions.services.cases import Cases
from functions.services.drafts import Drafts
from functions.services.effects import Act
from functions.services.effects.issue import Issue
from functions.services.effects.notify import Notify
from functions.services.effects.perform import Worker
from functions.services.effects.scan import Scan
from functions.services.erase import Erasure
from functions.services.housekeeping import Housekeeping
from functions.services.in_force import InForce
from functions.services.open_work import OpenWork
from functions.services.orphans import Orphans
from functions.services.progress import Casework
from functions.services.quota import Quota
from functions.services.search import Search
from functions.services.sign_in import SignIn
from functions.services.submit import Submissions
from functions.services.supplement import Supplements
from functions.services.tokens import Tokens
from functions.services.track import Tracking
from functions.services.verify import Checking
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
    translations: BuiltTranslations
    cases: Cases
    drafts: Drafts
    submissions: Submissions
    tracking: Tracking
    supplements: Supplements
    posts: Quota
    casework: Casework
    open_work: OpenWork
    sign_in: SignIn
    search: Search
    pages: Pages
    acts: Mapping[str, Act]
    erasure: Erasure
    housekeeping: Housekeeping
    kept_messages: Mapping[str, MessageFolder]
    """Folders of what would have gone out, by channel; none where messages do go out."""
    typesetter: Typesetter
    signer: Signer
    verifier: Verifier
    checking: Checking

    def worker(self, name: str) -> Worker:
        """Somebody who does what is owed. ``name`` is nobody else's."""
        return Worker(name, self.cases, self.blobs, self.acts)

    def close(self) -> None:
        """Finish what was begun, then let go of the store."""
        self.store.close()


def open_world(settings: Settings, clock: Clock | None = None) -> World:
    """Open the embedded adapters below ``settings.state``. Raises ``Invalid`` for a broken installation."""
    settings.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    clock = clock or SystemClock()
    keys = chosen.keys(settings)
    store = chosen.store(settings)
    blobs = chosen.blobs(settings)
    tokens = Tokens(chosen.token_secret(settings))
    catalogue = BuiltCatalogue(settings.build, store.versions)
    translations = BuiltTranslations(settings.build)
    judge = ContentJudge()
    cases = Cases(store, keys, clock, catalogue)
    drafts = Drafts(store, blobs, clock, tokens, judge, timedelta(days=settings.draft_days))
    in_force = InForce(catalogue.reference)
    said = translations.spoken
    submissions = Submissions(cases, drafts, tokens, judge, in_force, settings.case_code_style, said)
    tracking = Tracking(cases, blobs, store.limits, tokens, settings.lookups_per_minute)
    folders = chosen.folders(settings)
    erasure = Erasure(cases, blobs, tuple(folders.values()))
    notify = Notify(
        cases=cases,
        mailer=chosen.mailer(settings, folders),
        sms=chosen.sms(settings, folders),
        tokens=tokens,
        public_url=settings.public_url,
        sender=settings.mail_from,
    )
    typesetter = TypstTypesetter()
    signer = chosen.signer(settings, clock, typesetter)
    verifier = chosen.verifier(settings, clock)
    issue = Issue(cases, blobs, typesetter, signer, tokens, settings.public_url)
    return World(
        settings=settings,
        store=store,
        blobs=blobs,
        keys=keys,
        clock=clock,
        tokens=tokens,
        catalogue=catalogue,
        translations=translations,
        cases=cases,
        drafts=drafts,
        submissions=submissions,
        tracking=tracking,
        supplements=Supplements(cases, drafts, tracking, judge, in_force, said),
        posts=Quota(store.limits, tokens, clock, "post", settings.posts_per_minute),
        casework=Casework(cases, blobs, in_force),
        open_work=OpenWork(cases, drafts, judge, settings.case_code_style, in_force),
        search=Search(IndexFolder(settings.build)),
        sign_in=SignIn(store.officers, store.limits, tokens, clock),
        pages=Pages(settings.templates, catalogue.reference, lambda code: translations.words(code).pages),
        acts={
            "scan": Scan(blobs, chosen.scanner(settings), judge, clock),
            "issue": issue,
            "notify": notify,
            "erase": erasure,
        },
        erasure=erasure,
        housekeeping=Housekeeping(
            cases, drafts, erasure, Orphans(store, blobs), timedelta(days=settings.done_effects_days)
        ),
        kept_messages=folders,
        typesetter=typesetter,
        signer=signer,
        verifier=verifier,
        checking=Checking(
            verifier,
            catalogue.reference.calendar.zone,
            Quota(store.limits, tokens, clock, "check", settings.checks_per_minute),
        ),
    )


@cache
def world() -> World:
    """The world of this process, from its environment."""
    return open_world(load(os.environ))


def checking_alone() -> Checking:
    """The check of signed files without store and catalogue, for whoever has a file and a keyboard."""
    return Checking(chosen.verifier(load(os.environ), SystemClock()), ZoneInfo("Asia/Ho_Chi_Minh"))
