"""Figures that follow from the declarations alone: how many services are online, of how many."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from functions.domain.i18n import _
from publisher.entry import Entry
from publisher.portal.data import Plan
from publisher.portal.figures import Figure

_LEAST = {"level_3": 3, "level_4": 4}


def counted(plan: Plan, entries: Iterable[Entry], day: date) -> dict[int, Figure]:
    """Figures by target, for those that say how they are counted; drafts and processes count for nothing."""
    public = [one for one in entries if one.public]
    found = {}
    for target in plan.targets:
        if target.count is None:
            continue
        those = [one for one in public if target.level is None or one.level == target.level]
        reached = sum(one.online_2018 >= _LEAST[target.count] for one in those)
        source = _("Đếm từ bản khai các thủ tục đang công bố trên cổng này")
        found[target.number] = Figure(reached, len(those), source, day.isoformat())
    return found
