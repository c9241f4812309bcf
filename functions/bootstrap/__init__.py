"""The composition root: settings choose the adapters, and nothing else sees them all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from functools import cache, cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from functions.adapters.clock import SystemClock
from functions.adapters.measures.timed import timed_signer, timed_store
from functions.adapters.probe_catalogue import ProbedCatalogue
from functions.adapters.translations import BuiltTranslations
from functions.adapters.translations import Words as Words
from functions.bootstrap import chosen
from functions.bootstrap.secret_values import secret_values, token_secret
from functions.domain.errors import Fault, Invalid
from functions.ports import (
    BlobStore,
    Clock,
    FileJudge,
    KeyVault,
    Mailer,
    Measures,
    MessageFolder,
    Signer,
    Store,
    Typesetter,
    Verifier,
)
from functions.services.cases import Cases
from functions.services.drafts import Drafts
from functions.services.in_force import InForce
from functions.services.quota import Quota
from functions.services.submit import Submissions
from functions.services.tokens import Tokens
from functions.settings import Settings, load

if TYPE_CHECKING:
    from functions.adapters.mail import FolderMailer
    from functions.adapters.sms import FolderSms
    from functions.rendering.pages import Pages
    from functions.services.digest import Digesting
    from functions.services.effects import Act
    from functions.services.effects.announce import Announcer, Relay
    from functions.services.effects.perform import Worker
    from functions.services.erase import Erasure
    from functions.services.health import Health
    from functions.services.housekeeping import Housekeeping
    from functions.services.open_work import OpenWork
    from functions.services.progress import Casework
    from functions.services.search import Search
    from functions.services.sign_in import SignIn
    from functions.services.supplement import Supplements
    from functions.services.survey import Survey
    from functions.services.track import Tracking
    from functions.services.undelivered import UndeliveredMessages
    from functions.services.unlock import Unlocking
    from functions.services.uploads import Uploads
    from functions.services.verify import Checking


class World:
    """Everything that services ask for, opened once in a process.

    What each request needs is opened at once. The rest is imported and made when it is first asked for, so
    that a cold start pays for the work at hand alone; :meth:`complete` makes all of it.
    """

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        """Raises ``Invalid`` for a broken installation."""
        settings.state.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.settings = settings
        self.clock: Clock = clock or SystemClock()
        self.measures: Measures = chosen.measures(settings)
        self._secret = secret_values(settings)
        self.keys: KeyVault = chosen.keys(settings)
        self.store: Store = timed_store(chosen.store(settings), self.measures)
        self.blobs: BlobStore = chosen.blobs(settings)
        self.tokens = Tokens(token_secret(settings, self._secret))
        self.catalogue = ProbedCatalogue(
            settings.build, self.store.versions, lambda: chosen.probe_signs(settings)
        )
        self.translations = BuiltTranslations(settings.build)
        self.cases = Cases(self.store, self.keys, self.clock, self.catalogue)

    def complete(self) -> None:
        """Make every part, for a process whose threads share them; what is set up wrong comes out here."""
        for name, part in vars(World).items():
            if isinstance(part, cached_property):
                getattr(self, name)

    def worker(self, name: str) -> Worker:
        """Somebody who does what is owed. ``name`` is nobody else's."""
        from functions.services.effects.perform import Worker

        gave_up = self.undelivered.gave_up
        return Worker(name, self.cases, self.blobs, self.acts, measures=self.measures, buried=gave_up)

    def close(self) -> None:
        """Finish what was begun, then let go of the store."""
        self.store.close()
        self.measures.flush()

    @cached_property
    def drafts(self) -> Drafts:
        kept = timedelta(days=self.settings.draft_days)
        return Drafts(self.store, self.blobs, self.clock, self.tokens, self._judge, kept)

    @cached_property
    def submissions(self) -> Submissions:
        return Submissions(
            self.cases,
            self.drafts,
            self.tokens,
            self._judge,
            self._in_force,
            self.settings.case_code_style,
            self.translations.spoken,
            self.measures,
        )

    @cached_property
    def uploads(self) -> Uploads:
        from functions.services.uploads import Uploads

        desk = chosen.desk(self.settings, self.blobs)
        return Uploads(desk, self.blobs, self.tokens, self.clock, self._judge)

    @cached_property
    def posts(self) -> Quota:
        return self._quota("post", self.settings.posts_per_minute)

    @cached_property
    def searches(self) -> Quota:
        return self._quota("search", self.settings.searches_per_minute)

    @cached_property
    def tracking(self) -> Tracking:
        from functions.services.track import Tracking

        limits, most = self.store.limits, self.settings.lookups_per_minute
        return Tracking(self.cases, self.blobs, limits, self.tokens, most)

    @cached_property
    def unlocking(self) -> Unlocking:
        from functions.services.unlock import Unlocking

        return Unlocking(self.cases, self.store.limits, self.tokens)

    @cached_property
    def supplements(self) -> Supplements:
        from functions.services.supplement import Supplements

        said = self.translations.spoken
        return Supplements(self.cases, self.drafts, self.tracking, self._judge, self._in_force, said)

    @cached_property
    def casework(self) -> Casework:
        from functions.services.progress import Casework

        return Casework(self.cases, self.blobs, self._in_force)

    @cached_property
    def open_work(self) -> OpenWork:
        from functions.services.open_work import OpenWork

        style = self.settings.case_code_style
        return OpenWork(self.cases, self.drafts, self._judge, style, self._in_force)

    @cached_property
    def sign_in(self) -> SignIn:
        from functions.services.sign_in import SignIn

        return SignIn(self.store.officers, self.store.limits, self.tokens, self.clock)

    @cached_property
    def search(self) -> Search:
        from functions.adapters.index_folder import IndexFolder
        from functions.services.search import Search

        return Search(IndexFolder(self.settings.build))

    @cached_property
    def pages(self) -> Pages:
        from functions.rendering.pages import Pages

        words = self.translations.words
        return Pages(self.settings.templates, self.catalogue.reference, lambda code: words(code).pages)

    @cached_property
    def acts(self) -> Mapping[str, Act]:
        """Who does each kind of effect."""
        from functions.services.effects.issue import Issue
        from functions.services.effects.notify import Notify
        from functions.services.effects.scan import Scan

        settings, folders = self.settings, self._folders
        return {
            "scan": Scan(self.blobs, chosen.scanner(settings), self._judge, self.clock),
            "issue": Issue(
                self.cases, self.blobs, self.typesetter, self.signer, self.tokens, settings.public_url
            ),
            "notify": Notify(
                cases=self.cases,
                mailer=self.mailer,
                sms=chosen.sms(settings, folders, self._secret),
                tokens=self.tokens,
                public_url=settings.public_url,
                sender=settings.mail_from,
            ),
            "erase": self.erasure,
        }

    @cached_property
    def announcer(self) -> Announcer | None:
        """Who tells a queue of what is owed; nobody where workers ask the store themselves."""
        from functions.services.effects.announce import Announcer

        queue = chosen.queue(self.settings)
        return Announcer(queue, self.store.outbox, self.clock) if queue else None

    @cached_property
    def undelivered(self) -> UndeliveredMessages:
        from functions.services.undelivered import UndeliveredMessages

        return UndeliveredMessages(self.cases)

    @cached_property
    def erasure(self) -> Erasure:
        from functions.services.erase import Erasure

        return Erasure(self.cases, self.blobs, tuple(self._folders.values()))

    @cached_property
    def housekeeping(self) -> Housekeeping:
        from functions.services.housekeeping import Housekeeping
        from functions.services.orphans import Orphans

        kept = timedelta(days=self.settings.done_effects_days)
        return Housekeeping(self.cases, self.drafts, self.erasure, Orphans(self.store, self.blobs), kept)

    @cached_property
    def mailer(self) -> Mailer:
        return chosen.mailer(self.settings, self._folders, self._secret)

    @cached_property
    def digesting(self) -> Digesting:
        from functions.services.digest import Digesting

        return Digesting(self.survey)

    @cached_property
    def health(self) -> Health:
        from functions.services.health import Health

        least = self.settings.disk_free_mb * 2**20
        room = chosen.room(self.settings)
        return Health(self.store, self.catalogue, self.keys, self.clock, room, least)

    @cached_property
    def survey(self) -> Survey:
        from functions.services.survey import Survey

        return Survey(self.cases, self.health, self.measures)

    @property
    def kept_messages(self) -> Mapping[str, MessageFolder]:
        """Folders of what would have gone out, by channel; none where messages do go out."""
        return self._folders

    @cached_property
    def typesetter(self) -> Typesetter:
        from functions.adapters.typesetter import TypstTypesetter

        return TypstTypesetter()

    @cached_property
    def signer(self) -> Signer:
        signer = chosen.signer(self.settings, self.clock, self.typesetter, self._secret, self.measures)
        return timed_signer(signer, self.measures)

    @cached_property
    def verifier(self) -> Verifier:
        return chosen.verifier(self.settings, self.clock)

    @cached_property
    def checking(self) -> Checking:
        from functions.services.verify import Checking

        zone = self.catalogue.reference.calendar.zone
        return Checking(self.verifier, zone, self._quota("check", self.settings.checks_per_minute))

    @cached_property
    def _judge(self) -> FileJudge:
        from functions.adapters.content_kind import ContentJudge

        return ContentJudge()

    @cached_property
    def _in_force(self) -> InForce:
        return InForce(self.catalogue.reference)

    @cached_property
    def _folders(self) -> dict[str, FolderMailer | FolderSms]:
        return chosen.folders(self.settings)

    def _quota(self, what: str, most: int) -> Quota:
        return Quota(self.store.limits, self.tokens, self.clock, what, most)


def open_world(settings: Settings, clock: Clock | None = None) -> World:
    """Open the installation that the settings describe. Raises ``Invalid`` for a broken one."""
    return World(settings, clock)


@cache
def world() -> World:
    """The world of this process, from its environment."""
    return open_world(load(os.environ))


@cache
def relay() -> Relay:
    """What passes news of the table on to the queue: no store, no keys, no secrets."""
    from functions.adapters.aws.stream import owed_by
    from functions.services.effects.announce import Relay

    queue = chosen.queue(load(os.environ))
    if queue is None:
        fault = Fault("MOTCUA_QUEUE", "poll", "There is no queue to tell. Set MOTCUA_QUEUE=sqs.")
        raise Invalid("The settings do not hold; nothing was started.", [fault])
    return Relay(queue, SystemClock(), owed_by)


@cache
def upload_origin() -> str:
    """Where pages of this process send files, if that is not here."""
    return chosen.upload_origin(load(os.environ))


def checking_alone() -> Checking:
    """The check of signed files without store and catalogue, for whoever has a file and a keyboard."""
    from functions.services.verify import Checking

    return Checking(chosen.verifier(load(os.environ), SystemClock()), ZoneInfo("Asia/Ho_Chi_Minh"))
