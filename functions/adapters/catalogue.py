"""The compiled declarations of the last build, and earlier versions from the archive."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from pydantic import TypeAdapter

from functions.domain.declaration import AnyService, Reference
from functions.domain.errors import Invalid, NotFound
from functions.domain.i18n import _
from functions.ports import VersionArchive

_ADAPTER: TypeAdapter[AnyService] = TypeAdapter(AnyService)


class BuiltCatalogue:
    """Reads ``catalogue.json`` and ``catalogue/<version>.json`` below a build folder."""

    def __init__(self, build: Path, archive: VersionArchive) -> None:
        self._folder = build / "catalogue"
        self._archive = archive
        try:
            manifest = json.loads((build / "catalogue.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise Invalid(
                f"There is no readable catalogue in {build}. Run “motcua build” first, or set MOTCUA_BUILD."
            ) from None
        self.reference = Reference.model_validate(manifest["reference"])
        self._current: dict[str, str] = manifest["services"]
        self._load = lru_cache(maxsize=512)(self._read)

    def current(self, slug: str) -> tuple[str, AnyService]:
        """The version in force and its declaration. Raises :class:`NotFound`."""
        version = self._current.get(slug)
        if version is None:
            raise NotFound(_("Không có thủ tục này."))
        return version, self._load(version)

    def version(self, version: str) -> AnyService:
        """Any version that was ever in use here. Raises :class:`NotFound`."""
        return self._load(version)

    def archive(self, slug: str) -> None:
        """Keep the current version for the cases that begin with it now."""
        version = self._current[slug]
        self._archive.put(version, json.loads(self._path(version).read_text(encoding="utf-8")))

    def slugs(self) -> tuple[str, ...]:
        return tuple(self._current)

    def _path(self, version: str) -> Path:
        return self._folder / f"{version}.json"

    def _read(self, version: str) -> AnyService:
        if not version.isalnum():
            raise NotFound(_("Không có phiên bản này."))
        if self._path(version).is_file():
            return _ADAPTER.validate_json(self._path(version).read_bytes())
        kept = self._archive.get(version)
        if kept is None:
            raise NotFound(_("Không có phiên bản này."))
        return _ADAPTER.validate_python(kept)
