"""The catalogue of the last build, and beside it the service by which an installation tries itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from functions.adapters.catalogue import BuiltCatalogue
from functions.domain import probe
from functions.domain.declaration import AnyService, Procedure, Reference
from functions.ports import VersionArchive


class ProbedCatalogue(BuiltCatalogue):
    """See :class:`functions.ports.Catalogue`. :meth:`slugs` does not name it, so that no list shows it."""

    _office: tuple[Reference, Reference] | None = None
    _service: tuple[Reference, str, Procedure] | None = None

    def __init__(
        self, build: Path, archive: VersionArchive, signs: Callable[[], bool] = lambda: True
    ) -> None:
        """``signs`` says whether a key is meant for its receipt; asked when it is first sent."""
        super().__init__(build, archive)
        self._signs = signs

    @property
    def reference(self) -> Reference:
        """With the office that takes it; made again when another build changed the rest."""
        built = super().reference
        if self._office is None or self._office[0] is not built:
            self._office = (built, probe.with_office(built))
        return self._office[1]

    def current(self, slug: str) -> tuple[str, AnyService]:
        return self._probe() if slug == probe.SLUG else super().current(slug)

    def archive(self, slug: str) -> None:
        """The probe's own version too: its cases are looked up like all others."""
        if slug != probe.SLUG:
            super().archive(slug)
            return
        version, service = self._probe()
        self._archive.put(version, service.model_dump(mode="json"))

    def _probe(self) -> tuple[str, Procedure]:
        """Made when it is first sent, which most processes never see."""
        from functions.domain.compile.version import content_hash

        built = super().reference
        if self._service is None or self._service[0] is not built:
            service = probe.service(built, signs=self._signs())
            self._service = (built, content_hash(service), service)
        return self._service[1:]
