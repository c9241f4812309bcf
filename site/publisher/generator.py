"""The Pelican plugin: pages of procedures, lists and home, from the catalogue that was read and checked."""

from __future__ import annotations

from typing import Any

from pelican import signals
from pelican.generators import Generator

from functions.domain import i18n
from functions.domain.compile import content_hash
from functions.rendering.environment import equip
from publisher import guidance, views
from publisher.catalogue import Content, Page

CONTENT_SETTING = "MOTCUA_CONTENT"


class ServicesGenerator(Generator):  # type: ignore[misc]
    """Writes everything that is made of service files."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.content: Content = self.settings[CONTENT_SETTING]
        equip(self.env)
        self.env.filters.update(quantity=views.quantity, validity=views.validity)

    def generate_context(self) -> None:
        """What every page shows: the portal and the fields."""
        reference = self.content.reference
        self.pages = self.content.procedures()
        self.summaries = {page.service.slug: views.summary(page.procedure, reference) for page in self.pages}
        self.context["portal"] = reference.portal
        self.context["sectors"] = views.sectors(self.pages, reference)

    def generate_output(self, writer: Any) -> None:
        """All pages, each in a folder of its own."""
        self._page(writer, "index.html", "index")
        self._lists(writer)
        for page in self.pages:
            self._procedure(writer, page)

    def _lists(self, writer: Any) -> None:
        every = list(self.summaries.values())
        heading = i18n._("Danh mục thủ tục")
        self._page(writer, "thu-tuc/index.html", "list", views=every, heading=heading, current="thu-tuc")
        for sector in self.context["sectors"]:
            heading = i18n._("Thủ tục lĩnh vực {name}").format(name=sector.name)
            self._page(
                writer,
                f"thu-tuc/linh-vuc/{sector.id}/index.html",
                "list",
                views=sector.views,
                sector=sector,
                heading=heading,
                current="thu-tuc",
            )

    def _procedure(self, writer: Any, page: Page) -> None:
        service, reference = page.procedure, self.content.reference
        folder = f"thu-tuc/{service.slug}"
        self._page(
            writer,
            f"{folder}/index.html",
            "procedure",
            service=service,
            view=self.summaries[service.slug],
            version=content_hash(service),
            guidance=guidance.to_html(page.source.body),
            steps=views.steps(service, reference),
            channels=views.channels(service),
            related=views.related(service, self.summaries),
            current="thu-tuc",
        )

    def _page(self, writer: Any, name: str, template: str, **more: Any) -> None:
        writer.write_file(name, self.get_template(template), self.context, relative_urls=False, **more)


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(_generators)


def _generators(_pelican: Any) -> type[ServicesGenerator]:
    return ServicesGenerator
