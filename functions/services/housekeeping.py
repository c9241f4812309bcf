"""What time brings due: drafts that nobody sent go, and what was kept for its term is erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from functions.domain.errors import MotcuaError
from functions.domain.i18n import _
from functions.domain.retention import kept_until
from functions.ports import Projection
from functions.services.cases import Cases
from functions.services.drafts import Drafts
from functions.services.erase import Erasure
from functions.services.rebuild import all_cases


@dataclass(frozen=True, slots=True)
class Tidied:
    """How much went, and how many cases could not be erased this time."""

    drafts: int = 0
    erased: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Housekeeping:
    """Keeps nothing longer than it may be kept."""

    cases: Cases
    drafts: Drafts
    erasure: Erasure

    def tidy(self) -> Tidied:
        """Purge drafts, then erase what is past its term. One case that fails stops no other."""
        drafts = self._purge()
        erased = failed = 0
        for case_id in all_cases(self.cases):
            try:
                erased += self._erase_if_due(case_id)
            except MotcuaError:
                failed += 1
        return Tidied(drafts, erased, failed)

    def _purge(self) -> int:
        gone = 0
        while some := self.drafts.purge():
            gone += some
        return gone

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
