"""What time brings due: what nobody sent, owes or holds goes, and what was kept for its term is erased."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from functions.domain.errors import MotcuaError
from functions.domain.i18n import _
from functions.domain.retention import kept_until
from functions.ports import Projection
from functions.services.cases import Cases
from functions.services.drafts import Drafts
from functions.services.erase import Erasure
from functions.services.orphans import Orphans

_PAGE = 500
_NEVER_LONGER = timedelta(days=1)
"""No request lasts so long: a file that nobody holds after it will be held by nobody."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """How much went of each, and how many cases could not be erased this time."""

    drafts: int = 0
    files: int = 0
    effects: int = 0
    erased: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Housekeeping:
    """Keeps nothing longer than it may be kept."""

    cases: Cases
    drafts: Drafts
    erasure: Erasure
    orphans: Orphans
    keep_effects: timedelta
    """How long what was done stays among the effects, for operators who look back."""
    chance: Callable[[], float] = field(default=random.random, repr=False)

    def tidy(self, going: Callable[[], bool] = lambda: True) -> Tidied:
        """Purge, sweep, then erase what is past its term. One case that fails stops no other.

        No further case is looked at once ``going`` says no, as where a function has its minutes. The round
        begins at another case each time, so that rounds which are cut off come to all in the end.
        """
        now = self.cases.clock.now()
        drafts = _all_of(self.drafts.purge)
        files = self.orphans.sweep(now - _NEVER_LONGER)
        effects = _all_of(lambda: self.cases.store.outbox.purge_done(now - self.keep_effects))
        erased = failed = 0
        for case_id in self._round(now):
            if not going():
                break
            try:
                erased += self._erase_if_due(case_id)
            except MotcuaError:
                failed += 1
        return Tidied(drafts, files, effects, erased, failed)

    def _round(self, now: datetime) -> Iterator[str]:
        """All cases once, from a random moment between the oldest and now: ids begin with theirs."""
        listed = self.cases.store.cases.all_case_ids
        start = between(next(iter(listed("", 1)), ""), now, self.chance())
        for after, until in ((start, ""), ("", start)):
            while ids := [one for one in listed(after, _PAGE) if not until or one <= until]:
                yield from ids
                after = ids[-1]

    def _erase_if_due(self, case_id: str) -> bool:
        """Looks into the list first: a chain is folded only where the term may be over."""
        known = self.cases.store.cases.projection(case_id)
        if known is None or not self._past(known) or self.cases.store.cases.wrapped_key(case_id) is None:
            return False
        retention = self.cases.catalogue.version(known.version).retention
        basis = _("Hết thời hạn lưu giữ {term} của thủ tục.").format(term=retention.say())
        return self.erasure.erase(case_id, basis)

    def _past(self, known: Projection) -> bool:
        ended = known.data.get("ended_at")
        if not ended:
            return False
        local = self.cases.calendar.local
        last = kept_until(
            local(datetime.fromisoformat(ended)).date(), self.cases.catalogue.version(known.version).retention
        )
        return local(self.cases.clock.now()).date() > last


def between(oldest: str, now: datetime, chance: float) -> str:
    """What an id of a moment between would begin with; the empty text where ids name no moment."""
    try:
        first = int(oldest[:12], 16)
    except ValueError:
        return ""
    return f"{first + int(max(0, now.timestamp() * 1000 - first) * chance):012x}"


def _all_of(some: Callable[[], int]) -> int:
    """Do a bounded act again until it finds nothing; how much it did in all."""
    done = 0
    while now := some():
        done += now
    return done
