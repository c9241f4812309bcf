"""A review as data: what text, Markdown and JSON are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from functions.domain.i18n import _
from publisher.front_matter import FileFault
from publisher.review.burden import Burden
from publisher.review.change import Change
from publisher.review.forward import Forward
from publisher.review.once_only import OnceOnly
from publisher.review.pages import Pages
from publisher.review.reference_review import ReferenceReview


class Fate(StrEnum):
    """What happened to a service."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SAME = "same"
    UNREADABLE = "unreadable"

    def say(self) -> str:
        return {
            "added": _("mới"),
            "removed": _("bỏ"),
            "changed": _("đổi"),
            "same": _("không đổi nghĩa"),
            "unreadable": _("chưa đọc được"),
        }[self]


@dataclass(frozen=True, slots=True)
class Begun:
    """Drafts of one version."""

    version: str
    count: int | None
    """None where nobody has said how many there are."""
    forward: Forward | None
    """None where the version itself is not at hand."""


@dataclass(slots=True)
class ServiceReview:
    """One service file that differs."""

    path: str
    """The newer file, from the folder that holds the content folder."""
    code: str
    title: str
    slug: str
    process: bool
    fate: Fate
    brief: str = ""
    old_path: str = ""
    """Where the file was, if elsewhere."""
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What a person should know beside the changes."""
    burden_before: Burden | None = None
    burden_after: Burden | None = None
    version_before: str = ""
    version_after: str = ""
    drafts: list[Begun] = field(default_factory=list)
    cases: dict[str, int] | None = None
    """Running cases by version; None where nobody has said."""
    faults: list[FileFault] = field(default_factory=list)
    """Errors of the newer file."""
    old_faults: list[FileFault] = field(default_factory=list)
    """Why the older file could not be read."""


@dataclass(frozen=True, slots=True)
class OtherFile:
    """A file of the content that is no service and no shared data, and the services that name it."""

    path: str
    fate: Fate
    named_by: tuple[str, ...] = ()


@dataclass(slots=True)
class Review:
    """Everything that two revisions differ in, as far as it means something."""

    before: str
    after: str
    services: list[ServiceReview] = field(default_factory=list)
    reference: ReferenceReview | None = None
    others: list[OtherFile] = field(default_factory=list)
    pages: Pages = field(default_factory=Pages)
    faults: list[FileFault] = field(default_factory=list)
    """Of the newer shared data; those of services stand with them."""
    old_faults: list[FileFault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    counted: bool = False
    """Whether numbers of drafts and cases were given."""
    once_only: OnceOnly | None = None

    @property
    def broken(self) -> bool:
        """Whether something of the newer side cannot be read, or cannot be published as it is."""
        return bool(self.faults or any(service.faults for service in self.services))
