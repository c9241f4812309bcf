"""What services need of the world besides the database: time, files, keys, mail, scanner, catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol

from functions.domain.model import JSON

if TYPE_CHECKING:
    from functions.domain.declaration import AnyService, Reference
    from functions.domain.search import Index
    from functions.domain.signature import SignatureReport

Area = Literal["quarantine", "clean", "documents"]
ARRIVING = "den/"
"""Names of blobs that browsers put into quarantine by themselves begin so."""


class Clock(Protocol):
    """The only one who knows *now*."""

    def now(self) -> datetime:
        """The present moment in UTC."""


class BlobStore(Protocol):
    """Files, encrypted by the caller. Names are made by us: letters, digits, ``._-`` and ``/`` between."""

    def put(self, name: str, data: bytes, area: Area, keep_until: datetime | None = None) -> None:
        """Durable when it returns; replaces what had the name. Raises ``Invalid`` for an unsafe name.

        With ``keep_until`` the bytes cannot be destroyed before that moment, whatever is put or deleted under
        the name meanwhile: they are then out of sight, and an operator can bring them back. For the
        documents area.
        """

    def get(self, name: str, area: Area) -> bytes:
        """Raises ``NotFound``."""

    def move(self, name: str, from_area: Area, to_area: Area) -> None:
        """Raises ``NotFound`` when neither area has it; moved before, it does nothing."""

    def delete(self, name: str, area: Area) -> None:
        """Does nothing when there is none."""

    def exists(self, name: str, area: Area) -> bool:
        """Whether the area has it."""

    def names(self, area: Area, before: datetime) -> Iterator[str]:
        """What an area holds that was put before a moment, in no order. It looks at all of them."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """A file that a browser said it would send: its blob's name, bytes, media type, SHA-256 in hex."""

    name: str
    size: int
    media_type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Offer:
    """How the browser sends it: ``POST`` a form of ``fields`` and then the ``file``, or ``PUT`` it alone."""

    method: Literal["POST", "PUT"]
    url: str
    fields: Mapping[str, str]


class UploadDesk(Protocol):
    """Lets browsers put files into quarantine by themselves, not sealed yet, each under the name awaited.

    What is not of that size and SHA-256, or comes after its time, is refused and leaves nothing.
    """

    def offer(self, awaited: Awaited, grant: str, seconds: int) -> Offer:
        """Where and how to send it for so long. ``grant`` is a token that says the same, made by us."""

    def receive(self, awaited: Awaited, data: bytes) -> None:
        """Take what came through a route of our own. Raises ``Invalid`` for what was not awaited, and
        ``NotFound`` where browsers send elsewhere."""


class KeyVault(Protocol):
    """Keeps the master key. ``context`` (the case's id) binds a wrapped key to its place."""

    def wrap(self, key: bytes, context: str) -> bytes:
        """Encrypt a case's key under the current master key."""

    def unwrap(self, wrapped: bytes, context: str) -> bytes:
        """Raises ``StoreUnavailable`` when the master key is unknown here, or the context another."""


class Catalogue(Protocol):
    """The compiled services: those in force, and every version that a case began with."""

    @property
    def reference(self) -> Reference: ...

    def current(self, slug: str) -> tuple[str, AnyService]:
        """The version in force and its declaration. Raises ``NotFound``."""

    def version(self, version: str) -> AnyService:
        """A version that was ever in use. Raises ``NotFound``."""

    def archive(self, slug: str) -> None:
        """Keep the version in force for the cases that begin with it now."""

    def slugs(self) -> tuple[str, ...]:
        """All services in force."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One message in plain text. ``id`` (letters, digits, dots) makes sending again the same message."""

    id: str
    to: str = field(repr=False)
    sender: str
    subject: str = field(repr=False)
    body: str = field(repr=False)
    at: datetime


class Mailer(Protocol):
    """Hands mail over."""

    def send(self, mail: Mail) -> None:
        """Raises ``EffectFailed`` to be tried again, ``Invalid`` for an address refused for good."""


@dataclass(frozen=True, slots=True)
class Sms:
    """One text message; ``id`` as that of :class:`Mail`, ``to`` a phone number from 0."""

    id: str
    to: str = field(repr=False)
    body: str = field(repr=False)
    at: datetime


class SmsSender(Protocol):
    """Hands text messages over."""

    def send(self, sms: Sms) -> None:
        """Raises ``EffectFailed`` to be tried again, ``Invalid`` for a number refused for good."""


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message that was kept instead of going out."""

    at: datetime
    to: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)


class MessageFolder(Protocol):
    """Where an embedded installation keeps what would have gone out."""

    def kept(self, limit: int) -> list[KeptMessage]:
        """The newest, newest first."""

    def forget(self, beginning: str) -> int:
        """Remove the messages whose id begins so; how many went."""


class SearchIndex(Protocol):
    """The index that the publisher made of everything that can be found."""

    def index(self) -> Index:
        """The lexicon as it is now. Raises ``Unavailable`` where there is none."""

    def rows(self, name: str) -> Any:
        """The file of a name. Raises ``Unavailable`` where it is gone."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """That a row of the outbox is owed, and not before when: all that a queue learns of it.

    ``trace`` is the id under which the log tells of the click that it follows from.
    """

    row_id: str
    not_before: datetime
    trace: str = ""


class Queue(Protocol):
    """Wakes workers. The row is what counts: a message that comes twice, late or never harms nothing."""

    def announce(self, rows: Sequence[Announcement], now: datetime) -> frozenset[str]:
        """Tell of each row when it is due; the ids of those that the queue did not take.

        What is due later than the queue can hold a message back is left to the sweep, and counts as taken.
        """


class Scanner(Protocol):
    """Looks for malware in a file."""

    def scan(self, data: bytes) -> Literal["clean", "infected", "unscanned"]:
        """``unscanned`` only where no scanner is configured. Raises ``EffectFailed`` without a verdict."""


class FileJudge(Protocol):
    """Tells what a file is by its bytes; its name decides nothing."""

    def kind(self, data: bytes) -> str:
        """``pdf``, ``jpg``, ``png``, ``heic``, ``docx``, ``xlsx``, ``empty`` or ``other``."""

    def media_type(self, kind: str) -> str:
        """The media type of a kind."""

    def is_protected(self, data: bytes) -> bool:
        """Whether a password keeps everybody out."""

    def has_macros(self, data: bytes) -> bool:
        """Whether it is an office file with programs in it."""


@dataclass(frozen=True, slots=True)
class Signatory:
    """In whose name a document is signed: an officer as a person, or an agency by its clerk.

    ``id`` is the officer's or the office's id, and chooses the key; nobody signs with another's.
    """

    kind: Literal["person", "agency"]
    id: str
    name: str
    position: str = ""
    organisation: str = ""


class Typesetter(Protocol):
    """Sets documents."""

    def pdf(self, template: str, data: JSON) -> bytes:
        """A PDF/A of the named template. Raises ``EffectFailed`` when it cannot be set."""


class Signer(Protocol):
    """Signs PDFs (PAdES) with a trusted time stamp."""

    @property
    def test(self) -> bool:
        """Whether its signatures come from the test authority, and so have no legal value."""

    def sign(self, pdf: bytes, by: Signatory, reason: str) -> bytes:
        """The same document with one more signature. Raises ``EffectFailed`` to be tried again."""


class Verifier(Protocol):
    """Judges the signatures of a PDF."""

    def verify(self, pdf: bytes) -> SignatureReport:
        """What holds and what does not.

        Raises ``Invalid`` for bytes that are no readable PDF, ``TooMany`` while it is busy with others'.
        """
