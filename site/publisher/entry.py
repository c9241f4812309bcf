"""A service in short: what lists, links and keys need, so that the whole is loaded only where it is shown."""

from __future__ import annotations

import marshal
from collections.abc import Callable
from functools import cached_property

from markupsafe import Markup

from functions.domain.compile import canonical
from functions.domain.declaration import AnyService, OnlineLevel, Procedure, Process, Publication, Reference
from publisher import guidance, views
from publisher.catalogue import Page, templates
from publisher.outputs import digest, sha256


class Whole:
    """The parts of a service that weigh."""

    def __init__(self, declaration: bytes, body: str, guidance: str) -> None:
        self.declaration = declaration
        """Canonical JSON: the version itself."""
        self.body, self.guidance = body, guidance

    def packed(self) -> bytes:
        return marshal.dumps((self.declaration, self.body, self.guidance))

    @classmethod
    def unpacked(cls, record: bytes) -> Whole:
        return cls(*marshal.loads(record))  # noqa: S302 - our own file, guarded by its checksum

    @cached_property
    def procedure(self) -> Procedure:
        return Procedure.model_validate_json(self.declaration)

    @cached_property
    def process(self) -> Process:
        return Process.model_validate_json(self.declaration)


class Entry:
    """One service. Pickled between builds, without what loads the rest."""

    __slots__ = (
        *("path", "slug", "code", "title", "field", "status", "process", "version", "key"),
        *("related", "follow_up", "papers", "_summary", "summary_key", "open"),
    )

    def __init__(self, page: Page, whole: Whole, reference: Reference) -> None:
        service = page.service
        self.path = page.source.path
        """The file, from the folder that holds ``content/``."""
        self.slug = service.slug
        self.code = service.code
        self.title = service.title
        self.field = service.field
        self.status = str(service.status)
        self.process = isinstance(service, Process)
        self.version = sha256(whole.declaration)
        """Hash of the compiled declaration: what a case of it begins with."""
        self.key = digest(self.version, whole.body)
        """Hash of everything that the file says, guidance included."""
        self.papers = tuple(templates(page))
        self.related = self.follow_up = None
        self._summary: views.Summary | None = None
        if isinstance(service, Procedure):
            self.related, self.follow_up = service.related, service.follow_up
            self._summary = views.summary(service, reference)
        self.summary_key = digest(self._summary)
        """Hash of the summary."""
        self.open: Callable[[], Whole]

    @classmethod
    def of(cls, page: Page, reference: Reference) -> tuple[Entry, Whole]:
        """The short and the whole of one file."""
        html = str(guidance.to_html(page.source.body))
        whole = Whole(canonical(page.service), page.source.body, html)
        return cls(page, whole, reference), whole

    def __getstate__(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__slots__[:-1])

    def __setstate__(self, state: tuple[object, ...]) -> None:
        for name, value in zip(self.__slots__, state, strict=False):
            setattr(self, name, value)

    @property
    def public(self) -> bool:
        """Whether citizens see a page of it."""
        return not self.process and self.status == Publication.PUBLISHED

    @property
    def kept(self) -> bool:
        """Whether its version stands in the catalogue: drafts do not."""
        return self.status != Publication.DRAFT

    @property
    def takes_applications(self) -> bool:
        """Whether the public sends applications of it online; checks hold the level against the channels."""
        return self.public and self.summary.online != OnlineLevel.NONE

    @property
    def summary(self) -> views.Summary:
        """The facts beside its name in lists; of procedures only."""
        if self._summary is None:
            raise TypeError(f"{self.path} is a process")
        return self._summary

    @property
    def service(self) -> AnyService:
        """The compiled declaration, as the catalogue keeps it: without examples. Ask inside ``make`` only."""
        return self.open().process if self.process else self.open().procedure

    @property
    def procedure(self) -> Procedure:
        """The same, where only procedures come."""
        if self.process:
            raise TypeError(f"{self.path} is a process")
        return self.open().procedure

    @property
    def body(self) -> str:
        """The guidance as the editor wrote it, in Markdown."""
        return self.open().body

    @property
    def guidance(self) -> Markup:
        """The guidance as safe HTML."""
        return Markup(self.open().guidance)  # noqa: S704 - made safe when it was read
