"""A service in short: what lists, links and keys need, so that the whole is loaded only where it is shown."""

from __future__ import annotations

import json
import marshal
import pickle
from collections.abc import Callable
from functools import cached_property
from gettext import NullTranslations
from typing import Any, NamedTuple

from markupsafe import Markup

from functions.domain.compile import canonical
from functions.domain.declaration import AnyService, OnlineLevel, Procedure, Process, Publication, Reference
from functions.domain.i18n import SOURCE, _, language, use_translations
from functions.domain.model import JSON
from functions.domain.translation import translated
from publisher import guidance, views
from publisher.catalogue import Page, templates
from publisher.facets import facets_of
from publisher.outputs import digest, sha256
from publisher.search.says import says_of


class Whole:
    """The parts of a service that weigh."""

    def __init__(
        self, declaration: bytes, body: str, guidance: str, words: JSON | None = None, told: str = ""
    ) -> None:
        self.declaration = declaration
        """Canonical JSON: the version itself."""
        self.body, self.guidance = body, guidance
        self.words, self.told = words or {}, told
        """Words in English, and the guidance in it as HTML; empty where nobody has written them."""
        self._spoken: Procedure | None = None

    def packed(self) -> bytes:
        return marshal.dumps((self.declaration, self.body, self.guidance, self.words, self.told))

    @property
    def spoken(self) -> Procedure:
        """The procedure in the reader's language."""
        if language() == SOURCE:
            return self.procedure
        if self._spoken is None:
            self._spoken = translated(self.procedure, self.words, _)
        return self._spoken

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
    level: str
    online_2018: int
    """Level 1 to 4 as counted until 2022; 0 for a process."""
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
    told_packed: bytes
    """The summary in English."""
    words_key: str
    """Hash of what it says in English; empty where it says nothing."""
    told: str
    """Whether its guidance is in English too: ``all``, ``words`` or nothing."""
    open: Callable[[], Whole]

    @classmethod
    def of(
        cls, page: Page, reference: Reference, english: NullTranslations | None = None
    ) -> tuple[Entry, Whole]:
        """The short and the whole of one file; ``english`` says its summary to English readers."""
        service, body = page.service, page.source.body
        words = page.words.words if page.words else {}
        abroad = page.words.body if page.words else ""
        told = str(guidance.to_html(abroad)) if abroad.strip() else ""
        whole = Whole(canonical(service), body, str(guidance.to_html(body)), words, told)
        version = sha256(whole.declaration)
        procedure = service if isinstance(service, Procedure) else None
        summary = views.summary(procedure, reference) if procedure else None
        summary_told = summary
        if procedure and english:
            with use_translations(english):
                summary_told = views.summary(procedure, reference, words)
        words_key = digest(json.dumps(words, sort_keys=True), abroad) if page.words else ""
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
            level=str(procedure.level) if procedure else "",
            online_2018=procedure.online_2018 if procedure else 0,
            version=version,
            key=digest(version, body, words_key),
            related=procedure.related if procedure else None,
            follow_up=procedure.follow_up if procedure else None,
            papers=tuple(templates(page)),
            facets=facets_of(procedure) if procedure else (),
            own_form=procedure is not None and procedure.form != reference.applicant,
            links=guidance.links_of(whole.guidance, body, page.source.body_line),
            summary_key=digest(summary, summary_told),
            says=tuple(says_of(service, body, summary.sector if summary else "")),
            summary_packed=pickle.dumps(summary),
            told_packed=pickle.dumps(summary_told),
            words_key=words_key,
            told="all" if told else "words" if words else "",
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
        packed = self.summary_packed if language() == SOURCE else self.told_packed
        summary = pickle.loads(packed)  # noqa: S301 - our own file, guarded by its checksum
        if not isinstance(summary, views.Summary):
            raise TypeError(f"{self.path} is a process")
        return summary

    @property
    def service(self) -> AnyService:
        """The compiled declaration, as the catalogue keeps it: without examples. Ask inside ``make`` only."""
        return self.open().process if self.process else self.open().procedure

    @property
    def procedure(self) -> Procedure:
        """The same in the reader's language, where only procedures come."""
        if self.process:
            raise TypeError(f"{self.path} is a process")
        return self.open().spoken

    @property
    def body(self) -> str:
        """The guidance as the editor wrote it, in Markdown."""
        return self.open().body

    @property
    def guidance(self) -> Markup:
        """The guidance as safe HTML, in the reader's language where somebody has written it."""
        whole = self.open()
        told = whole.told if language() != SOURCE else ""
        return Markup(told or whole.guidance)  # noqa: S704 - made safe when it was read

    @property
    def lacks(self) -> str:
        """What the reader finds in Vietnamese only: ``all``, ``guidance`` or nothing."""
        if language() == SOURCE or self.told == "all":
            return ""
        return "guidance" if self.told else "all"
