"""A change in one line: ``thêm 1 giấy tờ, lệ phí +20.000 đồng, thời hạn 10 → 7 ngày làm việc``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from functions.domain.declaration import Fee, FeeKind
from functions.domain.duration import Duration, Unit
from functions.domain.i18n import _
from publisher.review.change import Change, Topic, Verb

ROWS = {Topic.PAPERS: 2, Topic.QUESTIONS: 4}
"""How many parts of a path name one row of these topics."""


def brief(changes: Sequence[Change], fees: Iterable[Fee] = ()) -> str:
    """All changes of one service in one line; ``fees`` are its newer fee lines, for their names."""
    if not changes:
        return _("không đổi nghĩa")
    parts: list[str] = []
    for topic in Topic:
        these = [change for change in changes if change.topic is topic]
        if these:
            parts += _fees(these, fees) if topic is Topic.FEES else _of(topic, these)
    return ", ".join(parts)


def _of(topic: Topic, changes: Sequence[Change]) -> Iterable[str]:
    if topic is Topic.DEADLINES:
        return _deadlines(changes)
    if topic in ROWS:
        return _counted(topic, changes)
    if topic in (Topic.PUBLICATION, Topic.ONLINE):
        return [_lower(change.text) for change in changes]
    return [_plain(topic)]


def _plain(topic: Topic) -> str:
    return _("đổi {what}").format(what=_lower(topic.say()))


def _counted(topic: Topic, changes: Sequence[Change]) -> Iterable[str]:
    """How many rows came, went and changed."""
    depth = ROWS[topic]
    noun = _lower(topic.say())
    came = [change for change in changes if _is_row(change, Verb.ADDED, depth)]
    went = [change for change in changes if _is_row(change, Verb.REMOVED, depth)]
    whole = {change.where for change in (*came, *went)}
    rest = {
        change.where[:depth]
        for change in changes
        if change.where[:depth] not in whole and len(change.where) >= depth
    }
    for text, found in (
        (_("thêm {n} {noun}"), came),
        (_("bỏ {n} {noun}"), went),
        (_("đổi {n} {noun}"), rest),
    ):
        if found:
            yield text.format(n=len(found), noun=noun)
    if not (came or went or rest):
        yield _("đổi phần {noun}").format(noun=noun)


def _is_row(change: Change, verb: Verb, depth: int) -> bool:
    """A row itself: a section that came is told by its questions, a question of a group by the group."""
    return change.verb is verb and len(change.where) == depth


def _fees(changes: Sequence[Change], fees: Iterable[Fee]) -> Iterable[str]:
    told = [change for change in changes if change.where[-1] != "note"]  # the amount in words
    if len(told) == 1 and told[0].where[2:] == ("amount",) and isinstance(told[0].before, int):
        difference = int(str(told[0].after)) - told[0].before
        kind = next((fee.kind for fee in fees if fee.id == told[0].where[1]), FeeKind.LE_PHI)
        amount = f"{difference:+,}".replace(",", ".")
        yield _("{fee} {amount} đồng").format(fee=_lower(kind.say()), amount=amount)
        return
    for text, verb in ((_("thêm {n} khoản thu"), Verb.ADDED), (_("bỏ {n} khoản thu"), Verb.REMOVED)):
        found = [change for change in changes if change.verb is verb and len(change.where) == 2]
        if found:
            yield text.format(n=len(found))
    if any(change.verb is Verb.CHANGED or len(change.where) > 2 for change in changes):
        yield _("đổi mức hoặc cách thu")


def _deadlines(changes: Sequence[Change]) -> Iterable[str]:
    """One phrase where all channels change alike."""
    pairs = {(change.before, change.after) for change in changes}
    if len(pairs) == 1:
        before, after = next(iter(pairs))
        if isinstance(before, Duration) and isinstance(after, Duration):
            return [_("thời hạn {change}").format(change=_limits(before, after))]
    return [_("đổi thời hạn")]


def _limits(before: Duration, after: Duration) -> str:
    """``10 → 7 ngày làm việc`` where the unit stays."""
    if before.unit is after.unit and before.unit is not Unit.SAME_DAY and before.value and after.value:
        return f"{before.value} → {after.say()}"
    return f"{before.say()} → {after.say()}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
