"""What a check finds: a fault, or something that an editor should look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from functions.domain.declaration import AnyService, Reference
from functions.domain.errors import Fault


@dataclass(frozen=True, slots=True)
class Finding(Fault):
    """A fault with its weight: an ``error`` stops the build, a ``warning`` is shown."""

    level: Literal["error", "warning"] = "error"


Check = Callable[[AnyService, Reference, date], Sequence[Finding]]
"""A rule over one compiled service. The date is the day on which law is held to be in force or not."""


def error(where: str, code: str, message: str) -> Finding:
    return Finding(where, code, message, "error")


def warning(where: str, code: str, message: str) -> Finding:
    return Finding(where, code, message, "warning")
