"""News, campaigns, pages and portal data as the site shows them on one day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from publisher.outputs import digest
from publisher.portal.data import PortalData, SiteSection
from publisher.portal.judge import last_update
from publisher.portal.piece import Piece
from publisher.portal.shelf import Shelf
from publisher.portal.writing import Kind


class Writings:
    """What is shown: in public what is published and due, in a preview drafts and the future too."""

    def __init__(self, shelf: Shelf, day: date, *, preview: bool = False) -> None:
        self.day, self.preview = day, preview
        self.data: PortalData = shelf.data
        self.pieces: Sequence[Piece] = [
            one for one in shelf.pieces if one.shown_on(day) or (preview and one.facts.status != "withdrawn")
        ]

    @cached_property
    def news(self) -> Sequence[Piece]:
        """Newest first."""
        found = [one for one in self.pieces if one.kind is Kind.NEWS]
        return sorted(found, key=lambda one: (-one.news.date.toordinal(), one.slug))

    @cached_property
    def campaigns(self) -> Sequence[Piece]:
        """Those that end last come first."""
        found = [one for one in self.pieces if one.kind is Kind.CAMPAIGN]
        return sorted(found, key=lambda one: (-one.campaign.end.toordinal(), one.slug))

    @cached_property
    def pages(self) -> Sequence[Piece]:
        """In the order of their titles."""
        return sorted((one for one in self.pieces if one.kind is Kind.PAGE), key=lambda one: one.title)

    @property
    def campaign(self) -> Piece | None:
        """The one that runs now and ends first."""
        running = [one for one in self.campaigns if one.campaign.start <= self.day <= one.campaign.end]
        return running[-1] if running else None

    @property
    def notices(self) -> Sequence[Piece]:
        """News that the first page shows as a notice today."""
        return [
            one
            for one in self.news
            if one.news.notice and one.news.date <= self.day <= (one.news.until or one.news.date)
        ]

    @cached_property
    def categories(self) -> Sequence[SiteSection]:
        """Sections that hold news."""
        return [one for one in self.data.sections if one.holds == "news"]

    def of_category(self, id: str) -> Sequence[Piece]:
        return [one for one in self.news if one.news.category == id]

    def updated(self, section: SiteSection) -> date | None:
        """When a section last got something new."""
        return last_update(section, self.pieces, self.day)

    def category_name(self, id: str) -> str:
        return next((one.name for one in self.data.sections if one.id == id), id)


def brief(piece: Piece) -> str:
    """Digest of what lists show of a piece."""
    return piece.brief


def briefs(pieces: Sequence[Piece]) -> str:
    return digest(*(brief(one) for one in pieces))


def address_of(section: SiteSection) -> str:
    """Where a section is read."""
    if section.holds == "news":
        return f"/tin-tuc/chuyen-muc/{section.id}/"
    return f"/{section.page}/" if section.page else str(section.address)
