"""What happens to a case, one class a kind of event; a case is nothing but its events.

Each class names the fields that hold personal data. They travel apart, sealed under the case's key, so that
destroying the key erases them while the chain of events still holds.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, TypeAdapter

from functions.domain.declaration.terms import ChannelKind, MessageChannel, MessageEvent, Status
from functions.domain.duration import Duration
from functions.domain.model import JSON, Model

ActorKind = Literal["citizen", "officer", "system"]
FileState = Literal["waiting", "clean", "unscanned", "infected", "protected"]


class Actor(Model):
    """Who acts. Citizens and the system have no id of their own here."""

    kind: ActorKind
    id: str = ""
    office_id: str = ""
    roles: tuple[str, ...] = ()


CITIZEN = Actor(kind="citizen")
SYSTEM = Actor(kind="system")


class CaseFile(Model):
    """An uploaded file. Its name may say who somebody is, so it is kept among the sealed data."""

    id: str
    evidence: str
    size: int
    media_type: str
    sha256: str
    state: FileState = "waiting"


class Event(Model):
    """Base of all events. ``at`` is aware."""

    personal: ClassVar[frozenset[str]] = frozenset()

    at: datetime
    actor: Actor


class Sent(Event):
    """An application was sent, or internal work was opened."""

    personal: ClassVar[frozenset[str]] = frozenset({"answers", "file_names"})
    type: Literal["sent"] = "sent"
    slug: str
    version: str
    code: str
    office_id: str
    channel: ChannelKind
    fee: int = 0
    limit: Duration | None = None
    """The time limit that the answers led to; it stays when they are erased."""
    consents: tuple[str, ...] = ()
    """Optional consents that were given, by their ids."""
    files: tuple[CaseFile, ...] = ()
    answers: dict[str, JSON] | None = None
    file_names: dict[str, str] | None = None


class Moved(Event):
    """A transition was taken."""

    personal: ClassVar[frozenset[str]] = frozenset({"reason", "fields"})
    type: Literal["moved"] = "moved"
    transition: str
    from_step: str
    to_step: str
    status: Status
    reason: str | None = None
    fields: JSON | None = None


class Supplemented(Event):
    """The citizen changed answers or added papers when asked."""

    personal: ClassVar[frozenset[str]] = frozenset({"answers", "file_names"})
    type: Literal["supplemented"] = "supplemented"
    limit: Duration | None = None
    files: tuple[CaseFile, ...] = ()
    answers: dict[str, JSON] | None = None
    whole: bool = False
    """Whether ``answers`` are all that the form asks now, so that what no longer applies goes."""
    file_names: dict[str, str] | None = None


class FileChecked(Event):
    """The scanner, or the check of contents alone, gave its verdict."""

    type: Literal["file_checked"] = "file_checked"
    file: str
    state: FileState


class OpinionGiven(Event):
    """A consulted agency answered."""

    personal: ClassVar[frozenset[str]] = frozenset({"text"})
    type: Literal["opinion_given"] = "opinion_given"
    consultation: str
    text: str | None = None


class DocumentIssued(Event):
    """A document was rendered and signed; the file lies in the document store under ``id``."""

    type: Literal["document_issued"] = "document_issued"
    id: str
    kind: str
    number: str = ""
    sha256: str
    size: int
    signed_by: tuple[str, ...] = ()
    final: bool = True
    """False while a further signature is to come; the citizen does not see it yet."""


class Notified(Event):
    """A message was handed over, or could not be. ``message`` is its id, by which news of it come back."""

    type: Literal["notified"] = "notified"
    event: MessageEvent
    channel: MessageChannel
    outcome: Literal["sent", "no_address", "refused", "gave_up"]
    message: str = ""


class Undelivered(Event):
    """News came that a message which was handed over did not reach the citizen, or is unwelcome.

    It says nothing of the address: that stands among the answers.
    """

    type: Literal["undelivered"] = "undelivered"
    event: MessageEvent
    channel: MessageChannel
    message: str
    cause: Literal["bounced", "complained"]


class Extended(Event):
    """A new date was set, once, with an apology (NĐ 61/2018 Điều 19.9)."""

    personal: ClassVar[frozenset[str]] = frozenset({"reason"})
    type: Literal["extended"] = "extended"
    new_due: datetime
    reason: str | None = None


class Noted(Event):
    """A private note among officers."""

    personal: ClassVar[frozenset[str]] = frozenset({"text"})
    type: Literal["noted"] = "noted"
    text: str | None = None


class Erased(Event):
    """The personal data were erased: the case's key was destroyed after this event."""

    type: Literal["erased"] = "erased"
    basis: str


AnyEvent = Annotated[
    Sent
    | Moved
    | Supplemented
    | FileChecked
    | OpinionGiven
    | DocumentIssued
    | Notified
    | Undelivered
    | Extended
    | Noted
    | Erased,
    Field(discriminator="type"),
]


@cache
def _adapter() -> TypeAdapter[AnyEvent]:
    return TypeAdapter(AnyEvent)


_HEAD = {"type", "at", "actor"}


def split(event: AnyEvent) -> tuple[JSON, JSON]:
    """The open and the personal part of an event, both plain JSON, without type, time and actor."""
    data = event.model_dump(mode="json", exclude_none=True, exclude=_HEAD)
    return data, {key: data.pop(key) for key in event.personal if key in data}


def join(kind: str, at: str, actor: JSON, open_part: JSON, personal: JSON | None) -> AnyEvent:
    """An event from its parts; without the personal part, those fields are ``None``."""
    whole: dict[str, Any] = {**open_part, **(personal or {}), "type": kind, "at": at, "actor": actor}
    return _adapter().validate_python(whole)
