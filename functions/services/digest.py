"""The daily digest for those who run the installation: late, stuck, failing; by office, about nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from functions.domain.i18n import _
from functions.domain.say import moment
from functions.domain.status import Part, PartState, Report
from functions.ports import OutboxRow
from functions.services.survey import Now, Survey

_MOST_DEAD = 1000


@dataclass(frozen=True, slots=True)
class LateAt:
    """What an office owes."""

    office: str
    count: int
    oldest_days: int


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything of one morning."""

    at: datetime
    """Local time."""
    late: tuple[LateAt, ...]
    dead: tuple[tuple[str, str, int], ...]
    """Effects given up: office, kind, how many."""
    now: Now
    report: Report

    def subject(self) -> str:
        return _("Tóm tắt ngày {day}: {late} hồ sơ quá hạn, {dead} việc bị bỏ, {alarms} cảnh báo").format(
            day=f"{self.at:%d/%m/%Y}",
            late=sum(one.count for one in self.late),
            dead=sum(count for _office, _kind, count in self.dead),
            alarms=len(self.now.alarms()),
        )

    def text(self) -> str:
        """In plain words; no case, no name, no address."""
        parts = (self._late(), self._stuck(), self._failing())
        return "\n".join([self.subject(), *("\n".join(["", *part]) for part in parts), ""])

    def _late(self) -> Iterator[str]:
        yield _("HỒ SƠ QUÁ HẠN")
        if not self.late:
            yield _("Không có.")
        for one in self.late:
            yield _("{office}: {count} hồ sơ, lâu nhất quá {days} ngày").format(
                office=one.office, count=one.count, days=one.oldest_days
            )

    def _stuck(self) -> Iterator[str]:
        yield _("VIỆC BỊ KẸT")
        if not self.dead and not self.now.wait:
            yield _("Không có.")
        for office, kind, count in self.dead:
            yield _("{office}: {count} việc bị bỏ ({kind})").format(
                office=office, count=count, kind=_kind(kind)
            )
        if self.now.wait:
            minutes = round(self.now.wait / 60)
            yield _("Việc chờ lâu nhất: {minutes} phút").format(minutes=minutes)

    def _failing(self) -> Iterator[str]:
        yield _("PHẦN ĐANG HỎNG")
        failing = [
            _("Kiểm tra: {name}").format(name=one.check) for one in self.now.findings if one.state != "ok"
        ]
        failing += [part.say() for part in Part if self.report.of(part) is PartState.FAILS]
        failing += [_("Cảnh báo: {name}").format(name=one.name) for one in self.now.alarms()]
        yield from failing or [_("Không có.")]
        if self.report.at is None:
            yield _("Chưa có lần thử tự động nào.")
        else:
            local = self.report.at.astimezone(self.at.tzinfo)
            yield _("Lần thử tự động cuối: {at}").format(at=moment(local))


@dataclass(frozen=True, slots=True)
class Digesting:
    """Makes the digest."""

    survey: Survey

    def make(self, report: Report) -> Digest:
        """``report`` is what the last synthetic journey left."""
        cases = self.survey.cases
        now = cases.clock.now()
        return Digest(
            at=cases.calendar.local(now),
            late=tuple(self._late(now)),
            dead=self._dead(cases.store.outbox.dead(_MOST_DEAD)),
            now=self.survey.look(report.at),
            report=report.at_age(now),
        )

    def _late(self, now: datetime) -> Iterator[LateAt]:
        for office in self.survey.offices():
            late = list(self.survey.late(office))
            if late and late[0].due is not None:
                yield LateAt(office.name, len(late), max(0, (now - late[0].due).days))

    def _dead(self, rows: Sequence[OutboxRow]) -> tuple[tuple[str, str, int], ...]:
        counted = Counter((self._office(row), row.kind) for row in rows)
        return tuple((office, kind, count) for (office, kind), count in sorted(counted.items()))

    def _office(self, row: OutboxRow) -> str:
        """Where the case lies; an ended one lies nowhere."""
        known = self.survey.cases.store.cases.projection(row.case_id)
        if known is None or not known.desks:
            return _("Không còn ở cơ quan nào")
        return self.survey.cases.catalogue.reference.office(known.desks[0].office_id).name


def _kind(kind: str) -> str:
    return {
        "scan": _("quét tệp"),
        "issue": _("lập và ký văn bản"),
        "notify": _("gửi tin"),
        "erase": _("xóa dữ liệu"),
    }.get(kind, kind)
