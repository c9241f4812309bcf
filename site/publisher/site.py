"""The site as the kinds of output see it: services in short, the whole of one when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property

from jinja2 import Environment
from markupsafe import Markup

from functions.domain.compile import content_hash
from functions.domain.declaration import AnyService, Procedure, Publication, Reference
from functions.domain.model import JSON
from publisher import guidance, views
from publisher.catalogue import Content, Page
from publisher.outputs import Output, digest


class Entry:
    """One service. Short facts are at hand; the rest is loaded when it is asked for."""

    def __init__(self, page: Page, reference: Reference) -> None:
        self._page = page
        self.path = page.source.path
        """The file, from the folder that holds ``content/``."""
        self.slug = page.service.slug
        self.code = page.service.code
        self.title = page.service.title
        self.field = page.service.field
        self.status = page.service.status
        self.public = isinstance(page.service, Procedure) and self.status is Publication.PUBLISHED
        """Whether citizens see a page of it."""
        self.version = content_hash(page.service)
        """Hash of the compiled declaration: what a case of it begins with."""
        self.key = digest(self.version, page.source.body)
        """Hash of everything that the file says, guidance included."""
        self.links: tuple[str, ...] = ()
        self._summary: views.Summary | None = None
        if isinstance(page.service, Procedure):
            self.links = (*page.service.related, *page.service.follow_up)
            self._summary = views.summary(page.service, reference)

    @property
    def summary(self) -> views.Summary:
        """The facts beside its name in lists; of procedures only."""
        if self._summary is None:
            raise TypeError(f"{self.path} is a process")
        return self._summary

    @property
    def service(self) -> AnyService:
        """The compiled declaration. Loading costs: call it inside ``make`` only."""
        return self._page.service

    @property
    def procedure(self) -> Procedure:
        """The same, where only procedures come."""
        return self._page.procedure

    @property
    def body(self) -> str:
        """The guidance as the editor wrote it, in Markdown."""
        return self._page.source.body

    @property
    def guidance(self) -> Markup:
        """The guidance as safe HTML."""
        return guidance.to_html(self.body)


class Site:
    """Everything that is published, at one moment."""

    def __init__(
        self, content: Content, day: date, env: Callable[[], Environment], template_key: Callable[[str], str]
    ) -> None:
        self.reference = content.reference
        self.day = day
        """The day of the build. What depends on it puts the fact that it shows into its key."""
        self.entries = [Entry(page, content.reference) for page in content.pages.values()]
        """All services, processes and drafts included."""
        shown = [entry for entry in self.entries if entry.public]
        self.procedures: Sequence[Entry] = sorted(shown, key=lambda entry: (entry.title, entry.code))
        """What the public sees, by title."""
        self.by_slug = {entry.slug: entry for entry in self.procedures}
        self._env, self._template_key = env, template_key

    @cached_property
    def sectors(self) -> Sequence[views.SectorView]:
        """Fields that have procedures, in the order of the reference data."""
        return views.sectors([entry.summary for entry in self.procedures], self.reference)

    def related(self, entry: Entry) -> list[Entry]:
        """Public procedures that ``entry`` points at."""
        return [self.by_slug[slug] for slug in entry.links if slug in self.by_slug]

    def key(self, template: str, *facts: object) -> str:
        """Digest for an output that shows ``facts`` through ``template``; ``""`` where code alone makes it.

        Covers the template with all that it extends, includes and imports, the code, settings and reference
        data. See :func:`publisher.outputs.digest` for what a fact may be.
        """
        return digest(self._template_key(template), *facts)

    def page(self, path: str, template: str, *facts: object, context: Callable[[], JSON]) -> Output:
        """An output rendered from a template of the theme; ``context`` is asked only when it is made."""

        def make() -> bytes:
            return self.render(template, context())

        return Output(path, self.key(template, *facts), make)

    def render(self, template: str, context: JSON) -> bytes:
        """One template of the theme. ``portal`` and ``current`` are known to all."""
        return self._env().get_template(template).render(context).encode()
