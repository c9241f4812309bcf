"""The database as services see it, and the records that pass through.

Everything here can be done by a key-value store with conditional writes as well as by SQL: look-ups by
key, ranges of one partition, transactions over named items; no joins and no scans.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from functions.domain.model import JSON

OutboxState = Literal["pending", "claimed", "done", "dead"]


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One link of a case's chain. ``seq`` counts from 1; ``at`` is ISO 8601; ``prev`` and ``hash`` are hex.

    ``data`` is open to all who may see the case; ``sealed`` holds what only the case's key opens.
    """

    case_id: str
    seq: int
    type: str
    at: str
    actor: str
    data: JSON
    sealed: bytes | None
    prev: str
    hash: str


@dataclass(frozen=True, slots=True)
class Desk:
    """A place where a case lies: a role of an office. Parallel consultation puts a case on several."""

    office_id: str
    role: str


@dataclass(frozen=True, slots=True)
class Projection:
    """What lists need of a case, folded from its events up to ``seq``; it can be rebuilt at any time.

    ``status`` is the national status 1–10, or 0 where none applies; ``data`` holds nothing personal.
    """

    case_id: str
    seq: int
    code: str
    slug: str
    version: str
    state: str
    status: int
    desks: tuple[Desk, ...]
    due: datetime | None
    data: JSON
    sealed: bytes | None = None


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Cases in the order of their due moment (none last), and the cursor of the page after, if any."""

    items: tuple[Projection, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """An effect that is owed. ``id`` is made from the case and the effect, so that none is owed twice.

    ``payload`` holds nothing personal. ``attempts`` counts claims, the present one included.
    """

    id: str
    case_id: str
    kind: str
    payload: JSON
    not_before: datetime
    attempts: int = 0
    state: OutboxState = "pending"
    last_error: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A key that only one case may hold, such as ``code:H48-…`` or ``draft:…``, with the case's id."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything that one act writes, in one transaction.

    ``expected_seq`` is the last event that the writer saw, 0 for a new case. ``wrapped_key`` comes with a
    new case only, so that a destroyed key is never replaced. ``draft_id`` names the draft that became
    this case: it goes in the same transaction, so that no clean-up can take the case's files with it.
    """

    case_id: str
    expected_seq: int
    events: tuple[StoredEvent, ...] = ()
    projection: Projection | None = None
    outbox: tuple[OutboxRow, ...] = ()
    claims: tuple[Claim, ...] = ()
    wrapped_key: bytes | None = field(default=None, repr=False)
    draft_id: str | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for a batch that no caller may build."""
        seqs = [event.seq for event in self.events]
        if seqs != list(range(self.expected_seq + 1, self.expected_seq + 1 + len(seqs))):
            raise ValueError("the events of a batch must follow its expected_seq without a gap")
        if any(event.case_id != self.case_id for event in self.events):
            raise ValueError("all events of a batch belong to its case")
        if self.projection is not None and self.projection.case_id != self.case_id:
            raise ValueError("the projection of a batch belongs to its case")
        if self.expected_seq == 0 and not self.events:
            raise ValueError("a new case begins with an event")
        if self.expected_seq and self.wrapped_key is not None:
            raise ValueError("only a new case brings a key")


@dataclass(frozen=True, slots=True)
class Appended:
    """Where the chain of a case ends after a batch."""

    case_id: str
    seq: int
    hash: str


class CaseStore(Protocol):
    """The chains of events, and what is read from them."""

    def take_number(self, counter: str) -> int:
        """The next number of a counter, from 1, durable at once. Gaps may occur, never the same twice."""

    def append(self, batch: Batch) -> Appended:
        """Write a batch wholly or not at all; when it returns, it is durable.

        Raises ``Duplicate`` (``original`` is the value of the claim already held) before ``Conflict``
        (the case has other events than expected). Outbox rows whose id is known are left as they are.
        """

    def append_numbered(self, counter: str, make: Callable[[int], Batch]) -> int:
        """Take the next number of a counter, write the batch that ``make`` gives for it, return the number.

        Number and batch are one durable write where the store can do that; elsewhere a refused batch leaves
        a gap. ``make`` may be called in another thread, and again with another number when the first write
        did not come about; everybody's writing waits for it, so it does no I/O. Raises as :meth:`append`.
        """

    def events(self, case_id: str) -> list[StoredEvent]:
        """The chain in order; empty for an unknown case."""

    def case_id_of(self, claim_key: str) -> str | None:
        """The value that a claim holds."""

    def wrapped_key(self, case_id: str) -> bytes | None:
        """The case's wrapped key; ``None`` once destroyed."""

    def destroy_key(self, case_id: str) -> bool:
        """Remove the key for good, from the store's files too. False when there was none."""

    def projection(self, case_id: str) -> Projection | None:
        """What lists know of one case."""

    def replace_projection(self, projection: Projection) -> bool:
        """Store a rebuilt projection; False when a newer one stands there already."""

    def inbox(
        self,
        office_id: str,
        roles: Collection[str],
        statuses: Collection[int] = (),
        after: str | None = None,
        limit: int = 50,
    ) -> InboxPage:
        """Cases on the desks of these roles of one office; no ``statuses`` means any status."""

    def all_case_ids(self, after: str = "", limit: int = 1000) -> list[str]:
        """Ids of all cases in their order, for rebuilding; pass the last one to go on."""


