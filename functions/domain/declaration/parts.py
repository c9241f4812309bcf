"""Messages, the output and the worked examples of a declaration."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from functions.domain.declaration.law import ResultCode
from functions.domain.declaration.terms import ChannelKind, MessageChannel, MessageEvent, Status
from functions.domain.duration import Duration
from functions.domain.model import JSON, Id, Model, Text

PLACEHOLDERS = frozenset(
    {
        "case_code",
        "procedure",
        "authority",
        "officer",
        "received_at",
        "moved_at",
        "due_at",
        "reason",
        "fee",
        "output",
        "tracking_url",
        "portal",
        "hotline",
    }
)
"""What a message may name. NĐ 224/2026 Điều 15.1.g: agency, officer and the three times."""


class Message(Model):
    """A text for one event and one channel. ``{case_code}`` and the like are filled in."""

    event: MessageEvent
    channel: MessageChannel
    subject: str = ""
    body: Text


class OutputPart(Model):
    """One of several results: another agency's, or the kind for a certain case, told in words."""

    name: Text
    result_code: ResultCode | None = None
    case: str = ""
    issued_by: str = ""
    registry: str = ""


class Output(Model):
    """What the citizen gets at the end."""

    name: Text
    result_code: ResultCode | None = None
    template: Literal["result", "decision"] = "result"
    """How the result is set: as a paper (*giấy*), or as a decision (*quyết định*) in articles."""
    signer_role: Id = "leader"
    agency_signs: bool = True
    validity: Duration | None = None
    registry: str = ""
    """The State's registry that the result feeds, e.g. *Cơ sở dữ liệu hộ tịch điện tử*."""
    parts: tuple[OutputPart, ...] = ()
    """The single results where there are several."""


class Move(Model):
    """One act in an example: who does what, and when."""

    do: Id
    by: Text
    """A role id, ``citizen``, ``system``, or ``consultation:<id>`` for a consulted agency's answer."""
    at: datetime
    reason: str = ""
    fields: JSON = Field(default_factory=dict)
    answers: JSON = Field(default_factory=dict)
    papers: tuple[Id, ...] = ()


class Expectation(Model):
    """What an example must lead to; keys that are left out are not compared."""

    faults: tuple[str, ...] | None = None
    fee: Annotated[int, Field(ge=0)] | None = None
    due: date | None = None
    statuses: tuple[Status, ...] | None = None
    messages: tuple[MessageEvent, ...] | None = None
    documents: tuple[str, ...] | None = None


class Example(Model):
    """A run of the service that becomes a test by itself."""

    name: Text
    channel: ChannelKind = ChannelKind.ONLINE
    sent_at: datetime
    """Local time of the province."""
    office: Text | None = None
    """The office that gets it, e.g. ``so_tu_phap`` or ``ubnd_xa:21025``; the first one when left out."""
    answers: dict[str, dict[str, Any]] = Field(default_factory=dict)
    papers: tuple[Id, ...] = ()
    moves: tuple[Move, ...] = ()
    expect: Expectation = Field(default_factory=Expectation)
