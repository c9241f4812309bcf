"""The composition root: settings choose the adapters, and nothing else sees them all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from functions.adapters.catalogue import BuiltCatalogue
from functions.adapters.clamd import ClamdScanner, NoScanner
from functions.adapters.clock import SystemClock
from functions.adapters.content_kind import ContentJudge
from functions.adapters.files import FolderBlobs
from functions.adapters.index_folder import IndexFolder
from functions.adapters.local_keys import LocalKeys
from functions.adapters.mail import FolderMailer, SmtpMailer
from functions.adapters.pyhanko import PdfVerifier, TestAuthoritySigner
from functions.adapters.sms import FolderSms
from functions.adapters.sqlite import SqliteStore
from functions.adapters.translations import BuiltTranslations
from functions.adapters.translations import Words as Words
from functions.adapters.typesetter import TypstTypesetter
from functions.ports import (
    BlobStore,
    Clock,
    KeyVault,
    MessageFolder,
    Scanner,
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
    database = settings.state / "motcua.sqlite3"
    clock = clock or SystemClock()
    keys = LocalKeys(settings.state / "master.key", database)
    store = SqliteStore(database)
    blobs = FolderBlobs(settings.state / "files")
    tokens = Tokens(_secret(settings.state / "tokens.key"))
    catalogue = BuiltCatalogue(settings.build, store.versions)
    translations = BuiltTranslations(settings.build)
    judge = ContentJudge()
    cases = Cases(store, keys, clock, catalogue)
    drafts = Drafts(store, blobs, clock, tokens, judge, timedelta(days=settings.draft_days))
    in_force = InForce(catalogue.reference)
    said = translations.spoken
    submissions = Submissions(cases, drafts, tokens, judge, in_force, settings.case_code_style, said)
    tracking = Tracking(cases, blobs, store.limits, tokens, settings.lookups_per_minute)
    folders = _folders(settings)
    erasure = Erasure(cases, blobs, tuple(folders.values()))
    notify = _notify(settings, cases, tokens, folders)
    typesetter = TypstTypesetter()
    signer = TestAuthoritySigner(_test_authority(settings), clock, typesetter, settings.tsa_url)
    verifier = _verifier(settings, clock)
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
            "scan": Scan(blobs, _scanner(settings), judge, clock),
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
    return Checking(_verifier(load(os.environ), SystemClock()), ZoneInfo("Asia/Ho_Chi_Minh"))


def _verifier(settings: Settings, clock: Clock) -> PdfVerifier:
    return PdfVerifier(_test_authority(settings), settings.signature_roots, clock)


def _test_authority(settings: Settings) -> Path:
    return settings.state / "test-authority"


def _scanner(settings: Settings) -> Scanner:
    return ClamdScanner(settings.clamd_host, settings.clamd_port) if settings.clamd_host else NoScanner()


def _folders(settings: Settings) -> dict[str, FolderMailer | FolderSms]:
    if settings.smtp_host:
        return {}
    return {"email": FolderMailer(settings.state / "mail"), "sms": FolderSms(settings.state / "sms")}


def _notify(
    settings: Settings, cases: Cases, tokens: Tokens, folders: Mapping[str, FolderMailer | FolderSms]
) -> Notify:
    """With a mail server messages go out; text messages then need a gateway of their own."""
    smtp = SmtpMailer(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_starttls,
        settings.smtp_user,
        settings.smtp_password.get_secret_value(),
    )
    mailer, sms = folders.get("email"), folders.get("sms")
    return Notify(
        cases=cases,
        mailer=mailer if isinstance(mailer, FolderMailer) else smtp,
        sms=sms if isinstance(sms, FolderSms) else None,
        tokens=tokens,
        public_url=settings.public_url,
        sender=settings.mail_from,
    )


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
