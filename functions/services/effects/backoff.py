"""When to try a failed effect again, and when to leave it to a person."""

from __future__ import annotations

from datetime import timedelta

FIRST = timedelta(seconds=5)
LONGEST = timedelta(hours=2)
MOST_ATTEMPTS = 60
"""With these waits a row is tried for two to four days: a signing service that is away for a day costs nobody
anything, and nobody has to lift its rows by hand."""


def wait(attempt: int, chance: float) -> timedelta:
    """The pause after the ``attempt``-th try, counted from 1: doubling up to the longest, with jitter.

    ``chance`` between 0 and 1 spreads it over its upper half, so that rows which failed together do not
    come back together.
    """
    if attempt < 1 or not 0 <= chance <= 1:
        raise ValueError("attempts count from 1, and chance lies between 0 and 1")
    doubled: timedelta = FIRST * (1 << min(attempt - 1, 32))
    whole = min(doubled, LONGEST)
    return whole * (0.5 + chance / 2)
