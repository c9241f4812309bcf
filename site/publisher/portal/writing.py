"""The front matter of news, campaigns and pages, as editors write it."""

from __future__ import annotations

from datetime import date as Date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from functions.domain.declaration import Publication
from functions.domain.i18n import _
from functions.domain.model import Model, Slug, Text

Short = Annotated[str, StringConstraints(min_length=1, max_length=160)]
"""A line of a list, a search result or a poster."""
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")]


class Kind(StrEnum):
    """What a file is, by its folder."""

    NEWS = "news"
    CAMPAIGN = "campaigns"
    PAGE = "pages"


class Writing(Model):
    """What all of them share."""

    title: Short
    summary: Annotated[str, StringConstraints(max_length=400)] = ""
    status: Publication = Publication.PUBLISHED
    sample: bool = False
    """Made up to show how it looks: the page says so."""


class NewsFile(Writing):
    """An item of news or a notice. Dated in the future, it is not built until then."""

    date: Date
    category: Slug
    """The section of the portal that it belongs to; see ``sections.yml``."""
    by: Text
    """The agency that publishes it."""
    until: Date | None = None
    """The last day on which the first page shows it as a notice."""
    notice: bool = False
    related: tuple[Slug, ...] = ()
    """Procedures that it is about."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until is not None and self.until < self.date:
            raise ValueError(_("“until” phải là ngày sau “date”."))
        return self


class Step(Model):
    """One of a few steps that a campaign shows."""

    title: Short
    text: str = ""


class Help(Model):
    """Where somebody sits with citizens, and when."""

    place: Text
    date: Date
    hours: Text
    languages: str = ""


class Poster(Model):
    """The words of poster and leaflet: two lines set large, the second in the colour of the sea."""

    first: Short
    second: Short
    lines: Annotated[tuple[Short, ...], Field(max_length=4)] = ()


class CampaignFile(Writing):
    """A campaign for one procedure. Fee, limit and papers are not written here: they are the procedure's."""

    procedure: Slug
    approved_version: Hash
    """What the procedure promised to citizens when somebody read and approved this file."""
    start: Date
    end: Date
    audience: Text
    channels: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Where the campaign is told: loudspeakers, schools, health stations, Zalo …"""
    icon: Slug = "horn"
    action: Short
    """The words on the button."""
    minutes: Annotated[int, Field(ge=1, le=240)] | None = None
    """About how long it takes to fill in the form."""
    targets: tuple[int, ...] = ()
    """Numbers of the targets that it serves; see ``targets.yml``."""
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=6)]
    help: tuple[Help, ...] = ()
    poster: Poster
    loudspeaker: str = ""
    sms: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise ValueError(_("“end” phải là ngày sau “start”."))
        return self


class PageFile(Writing):
    """A page that stands for long: about, contacts, accessibility, help."""

    owner: Text
    """Who keeps it right."""
    checked_on: Date
    """When somebody last read it against the facts."""
    group: Literal["about", "help", "legal", "section"] = "about"
    lang: Literal["vi", "en"] = "vi"


FILES: dict[Kind, type[NewsFile] | type[CampaignFile] | type[PageFile]] = {
    Kind.NEWS: NewsFile,
    Kind.CAMPAIGN: CampaignFile,
    Kind.PAGE: PageFile,
}
