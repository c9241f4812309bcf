"""What becomes of begun forms when a procedure changes.

A draft moves on to the version in force when it is opened. What was typed under a name that is still asked
stays; what no question of that name takes any more is dropped. This module says so before it happens.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from functions.domain.declaration import AnyService, Publication
from functions.domain.fields import Question
from functions.domain.i18n import _
from publisher.review.question_shapes import asked

WORDS = frozenset(
    {
        "label",
        "hint",
        "purpose",
        "sensitivity",
        "retention",
        "when_text",
        "missing",
        "autocomplete",
        "row_label",
    }
)
"""Keys of a question that change what people read, and not which answers hold."""
PAPER_WORDS = frozenset({"name", "case", "note", "basis", "template", "originals", "copies"})
"""The same of a paper."""

UPPER = frozenset({"max", "max_length", "max_mb", "max_files", "max_rows"})
BOUNDS = UPPER | {"min", "min_rows"}


@dataclass(frozen=True, slots=True)
class Forward:
    """How drafts of one version come to another. All names are labels."""

    lost: tuple[str, ...] = ()
    """Answers and files that the new version does not take."""
    again: tuple[str, ...] = ()
    """Asked under other rules: what was given may not hold any more."""
    more: tuple[str, ...] = ()
    """Asked in addition."""
    reread: tuple[str, ...] = ()
    """The same answer to other words."""
    closed: str = ""
    """Why a draft cannot be sent any more."""

    @property
    def clean(self) -> bool:
        """Whether nothing that a draft holds is affected."""
        return not (self.lost or self.again or self.closed)

    def say(self) -> list[str]:
        """In sentences, the most important first."""
        if self.closed:
            return [self.closed]
        head = _("Đi tiếp được, không mất gì đã khai") if self.clean else _("Không đi tiếp nguyên vẹn")
        rows = (
            (_("mất: {names}"), self.lost),
            (_("phải trả lời lại: {names}"), self.again),
            (_("phải trả lời thêm: {names}"), self.more),
            (_("nên đọc lại: {names}"), self.reread),
        )
        return [head, *(text.format(names="; ".join(names)) for text, names in rows if names)]


def forward(before: AnyService, after: AnyService | None) -> Forward:
    """How a draft of ``before`` fares under ``after``; None when the service is gone."""
    if after is None:
        return Forward(closed=_("Không gửi được nữa: thủ tục đã bỏ"))
    if after.status is not Publication.PUBLISHED:
        return Forward(closed=_("Không gửi được nữa: thủ tục không còn công bố"))
    old, new = _asked(before), _asked(after)
    common = [name for name in new if name in old]
    altered = [name for name in common if _affected(old[name], new[name])]
    reread = [name for name in common if name not in altered and _reworded(old[name], new[name])]
    office = [_("nơi nộp hồ sơ")] if _deciding(before) != _deciding(after) else []
    return Forward(
        lost=tuple(_label(one) for name, one in old.items() if name not in new),
        again=(*office, *(_label(new[name]) for name in altered)),
        more=tuple(_label(one) for name, one in new.items() if _needed(old.get(name), one)),
        reread=tuple(_label(new[name]) for name in reread),
    )


def _asked(service: AnyService) -> dict[str, Any]:
    """Questions and papers by the names of their inputs."""
    found: dict[str, Any] = {}
    for section in service.form:
        for name, question in asked(section):
            found[name] = _within(question, section.when)
    found |= {f"_paper.{one.id}": one for one in service.evidence if one.held is None}
    return found


def _within(question: Question, when: Any) -> Question:
    """The question with its section's condition, since both decide whether it is asked."""
    both = " && ".join(f"({one.source})" for one in (when, question.when) if one is not None)
    return question.model_copy(update={"when": both}) if when is not None else question


def _needed(old: Any, new: Any) -> bool:
    """Whether an answer is required that was not asked for, or that could be left out."""
    return bool(new.required) and (old is None or not old.required)


def _affected(old: Any, new: Any) -> bool:
    """Whether an answer that held may not hold any more."""
    if type(old) is not type(new):
        return True
    words = WORDS if isinstance(old, Question) else PAPER_WORDS
    keys = [key for key in type(old).model_fields if key not in words | {"id", "required", "fields"}]
    return any(_narrower(key, getattr(old, key), getattr(new, key)) for key in keys)


def _reworded(old: Any, new: Any) -> bool:
    """Whether it reads otherwise, or offers more to choose from."""
    words = WORDS if isinstance(old, Question) else PAPER_WORDS
    return any(getattr(old, key, None) != getattr(new, key, None) for key in words | {"options"})


def _narrower(key: str, old: Any, new: Any) -> bool:
    """Whether a key's new value may refuse what the old one took."""
    if old == new or (new is None and key in BOUNDS):
        return False
    if key in ("options", "accept"):
        return not {getattr(one, "value", one) for one in old} <= {getattr(one, "value", one) for one in new}
    if key in BOUNDS and isinstance(old, int | float):
        return bool(new < old) if key in UPPER else bool(new > old)
    return True


def _deciding(service: AnyService) -> tuple[str, ...]:
    return (service.authority, *getattr(service, "also_at", ()))


def _label(one: Any) -> str:
    return str(getattr(one, "label", "") or one.name).rstrip("?")
