"""One file of news, campaigns or pages: read, made safe, and its links noted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from markupsafe import Markup

from functions.domain.compile import read_as
from functions.domain.declaration import Publication
from functions.domain.errors import Invalid
from functions.domain.i18n import _
from publisher import guidance
from publisher.front_matter import FileFault, Source, read_document, unreadable
from publisher.outputs import digest
from publisher.portal.writing import FILES, CampaignFile, Kind, NewsFile, PageFile

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FOLDER = {Kind.NEWS: "/tin-tuc/", Kind.CAMPAIGN: "/chien-dich/", Kind.PAGE: "/"}
RESERVED = {
    Kind.NEWS: frozenset({"chuyen-muc", "nam", "trang"}),
    Kind.CAMPAIGN: frozenset[str](),
    Kind.PAGE: frozenset(
        {
            *("thu-tuc", "tin-tuc", "chien-dich", "chuyen-muc", "viec-trong-doi", "bang-chi-so", "theme"),
            *("don-vi-hanh-chinh", "so-do-cong", "co-cau-to-chuc", "lich", "hinh", "bieu-mau", "huong-dan"),
            *("tim", "nop", "ban-nhap", "ho-so", "kiem-tra-chu-ky", "can-bo", "suc-khoe", "san-sang"),
        }
    ),
}
"""Last parts of addresses that are not files of that kind."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A file as the site knows it. Pickled between builds."""

    kind: Kind
    path: str
    slug: str
    key: str
    """Digest of everything that the file says."""
    facts: NewsFile | CampaignFile | PageFile
    text: str
    """The body as the editor wrote it, in Markdown."""
    made: str
    links: tuple[guidance.Link, ...]
    lines: dict[str, int] = field(hash=False, compare=False)

    @property
    def title(self) -> str:
        return self.facts.title

    @property
    def summary(self) -> str:
        return self.facts.summary

    @property
    def url(self) -> str:
        return f"{_FOLDER[self.kind]}{self.slug}/"

    @property
    def output(self) -> str:
        """The file of the portal that shows it."""
        return f"{self.url.lstrip('/')}index.html"

    @property
    def html(self) -> Markup:
        """The body as safe HTML."""
        return Markup(self.made)  # noqa: S704 - made safe when it was read

    @property
    def day(self) -> date | None:
        """Since when the public sees it; a campaign is seen from its start, a page always."""
        if isinstance(self.facts, NewsFile):
            return self.facts.date
        return self.facts.start if isinstance(self.facts, CampaignFile) else None

    @property
    def draft(self) -> bool:
        return self.facts.status is Publication.DRAFT

    @property
    def news(self) -> NewsFile:
        if not isinstance(self.facts, NewsFile):
            raise TypeError(f"{self.path} is not news")
        return self.facts

    @property
    def campaign(self) -> CampaignFile:
        if not isinstance(self.facts, CampaignFile):
            raise TypeError(f"{self.path} is not a campaign")
        return self.facts

    @property
    def page(self) -> PageFile:
        if not isinstance(self.facts, PageFile):
            raise TypeError(f"{self.path} is not a page")
        return self.facts

    def shown_on(self, day: date) -> bool:
        """Whether the public sees it on ``day``."""
        return self.facts.status is Publication.PUBLISHED and (self.day is None or self.day <= day)

    def fault(
        self, where: str, code: str, message: str, *, line: int = 0, draft_too: bool = False
    ) -> FileFault:
        """A fault at a key of the front matter, or at ``line``. What is wrong with a draft stops nobody."""
        key = re.split(r"[.\[]", where)[0]
        at = line or self.lines.get(where) or self.lines.get(key) or 1
        level: Any = "warning" if self.draft and not draft_too else "error"
        return FileFault(where, code, message, self.path, at, level)


def read_piece(path: Path, name: str, kind: Kind) -> tuple[Piece | None, list[FileFault]]:
    """Read one file; ``name`` is how faults call it. Raises nothing for what is wrong with the file."""
    try:
        source = read_document(path, name)
        _addressable(path.stem, name, kind)
        facts = _facts(source, kind)
    except Invalid as invalid:
        return None, [fault for fault in invalid.faults if isinstance(fault, FileFault)]
    made = str(guidance.to_html(source.body))
    piece = Piece(
        kind=kind,
        path=name,
        slug=path.stem,
        key=digest(kind, path.stem, facts.model_dump_json(), source.body),
        facts=facts,
        text=source.body,
        made=made,
        links=guidance.links_of(made, source.body, source.body_line),
        lines=dict(source.lines),
    )
    return piece, []


def _addressable(stem: str, name: str, kind: Kind) -> None:
    if not _SLUG.fullmatch(stem) or stem in RESERVED[kind]:
        reason = _("Tên tệp là địa chỉ của trang: chữ thường không dấu và số, nối bằng “-”.")
        if stem in RESERVED[kind]:
            reason = _("Địa chỉ “{name}” đã dành cho phần khác của cổng. Đặt tên tệp khác.").format(name=stem)
        raise unreadable(name, 1, "slug", reason)


def _facts(source: Source, kind: Kind) -> NewsFile | CampaignFile | PageFile:
    try:
        return read_as(FILES[kind], source.data)
    except Invalid as invalid:
        raise Invalid(invalid.message, [source.fault(fault) for fault in invalid.faults]) from None
