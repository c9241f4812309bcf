"""The compiled declarations of the last build, and earlier versions from the archive."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter

from functions.domain.declaration import AnyService, Reference
from functions.domain.errors import Invalid, NotFound
from functions.domain.i18n import _
from functions.ports import VersionArchive


class _Held(NamedTuple):
    """One manifest, and the file that it was read from."""

    stamp: tuple[int, int]
    reference: Reference
    services: dict[str, str]


class BuiltCatalogue:
    """Reads ``catalogue.json`` and ``catalogue/<version>.json`` below a build folder.

    A catalogue that was published later counts from its next look-up on: the manifest takes its place by a
    rename, after the versions that it names.
    """

    def __init__(self, build: Path, archive: VersionArchive) -> None:
        self._folder = build / "catalogue"
        self._archive = archive
        self._manifest = build / "catalogue.json"
        self._load = lru_cache(maxsize=512)(self._read)
        try:
            self._held = self._opened(self._stamp())
        except (OSError, ValueError):
            raise Invalid(
                f"There is no readable catalogue in {build}. Run “motcua build” first, or set MOTCUA_BUILD."
            ) from None

    @property
    def reference(self) -> Reference:
        """The reference data of the catalogue in force."""
        return self._now().reference

    def _now(self) -> _Held:
        """What the manifest says. One that cannot be read just now leaves what was read before in force."""
        try:
            stamp = self._stamp()
            if stamp != self._held.stamp:
                self._held = self._opened(stamp)
        except (OSError, ValueError):
            pass
        return self._held

    def _stamp(self) -> tuple[int, int]:
        stat = self._manifest.stat()
        return stat.st_mtime_ns, stat.st_ino

    def _opened(self, stamp: tuple[int, int]) -> _Held:
        manifest = json.loads(self._manifest.read_text(encoding="utf-8"))
        return _Held(stamp, Reference.model_validate(manifest["reference"]), manifest["services"])

    def current(self, slug: str) -> tuple[str, AnyService]:
        """The version in force and its declaration. Raises :class:`NotFound`."""
        version = self._now().services.get(slug)
        if version is None:
            raise NotFound(_("Không có thủ tục này."))
        return version, self._load(version)

    def version(self, version: str) -> AnyService:
        """Any version that was ever in use here. Raises :class:`NotFound`."""
        return self._load(version)

    def archive(self, slug: str) -> None:
        """Keep the current version for the cases that begin with it now."""
        version = self._now().services[slug]
        self._archive.put(version, json.loads(self._path(version).read_text(encoding="utf-8")))

    def slugs(self) -> tuple[str, ...]:
        return tuple(self._now().services)

    def _path(self, version: str) -> Path:
        return self._folder / f"{version}.json"

    def _read(self, version: str) -> AnyService:
        if not version.isalnum():
            raise NotFound(_("Không có phiên bản này."))
        if self._path(version).is_file():
            return _adapter().validate_json(self._path(version).read_bytes())
        kept = self._archive.get(version)
        if kept is None:
            raise NotFound(_("Không có phiên bản này."))
        return _adapter().validate_python(kept)


@cache
def _adapter() -> TypeAdapter[AnyService]:
    return TypeAdapter(AnyService)