class Outbox(Protocol):
    """Effects owed. A worker holds a row for the length of its lease; a lapsed lease is free again."""

    def claim(self, worker: str, now: datetime, lease_seconds: int, limit: int) -> list[OutboxRow]:
        """Take up to ``limit`` rows that are ready or whose lease has lapsed, each by one worker only."""

    def claim_row(self, row_id: str, worker: str, now: datetime, lease_seconds: int) -> OutboxRow | None:
        """Take this one row if it is ready or its lease has lapsed; ``None`` otherwise."""

    def ready(self, before: datetime, limit: int) -> list[OutboxRow]:
        """Rows that could have been claimed at a moment and still can, earliest first. It takes none."""

    def complete(self, row_id: str, worker: str, follow_up: Batch | None = None) -> bool:
        """Mark done and write what followed, in one transaction.

        False, and nothing written, when the row is done already or another worker's. ``Conflict`` and
        ``Duplicate`` from the batch leave the row claimed: fold the case anew and complete again.
        """

    def retry(self, row_id: str, worker: str, not_before: datetime, error: str) -> bool:
        """Give a row back for later; ``error`` is for operators and holds nothing personal."""

    def bury(self, row_id: str, worker: str, error: str) -> bool:
        """Give up on a row; it waits among the dead for a person."""

    def dead(self, limit: int = 100) -> list[OutboxRow]:
        """Rows given up on."""

    def revive(self, row_id: str) -> bool:
        """Let a dead row be tried again from its first attempt."""

    def purge_done(self, before: datetime, limit: int = 500) -> int:
        """Forget rows whose effect was done before a moment; how many went, at most ``limit``.

        Nothing owes them again: a row comes with an event that is appended once, or with the completion of
        another row, and what is done is never claimed.
        """

    def counts(self) -> Mapping[OutboxState, int]:
        """How many rows are pending, claimed and dead. Those done are not counted."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An unsent form. ``revision`` is 0 for a new one; ``files`` names staged blobs in quarantine."""

    id: str
    slug: str
    version: str
    sealed: bytes = field(repr=False)
    expires_at: datetime
    files: tuple[str, ...] = ()
    revision: int = 0


class DraftStore(Protocol):
    """Unsent forms."""

    def put(self, draft: Draft) -> Draft:
        """Store over the revision that was read, and return it with its new one. Raises ``Conflict``."""

    def get(self, draft_id: str) -> Draft | None:
        """The draft, expired or not."""

    def delete(self, draft_id: str) -> bool:
        """Remove one; False when there was none. Its blobs are the caller's."""

    def purge_expired(self, now: datetime, release: Callable[[str], None], limit: int = 500) -> int:
        """Remove expired drafts. ``release`` is called with each blob's name before its draft goes, so that
        a crash between leaves the draft to be purged again and never a file that nobody knows of. Pass a
        moment some minutes past, so that a draft being sent just now keeps its files."""

    def count_by_version(self, slug: str) -> dict[str, int]:
        """How many drafts of a service stand on which version."""


class VersionArchive(Protocol):
    """Every version that a case or draft began with, by its content hash."""

    def put(self, version: str, compiled: JSON) -> None:
        """Keep a compiled declaration. A version that is known already stays as it is."""

    def get(self, version: str) -> JSON | None:
        """The compiled declaration."""


class Limits(Protocol):
    """Counters by window. They fail shut: without the store there is no pass."""

    def hit(self, key: str, limit: int, window_seconds: int, now: datetime) -> int:
        """Count one; the number still free in this window. Raises ``TooMany`` past the limit.

        ``key`` is a keyed hash, never an address in clear.
        """


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who works on cases, in one office, in these roles."""

    id: str
    login: str
    name: str
    office_id: str
    roles: tuple[str, ...]
    password_hash: str = field(repr=False)
    position: str = ""
    active: bool = True


class Officers(Protocol):
    """The people of the offices."""

    def put(self, officer: Officer) -> None:
        """Add or change by id. Raises ``Duplicate`` (with that officer's id) when the login is another's."""

    def get(self, officer_id: str) -> Officer | None:
        """By id, active or not."""

    def by_login(self, login: str) -> Officer | None:
        """By login name, active or not."""

    def list(self, office_id: str | None = None) -> tuple[Officer, ...]:
        """All, or those of one office, in the order of their login."""


class Store(Protocol):
    """All that one database keeps, opened and closed together."""

    @property
    def cases(self) -> CaseStore: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def drafts(self) -> DraftStore: ...
    @property
    def versions(self) -> VersionArchive: ...
    @property
    def limits(self) -> Limits: ...
    @property
    def officers(self) -> Officers: ...

    def check(self) -> None:
        """Raises ``StoreUnavailable`` when the store could not take a write now."""

    def close(self) -> None:
        """Finish what was begun, then let go. Calls after it raise ``StoreUnavailable``."""
