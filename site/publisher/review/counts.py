"""How many drafts and running cases stand on which version, from the file that ``motcua counts`` writes.

The publishing side never opens the store: it may run where there is none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, TypeAdapter, ValidationError

from functions.domain.declaration import AnyService
from functions.domain.errors import Invalid
from functions.domain.i18n import _
from functions.domain.model import Model
from publisher.compiled import VERSIONS
from publisher.outputs import sha256

ByVersion = Mapping[str, int]


class Counts(Model):
    """By slug and version."""

    taken_at: str = ""
    drafts: dict[str, dict[str, int]] = Field(default_factory=dict)
    cases: dict[str, dict[str, int]] = Field(default_factory=dict)
    """Cases that are not over yet."""

    def of(self, which: Mapping[str, ByVersion], slugs: tuple[str, ...]) -> dict[str, int]:
        """The numbers of one service, which may have had another slug."""
        found: dict[str, int] = {}
        for slug in dict.fromkeys(slugs):
            for version, n in which.get(slug, {}).items():
                found[version] = found.get(version, 0) + n
        return found


def read_counts(path: Path) -> Counts:
    """Raises :class:`Invalid` for a file that is not such a count."""
    try:
        return Counts.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError):
        reason = _("Tệp số liệu {path} không đọc được. Lấy lại bằng: motcua counts > {path}")
        raise Invalid(reason.format(path=path)) from None


def published(build: Path, version: str) -> AnyService | None:
    """A version that was published earlier; None where the catalogue has none that is whole."""
    try:
        raw = (build / VERSIONS / f"{version}.json").read_bytes()
    except OSError:
        return None
    if sha256(raw) != version:
        return None
    adapter: TypeAdapter[AnyService] = TypeAdapter(AnyService)
    try:
        return adapter.validate_json(raw)
    except ValidationError:
        return None
