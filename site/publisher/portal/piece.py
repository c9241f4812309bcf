"""One file of news, campaigns or pages: read, made safe, and its links noted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from markupsafe import Markup

from functions.domain.compile import read_as
from functions.domain.declaration import Publication
from functions.domain.errors import Invalid
from functions.domain.i18n import SOURCE, _, language
from functions.domain.model import Model, Text
from publisher import guidance
from publisher.front_matter import FileFault, Source, read_document, unreadable
from publisher.outputs import digest
from publisher.portal.writing import FILES, CampaignFile, Kind, NewsFile, PageFile
from publisher.search.says import Says, says
from publisher.translation import beside

Shape = TypeVar("Shape", bound=Model)
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
            "tinh-trang",
        }
    ),
}
"""Last parts of addresses that are not files of that kind."""


class PageWords(Model):
    """Front matter of a page's translation."""

    title: Text
    summary: str = ""


class InEnglish(NamedTuple):
    """A page in English."""

    title: str
    summary: str
    made: str


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
    brief: str
    """Digest of what lists show of it."""
    says: Says
    """What search finds it by."""
    english: InEnglish | None = None
    """The same page in English, where somebody has written it."""

    @property
    def _told(self) -> InEnglish | None:
        return None if language() == SOURCE else self.english

    @property
    def title(self) -> str:
        return self._told.title if self._told else self.facts.title

    @property
    def summary(self) -> str:
        return self._told.summary if self._told else self.facts.summary

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
        return Markup(self._told.made if self._told else self.made)  # noqa: S704 - made safe when it was read

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
        english = _english(path, name) if kind is Kind.PAGE else None
    except Invalid as invalid:
        return None, [fault for fault in invalid.faults if isinstance(fault, FileFault)]
    made = str(guidance.to_html(source.body))
    day = facts.date if isinstance(facts, NewsFile) else getattr(facts, "start", None)
    piece = Piece(
        kind=kind,
        path=name,
        slug=path.stem,
        key=digest(kind, path.stem, facts.model_dump_json(), source.body, english),
        facts=facts,
        text=source.body,
        made=made,
        links=guidance.links_of(made, source.body, source.body_line),
        lines=dict(source.lines),
        brief=digest(kind, path.stem, facts.title, facts.summary, facts.status, day, english and english[:2]),
        says=says(facts.title, (), [facts.summary, source.body], facts.summary),
        english=english,
    )
    return piece, []


def _english(path: Path, name: str) -> InEnglish | None:
    """The page's translation, where there is one. Raises :class:`Invalid`."""
    file = Path(beside(str(path)))
    if not file.exists():
        return None
    source = read_document(file, beside(name))
    words = _read_as(PageWords, source)
    return InEnglish(words.title, words.summary, str(guidance.to_html(source.body)))


def _addressable(stem: str, name: str, kind: Kind) -> None:
    if not _SLUG.fullmatch(stem) or stem in RESERVED[kind]:
        reason = _("Tên tệp là địa chỉ của trang: chữ thường không dấu và số, nối bằng “-”.")
        if stem in RESERVED[kind]:
            reason = _("Địa chỉ “{name}” đã dành cho phần khác của cổng. Đặt tên tệp khác.").format(name=stem)
        raise unreadable(name, 1, "slug", reason)


def _facts(source: Source, kind: Kind) -> NewsFile | CampaignFile | PageFile:
    return _read_as(FILES[kind], source)


def _read_as(shape: type[Shape], source: Source) -> Shape:
    try:
        return read_as(shape, source.data)
    except Invalid as invalid:
        raise Invalid(invalid.message, [source.fault(fault) for fault in invalid.faults]) from None
