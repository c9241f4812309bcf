"""Old files keep working: each step takes the data of one ``schema_version`` to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from functions.domain.declaration import SCHEMA_VERSION
from functions.domain.errors import Fault, Invalid
from functions.domain.i18n import _
from functions.domain.model import JSON

Migration = Callable[[JSON], JSON]
MIGRATIONS: Mapping[int, Migration] = {}
"""From version n to n + 1. Version 1 is the first."""


def migrate(
    data: JSON, migrations: Mapping[int, Migration] = MIGRATIONS, current: int = SCHEMA_VERSION
) -> JSON:
    """``data`` in today's shape. Raises :class:`Invalid` for a version that is not known here."""
    version = data.get("schema_version", 1)
    if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version <= current:
        reason = _("“schema_version” phải là số từ 1 đến {current}; tệp này ghi “{version}”.").format(
            current=current, version=version
        )
        raise Invalid(_("Tệp viết theo một bản khai báo khác."), [Fault("schema_version", "version", reason)])
    while version < current:
        data = {**migrations[version](data), "schema_version": version + 1}
        version += 1
    return data
