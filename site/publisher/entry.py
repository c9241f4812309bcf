"""A service in short: what lists, links and keys need, so that the whole is loaded only where it is shown."""

from __future__ import annotations

import marshal
import pickle
from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

from markupsafe import Markup

from functions.domain.compile import canonical
from functions.domain.declaration import AnyService, OnlineLevel, Procedure, Process, Publication, Reference
from publisher import guidance, views
from publisher.catalogue import Page, templates
from publisher.facets import facets_of
from publisher.outputs import digest, sha256
from publisher.search.says import says_of


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


class Entry(NamedTuple):
    """One service in short: a row of plain values, and what loads the rest."""

    path: str
    """The file, from the folder that holds ``content/``."""
    slug: str
    code: str
    title: str
    field: str
    status: str
    process: bool
    public: bool
    """Whether citizens see a page of it."""
    online: str
    version: str
    """Hash of the compiled declaration: what a case of it begins with."""
    key: str
    """Hash of everything that the file says, guidance included."""
    related: tuple[str, ...] | None
    follow_up: tuple[str, ...] | None
    """Procedures that it points at; None for processes, which point at nothing."""
    papers: tuple[tuple[int, str], ...]
    """Papers, by number, that have a form to download."""
    facets: tuple[str, ...]
    """What lists may be narrowed by, as ``group:value``; see :mod:`publisher.facets`."""
    own_form: bool
    """Whether it asks more than the usual questions about the applicant."""
    links: tuple[guidance.Link, ...]
    """Places on this portal that the guidance points at, with their lines."""
    summary_key: str
    """Hash of the summary."""
    says: tuple[str, ...]
    """What search finds it by; a :class:`publisher.search.says.Says`, plain."""
    summary_packed: bytes
    open: Callable[[], Whole]

    @classmethod
    def of(cls, page: Page, reference: Reference) -> tuple[Entry, Whole]:
        """The short and the whole of one file."""
        service, body = page.service, page.source.body
        whole = Whole(canonical(service), body, str(guidance.to_html(body)))
        version = sha256(whole.declaration)
        procedure = service if isinstance(service, Procedure) else None
        summary = views.summary(procedure, reference) if procedure else None
        made = cls(
            path=page.source.path,
            slug=service.slug,
            code=service.code,
            title=service.title,
            field=service.field,
            status=str(service.status),
            process=procedure is None,
            public=procedure is not None and procedure.status is Publication.PUBLISHED,
            online=str(procedure.online) if procedure else "",
            version=version,
            key=digest(version, body),
            related=procedure.related if procedure else None,
            follow_up=procedure.follow_up if procedure else None,
            papers=tuple(templates(page)),
            facets=facets_of(procedure) if procedure else (),
            own_form=procedure is not None and procedure.form != reference.applicant,
            links=guidance.links_of(whole.guidance, body, page.source.body_line),
            summary_key=digest(summary),
            says=tuple(says_of(service, body, summary.sector if summary else "")),
            summary_packed=pickle.dumps(summary),
            open=lambda: whole,
        )
        return made, whole

    @property
    def row(self) -> tuple[Any, ...]:
        """All but the loader."""
        return tuple(self[:-1])

    @property
    def draft(self) -> bool:
        """Whether it is a procedure that only a preview shows."""
        return not self.process and self.status == Publication.DRAFT

    @property
    def agencies(self) -> tuple[str, ...]:
        """The authorities that decide on it."""
        return tuple(one.removeprefix("co-quan:") for one in self.facets if one.startswith("co-quan:"))

    @property
    def kept(self) -> bool:
        """Whether its version stands in the catalogue: drafts do not."""
        return self.status != Publication.DRAFT

    @property
    def takes_applications(self) -> bool:
        """Whether the public sends applications of it online; checks hold the level against the channels."""
        return self.public and self.online != OnlineLevel.NONE

    @property
    def summary(self) -> views.Summary:
        """The facts beside its name in lists; of procedures only."""
        summary = pickle.loads(self.summary_packed)  # noqa: S301 - our own file, guarded by its checksum
        if not isinstance(summary, views.Summary):
            raise TypeError(f"{self.path} is a process")
        return summary

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
