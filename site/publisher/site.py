"""The site as the kinds of output see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from gettext import NullTranslations
from typing import Any

from functions.domain.declaration import Reference
from functions.domain.i18n import SOURCE, _, language
from functions.domain.model import JSON
from functions.domain.translation import translated
from functions.rendering.language import ENGLISH, Switch, address_in
from publisher import views
from publisher.entry import Entry
from publisher.outputs import Output, digest
from publisher.portal.counted import counted
from publisher.portal.editorial import EMPTY, Editorial
from publisher.portal.figures import Figure

__all__ = ["Entry", "Sector", "Site"]


HERE = "http://127.0.0.1:8000"
"""The address of a portal that nobody has given one yet."""


MISSING = "404.html"
"""What is shown at an address that leads nowhere."""


@dataclass(frozen=True, slots=True)
class Sector:
    """A field of administration with its public procedures, by title."""

    id: str
    name: str
    url: str
    entries: Sequence[Entry]


class Site:
    """Everything that is published, at one moment."""

    def __init__(
        self,
        reference: Reference,
        entries: Sequence[Entry],
        day: date,
        settings: Mapping[str, Any],
        template_key: Callable[[str], str],
        render: Callable[[str, JSON], str],
        editorial: Editorial = EMPTY,
        english: Callable[[], NullTranslations] | None = None,
    ) -> None:
        self._references = {SOURCE: reference}
        self.english = english
        """How the content speaks English; none where only the names of outputs are wanted."""
        self.day = day
        """The day of the build. What depends on it puts the fact that it shows into its key."""
        self.settings = settings
        """Plain settings of Pelican: ``SITEURL``, ``SITENAME`` …"""
        self.entries = entries
        """All services, processes and drafts included."""
        self.writings = editorial.writings
        """News, campaigns, pages and portal data."""
        self.measured = editorial.measured
        """What the running side computed from its log."""
        self.content, self.preview = editorial.content, editorial.preview
        drafts = self.preview
        shown = [entry for entry in entries if entry.public or (drafts and entry.draft)]
        self.procedures: Sequence[Entry] = sorted(shown, key=lambda entry: (entry.title, entry.code))
        """What the public sees, by title."""
        self.by_slug = {entry.slug: entry for entry in self.procedures}
        self._sectors: dict[str, Sequence[Sector]] = {}
        self._template_keys: dict[str, str] = {}
        self._template_key, self._render = template_key, render

    @property
    def reference(self) -> Reference:
        """The reference data, in the reader's language."""
        code = language()
        if code not in self._references:
            self._references[code] = translated(self._references[SOURCE], {}, _)
        return self._references[code]

    @cached_property
    def figures(self) -> Mapping[int, Figure]:
        """Measurements by target: those counted from the declarations, and those of the running side."""
        plan = self.writings.data.plan
        return {**(counted(plan, self.entries, self.day) if plan else {}), **self.measured.figures}

    @property
    def sectors(self) -> Sequence[Sector]:
        """Fields that have procedures, in the order of the reference data."""
        code = language()
        if code not in self._sectors:
            self._sectors[code] = self._in_fields()
        return self._sectors[code]

    def _in_fields(self) -> Sequence[Sector]:
        by_field: dict[str, list[Entry]] = {}
        for entry in self.procedures:
            by_field.setdefault(entry.field, []).append(entry)
        return [
            Sector(sector.id, sector.name, views.sector_url(sector.id), by_field[sector.id])
            for sector in self.reference.sectors
            if sector.id in by_field
        ]

    @cached_property
    def communes_key(self) -> str:
        """Digest of the communes in force on the day, for what lists them."""
        return digest(*(unit.code for unit in self.reference.communes(self.day)))

    def signature(self, entry: Entry) -> str:
        """All that outputs of one procedure may show, beside what is the same for all procedures.

        A kind that shows more of other services adds it here.
        """
        return entry.key + "".join(other.summary_key for other in self.related(entry))

    def related(self, entry: Entry) -> list[Entry]:
        """Public procedures that ``entry`` points at."""
        if not entry.related and not entry.follow_up:
            return []
        links = (*(entry.related or ()), *(entry.follow_up or ()))
        return [self.by_slug[slug] for slug in links if slug in self.by_slug]

    @cached_property
    def pages_in_english(self) -> frozenset[str]:
        """Addresses of pages, beside the catalogue, that somebody has written in English."""
        return frozenset(one.url for one in self.writings.pages if one.english)

    @cached_property
    def all_in_english(self) -> frozenset[str]:
        """The same, and forms of services that have words in English.

        Questions that nobody has translated are better asked on a page that is Vietnamese throughout.
        """
        asked = (one for one in self.procedures if one.words_key and one.takes_applications)
        return self.pages_in_english.union(f"/thu-tuc/{one.slug}/nop/" for one in asked)

    @cached_property
    def leads_key(self) -> str:
        """Digest of where links of any English page lead; to a form, only its own procedure's pages do."""
        return digest(ENGLISH, *sorted(self.pages_in_english))

    @property
    def home(self) -> str:
        """Where the portal is reached, without a slash at the end."""
        return str(self.settings["SITEURL"] or HERE).rstrip("/")

    def absolute(self, address: str) -> str:
        """A whole address, for what leaves the portal: QR codes, feeds, data."""
        return f"{self.home}{address}"

    def key(self, template: str, *facts: object) -> str:
        """Digest for an output that shows ``facts`` through ``template``; ``""`` where code alone makes it.

        Covers the template with all that it extends, includes and imports, the code, settings and reference
        data. See :func:`publisher.outputs.digest` for what a fact may be.
        """
        known = self._template_keys.get(template)
        if known is None:
            known = self._template_keys[template] = self._template_key(template)
        return digest(known, *facts)

    def page(self, path: str, template: str, *facts: object, context: Callable[[], JSON]) -> Output:
        """An output rendered from a template of the theme; ``context`` is asked only when it is made."""

        def make() -> bytes:
            return self.render(template, self._frame(path) | context())

        return Output(path, self.key(template, *facts), make)

    def in_english(self, path: str) -> bool:
        """Whether the page at ``path`` stands in English too."""
        address = _address(path)
        return path == MISSING or address_in(ENGLISH, address, self.all_in_english) != address

    def _frame(self, path: str) -> JSON:
        """What the frame shows beside the page: where it stands, and where in the other language."""
        here, there = _address(path), f"/{ENGLISH}/"
        frame: JSON = {"address": here, "site_url": self.home, "preview": self.preview}
        if self.english and self.in_english(path):
            there = address_in(ENGLISH, here, self.all_in_english)
            frame["twins"] = [(SOURCE, here), (ENGLISH, there), ("x-default", here)]
        if language() != SOURCE:
            frame["address"], frame["switch"] = there, Switch(SOURCE, here)
        else:
            frame["switch"] = Switch(ENGLISH, there)
        return frame

    def render(self, template: str, context: JSON) -> bytes:
        """One template of the theme. ``portal`` and ``current`` are known to all."""
        return self._render(template, context).encode()


def _address(path: str) -> str:
    return f"/{path.removesuffix('index.html')}"
