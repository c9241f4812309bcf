"""The tree of everything that can go wrong, drawn here once.

MotcuaError
├── Refused               the request is wrong; sending it again unchanged changes nothing
│   ├── Invalid           fields, files or settings that do not hold (carries a list of faults)
│   ├── NotFound          unknown, or not yours to see: the two are one answer on purpose
│   ├── Forbidden         a signed-in person without the role or the unit for this act
│   ├── Conflict          somebody else changed it first, or the step does not allow the act
│   │   └── StaleVersion  filled in against a version of a procedure that is in force no more
│   ├── Duplicate         already done; carries what the first time produced
│   ├── TooMany           a limit was reached; try again later
│   └── Expired           a link, token or draft past its time
└── Unavailable           the world failed, not the request; trying again may succeed
    ├── StoreUnavailable  the database or the file store
    └── EffectFailed      mail, signature, scanner, renderer …

``code`` is stable and for machines; the sentence is for the reader and goes through gettext.
Whether trying again can help is in the type: :class:`Refused` never, :class:`Unavailable` always.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, where, and how to mend it.

    ``where`` is a dotted path into the input (``be.ho_ten``, ``workflow.steps[2].to``); ``code`` is
    stable; ``message`` is a sentence in the reader's language that says what is wrong and what to do.
    """

    where: str
    code: str
    message: str


class MotcuaError(Exception):
    """Root of the tree."""

    code = "error"
    retryable = False

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class Refused(MotcuaError):
    """The request itself is at fault."""

    code = "refused"


class Invalid(Refused):
    """Input that does not hold. All faults are reported at once, never only the first."""

    code = "invalid"

    def __init__(self, message: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


class NotFound(Refused):
    """Unknown, or not visible to the one who asks: the same answer, so that nothing leaks."""

    code = "not_found"


class Forbidden(Refused):
    """A known person without the role or the unit for this act."""

    code = "forbidden"


class Conflict(Refused):
    """The case moved on meanwhile, or its step does not allow this act."""

    code = "conflict"


class StaleVersion(Conflict):
    """What was filled in against one version of a procedure meets another that is in force now."""

    code = "stale_version"


class Duplicate(Refused):
    """The act was done before. ``original`` identifies what it produced then."""

    code = "duplicate"

    def __init__(self, message: str, original: str) -> None:
        super().__init__(message)
        self.original = original


class TooMany(Refused):
    """A limit was reached. ``retry_after`` is in seconds."""

    code = "too_many"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Expired(Refused):
    """A link, token or draft past its time."""

    code = "expired"


class Unavailable(MotcuaError):
    """The world failed, not the request."""

    code = "unavailable"
    retryable = True


class StoreUnavailable(Unavailable):
    """The database or the file store did not answer, or is full."""

    code = "store_unavailable"


class EffectFailed(Unavailable):
    """An effect (mail, signature, scan, rendering) did not succeed this time."""

    code = "effect_failed"
