"""The declaration of a service: one file's front matter, complete and frozen."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from functions.domain.declaration.doubts import Doubt
from functions.domain.declaration.law import Channel, Evidence, Fee, LegalBasis, TimeLimitCase
from functions.domain.declaration.parts import Example, Message, Output
from functions.domain.declaration.reference import Office, Reference
from functions.domain.declaration.terms import Audience, Level, OnlineLevel, PartialReason, Publication
from functions.domain.declaration.workflow import Workflow, WorkflowUse
from functions.domain.duration import Duration
from functions.domain.fields.section import Section
from functions.domain.model import Id, Model, Slug, Text

Date = date
"""The type under a name that a field called ``date`` does not hide."""

SCHEMA_VERSION = 1

NATIONAL_CODE = r"^\d\.\d{6}$"
INTERNAL_CODE = r"^NB\.[A-Z]{2,8}\.\d{3}$"
Code = Annotated[str, StringConstraints(pattern=rf"({NATIONAL_CODE})|({INTERNAL_CODE})")]
"""National (``1.001193``) or internal (``NB.NHIEMVU.001``) code."""


class Announcement(Model):
    """The decision that announced the procedure (*quyết định công bố*)."""

    number: Text
    date: Date | None = None
    url: str = ""


class Source(Model):
    """Where the facts come from, and whether somebody has checked them."""

    name: Text
    url: str = ""
    checked_on: date | None = None
    verified: bool = False
    note: str = ""
    """What is not certain yet, for readers."""


class Service(Model):
    """What procedures and processes share: identity, law, questions, workflow, messages, output."""

    schema_version: Literal[1] = 1
    code: Code
    title: Text
    summary: str = ""
    slug: Slug
    """Taken from the file's name."""
    field: Slug
    authority: Id
    status: Publication = Publication.PUBLISHED
    valid_from: date | None = None
    valid_to: date | None = None
    legal_basis: tuple[LegalBasis, ...] = ()
    time_limit_cases: tuple[TimeLimitCase, ...] = ()
    """The first whose condition holds takes the place of the usual limit, on every channel."""
    form: tuple[Section, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    workflow: Workflow
    messages: tuple[Message, ...] = ()
    output: Output
    retention: Duration = Duration.parse("120 months")
    """How long case data are kept after the end; then the case's key is destroyed."""
    examples: tuple[Example, ...] = ()


class Procedure(Service):
    """A public administrative procedure (*thủ tục hành chính*)."""

    kind: Literal["procedure"] = "procedure"
    level: Level
    also_at: tuple[Id, ...] = ()
    """Other authorities that decide on it just as well, e.g. at the other level of government."""
    audience: tuple[Audience, ...]
    keywords: tuple[str, ...] = ()
    announcement: Announcement | None = None
    source: Source | None = None
    online: OnlineLevel
    online_2018: Annotated[int, Field(ge=1, le=4)]
    """Level 1 to 4 as counted until 2022 (NĐ 43/2011, TT 32/2017)."""
    partial_reason: PartialReason | None = None
    channels: tuple[Channel, ...]
    fees: tuple[Fee, ...] = ()
    related: tuple[Slug, ...] = ()
    follow_up: tuple[Slug, ...] = ()
    conditions: str = ""
    consent: tuple[Id, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    """What a person must decide before the file may be published; not part of the version."""


class Process(Service):
    """Internal work that runs on the same engine: a task, a ticket, an incoming document."""

    kind: Literal["process"] = "process"
    opened_by: tuple[Id, ...]
    """Roles that may open a case."""
    time_limit: Duration


def offices_for(service: Service, reference: Reference, day: Date) -> tuple[Office, ...]:
    """The bodies that a case of the service may go to on ``day``, those of its own authority first."""
    also = service.also_at if isinstance(service, Procedure) else ()
    return tuple(office for id in (service.authority, *also) for office in reference.offices(id, day))


class ChannelLine(Model):
    """A channel as written: its limit may come from the file's ``time_limit``."""

    kind: Annotated[str, StringConstraints(pattern=r"^(online|counter|post)$")]
    time_limit: Duration | None = None
    fees: tuple[Id, ...] | None = None
    place: str = ""
    note: str = ""
    basis: Id | None = None


class ProcedureFile(Model):
    """The front matter as an editor writes it: only the first five keys and a time are needed."""

    schema_version: Literal[1] = 1
    code: Code
    title: Text
    field: Slug
    authority: Id
    time_limit: Duration | None = None
    """The limit of every channel that does not state its own."""
    time_limit_cases: tuple[TimeLimitCase, ...] = ()
    summary: str = ""
    level: Level | None = None
    also_at: tuple[Id, ...] = ()
    audience: tuple[Audience, ...] = (Audience.CITIZEN,)
    keywords: tuple[str, ...] = ()
    announcement: Announcement | None = None
    source: Source | None = None
    status: Publication = Publication.PUBLISHED
    valid_from: date | None = None
    valid_to: date | None = None
    online: OnlineLevel | None = None
    partial_reason: PartialReason | None = None
    legal_basis: tuple[LegalBasis, ...] = ()
    channels: tuple[ChannelLine, ...] | None = None
    fees: tuple[Fee, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    form: tuple[Section, ...] | None = None
    applicant: Literal["standard", "own"] = "standard"
    """``standard`` puts the usual questions about the applicant before the form's own sections."""
    workflow: Id | WorkflowUse = "one_stop"
    messages: tuple[Message, ...] = ()
    output: Output | None = None
    retention: Duration | None = None
    related: tuple[Slug, ...] = ()
    follow_up: tuple[Slug, ...] = ()
    conditions: str = ""
    consent: tuple[Id, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    examples: tuple[Example, ...] = ()


class ProcessFile(Model):
    """The front matter of an internal process."""

    schema_version: Literal[1] = 1
    code: Code
    title: Text
    field: Slug
    authority: Id
    time_limit: Duration
    time_limit_cases: tuple[TimeLimitCase, ...] = ()
    opened_by: tuple[Id, ...]
    summary: str = ""
    status: Publication = Publication.PUBLISHED
    valid_from: date | None = None
    valid_to: date | None = None
    legal_basis: tuple[LegalBasis, ...] = ()
    form: tuple[Section, ...]
    evidence: tuple[Evidence, ...] = ()
    workflow: Id | WorkflowUse
    messages: tuple[Message, ...] = ()
    output: Output | None = None
    retention: Duration | None = None
    examples: tuple[Example, ...] = ()


AnyService = Annotated[Procedure | Process, Field(discriminator="kind")]
