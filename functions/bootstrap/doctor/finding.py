"""One thing that was looked at, and the net under those who look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from functions.domain.errors import Invalid, MotcuaError
from functions.settings import Settings

State = Literal["ok", "warning", "fault"]


@dataclass(frozen=True, slots=True)
class Finding:
    """``where`` is a setting, a path or a service; ``mend`` says what to do; none where all is well."""

    check: str
    state: State
    where: str
    says: str
    mend: str = ""


Check = Callable[[Settings, datetime], Iterator[Finding]]


def tried(name: str, check: Check, settings: Settings, now: datetime) -> Iterator[Finding]:
    """What a check found; one that breaks is itself a finding, without the words of a foreign error."""
    try:
        yield from check(settings, now)
    except Invalid as error:
        faults = error.faults
        yield from (Finding(name, "fault", one.where, one.message) for one in faults)
        if not faults:
            yield Finding(name, "fault", name, error.message)
    except MotcuaError as error:
        yield Finding(name, "fault", name, error.message or error.code)
    except Exception as error:  # a doctor who falls over helps nobody
        yield Finding(name, "fault", name, f"It could not be looked at ({type(error).__name__}).")
