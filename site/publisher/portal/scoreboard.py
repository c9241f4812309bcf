"""The scoreboard: each target of the plan beside what was measured. Figures are computed, never typed in.

Measurements come from ``figures.json`` in the output folder, which the running side computes from its log.
A target without one says “chưa có số liệu”.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from functions.domain.i18n import _
from functions.domain.model import JSON
from functions.domain.say import day as written
from publisher.outputs import Output, digest
from publisher.portal.data import Plan, Target
from publisher.portal.figures import Figure
from publisher.site import Site

WIDTH = 300
"""Units of the drawn bar."""


@dataclass(frozen=True, slots=True)
class Row:
    """A target with its measurement and what comes of the two."""

    target: Target
    figure: Figure | None

    @property
    def share(self) -> float:
        """What was measured, in the target's own unit."""
        if self.figure is None:
            return 0.0
        if self.target.unit == "services":
            return float(self.figure.numerator)
        return 100 * self.figure.numerator / self.figure.denominator if self.figure.denominator else 0.0

    @property
    def state(self) -> str:
        """``none``, ``part`` or ``met``."""
        if self.figure is None or (self.target.unit == "percent" and not self.figure.denominator):
            return "none"
        return "met" if self.share >= self.target.goal else "part"

    @property
    def said(self) -> str:
        """The measurement in words."""
        if self.target.unit == "services":
            return _("{n} dịch vụ").format(n=int(self.share))
        return f"{self.share:.1f}%".replace(".", ",").replace(",0%", "%")

    @property
    def measured_on(self) -> str:
        """The day of the measurement as people write it."""
        return written(date.fromisoformat(self.figure.measured_on)) if self.figure else ""

    @property
    def verdict(self) -> str:
        return {"none": _("Chưa có số liệu"), "part": _("Chưa đạt"), "met": _("Đạt")}[self.state]

    @property
    def mark(self) -> float:
        """Where the target stands on the bar."""
        return round(WIDTH * min(1.0, self.target.goal / self._full), 1)

    @property
    def bar(self) -> float:
        return round(WIDTH * min(1.0, self.share / self._full), 1)

    @property
    def _full(self) -> float:
        return 100.0 if self.target.unit == "percent" else 1.25 * max(self.target.goal, self.share, 1)


def outputs(site: Site) -> Iterable[Output]:
    plan = site.writings.data.plan
    if plan is None:
        return
    work = site.measured.work
    key = digest(site.writings.data.keys["plan"], work and work.model_dump_json(), *_facts(site.figures))
    context: JSON = {"plan": plan, "rows": rows(plan, site.figures), "work": work, "current": "bang-chi-so"}
    yield site.page("bang-chi-so/index.html", "scoreboard.html", key, context=lambda: context)
    yield Output("bang-chi-so/bang-chi-so.csv", site.key("", key), lambda: _csv(plan, site.figures))


def rows(plan: Plan, figures: Mapping[int, Figure]) -> list[Row]:
    return [Row(one, figures.get(one.number)) for one in plan.targets]


def _facts(figures: Mapping[int, Figure]) -> list[object]:
    return [(number, figures[number]) for number in sorted(figures)]


def _csv(plan: Plan, figures: Mapping[int, Figure]) -> bytes:
    """The same table for machines; empty cells where nothing was measured."""
    import csv
    import io

    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(
        ["so", "muc_tieu", "chi_tieu", "tu_so", "mau_so", "do_duoc", "ket_qua", "nguon", "ngay_do"]
    )
    for row in rows(plan, figures):
        figure = row.figure
        measured = [figure.numerator, figure.denominator, row.said] if figure is not None else ["", "", ""]
        source = [figure.source, figure.measured_on] if figure is not None else ["", ""]
        table.writerow([row.target.number, row.target.name, row.target.said, *measured, row.verdict, *source])
    return b"\xef\xbb\xbf" + text.getvalue().encode()
