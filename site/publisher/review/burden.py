"""What a service asks of a citizen: minutes, papers, trips and đồng, by a model simple enough to argue with.

The minutes are ours, not the law's; the handbook states them, and a test holds it to that. They serve to
compare two versions of one service, not to promise a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from functions.domain.declaration import AnyService, Channel, ChannelKind, Evidence, OnlineLevel, Procedure
from functions.domain.duration import Unit
from functions.domain.fields import Group
from functions.domain.fields.base import Question
from functions.domain.i18n import _
from functions.domain.say import dong

SECONDS: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(("yes_no", "declaration", "year"), 10),
        **dict.fromkeys(("choice", "notice", "integer"), 15),
        **dict.fromkeys(("person_name", "date", "phone", "choices", "money", "decimal"), 20),
        **dict.fromkeys(("text", "email", "citizen_id"), 30),
        **dict.fromkeys(("address", "on_behalf"), 60),
        **dict.fromkeys(("long_text", "file"), 120),
    }
)
"""Seconds to read and answer one question of a kind; those of a group are counted for one row."""

UPLOAD, SHOW, BRING, FILL, COPY = 5, 2, 10, 15, 5
"""Minutes for a paper: find and photograph it; have it at hand; bring it; fill its form; copy it."""


@dataclass(frozen=True, slots=True)
class Span:
    """From the simplest case, in which no condition holds, to the one in which every condition holds."""

    least: int
    most: int

    def say(self, one: str) -> str:
        """``one`` has a place ``{n}`` for the number."""
        number = str(self.least) if self.least == self.most else f"{self.least}–{self.most}"
        return one.format(n=number)


@dataclass(frozen=True, slots=True)
class Burden:
    """The burden of one application."""

    questions: Span
    papers: Span
    minutes: Span
    trips: Mapping[str, int]
    """By channel: how often the citizen goes to the counter or to the post office."""
    dong: Span

    def say(self) -> dict[str, str]:
        """Each part in words, by a name of it."""
        trips = ", ".join(f"{ChannelKind(kind).say().lower()} {n}" for kind, n in self.trips.items())
        money = dong(self.dong.least)
        if self.dong.least != self.dong.most:
            money = _("{least} đến {most}").format(least=money, most=dong(self.dong.most))
        return {
            _("câu hỏi"): self.questions.say("{n}"),
            _("giấy tờ"): self.papers.say("{n}"),
            _("thời gian khai và chuẩn bị"): self.minutes.say(_("{n} phút")),
            _("lượt đi lại"): trips or _("không có"),
            _("tiền phải nộp"): money,
        }


def burden(service: AnyService) -> Burden:
    """The burden of one application, by the model above."""
    asked = [(q, bool(section.when or q.when)) for section in service.form for q in section.fields]
    needed = [paper for paper in service.evidence if paper.held is None]
    seconds = [(_seconds(question), rare or not question.required) for question, rare in asked]
    minutes = [(_minutes(paper) * 60, _rare(paper)) for paper in needed]
    spent = _sum([*seconds, *minutes])
    answers = [(1, rare) for question, rare in asked if question.asks]
    return Burden(
        questions=_sum(answers),
        papers=_sum([(1, _rare(paper)) for paper in needed]),
        minutes=Span(-(-spent.least // 60), -(-spent.most // 60)),
        trips=_trips(service, needed) if isinstance(service, Procedure) else {},
        dong=_dong(service) if isinstance(service, Procedure) else Span(0, 0),
    )


def _sum(amounts: list[tuple[int, bool]]) -> Span:
    return Span(sum(n for n, rare in amounts if not rare), sum(n for n, _rare in amounts))


def _rare(paper: Evidence) -> bool:
    return paper.when is not None or not paper.required


def _seconds(question: Question) -> int:
    if isinstance(question, Group):
        return sum(_seconds(one) for one in question.fields)
    return SECONDS[question.kind]


def _minutes(paper: Evidence) -> int:
    if paper.handling == "show":
        return SHOW
    least = UPLOAD if paper.electronic else BRING
    return least + (FILL if paper.template else 0) + COPY * paper.copies


def _trips(service: Procedure, needed: list[Evidence]) -> dict[str, int]:
    return {str(channel.kind): _trips_by(channel, service, needed) for channel in service.channels}


def _trips_by(channel: Channel, service: Procedure, needed: list[Evidence]) -> int:
    """Online none where all goes online, else one; by post one; at the counter two, same-day one."""
    if channel.kind is ChannelKind.POST:
        return 1
    if channel.kind is ChannelKind.COUNTER:
        return 1 if channel.time_limit.unit is Unit.SAME_DAY else 2
    brought = any(not _rare(paper) and (paper.handling == "show" or not paper.electronic) for paper in needed)
    return 1 if brought or service.online is not OnlineLevel.FULL else 0


def _dong(service: Procedure) -> Span:
    """From the cheapest channel without any condition to the dearest with all; a counted fee counts once."""
    sums = []
    for channel in service.channels:
        lines = [fee for fee in service.fees if channel.fees is None or fee.id in channel.fees]
        sums.append(_sum([(fee.amount, bool(fee.when or fee.quantity)) for fee in lines]))
    return Span(min((one.least for one in sums), default=0), max((one.most for one in sums), default=0))
