"""Comparing two declarations row by row: rows are known by their ids, and nothing is passed over.

How a shape is told stands in :mod:`publisher.review.shapes`; here is only the walk. A value that differs is
always a change, also where a shape has no words for it yet: then under the name that the key has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from functions.domain.i18n import _
from publisher.review.change import Change, Topic, Verb
from publisher.review.words import said

Say = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Label:
    """How one key is told."""

    text: str
    say: Say = said
    topic: Topic | None = None
    """Where it belongs, if not to the topic around it."""
    whole: bool = True
    """Whether both values are told; texts of a page or mail are only said to be different."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a model is told: its keys, and the parts that are models or rows of them."""

    labels: Mapping[str, Label] = field(default_factory=dict)
    parts: Mapping[str, Shape | Rows] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()
    """Keys that follow from others, which are told."""


@dataclass(frozen=True, slots=True)
class Rows:
    """How a list of models is told."""

    noun: str
    shape: Shape
    key: Callable[[Any], str]
    name: Callable[[Any], str]
    topic: Topic | None = None
    detail: Callable[[Any], str] = lambda _row: ""
    """What is worth knowing about a row that came or went."""
    inner: str = ""
    """The key whose rows are told one by one when a row comes or goes, such as the questions of a section."""
    ordered: bool = True
    """Whether their order means something."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the walk is: the topic, the path by ids, and the names of the rows around."""

    topic: Topic
    where: tuple[str, ...] = ()
    around: tuple[str, ...] = ()

    def at(self, key: str, topic: Topic | None = None) -> Place:
        return Place(topic or self.topic, (*self.where, key), self.around)

    def within(self, key: str, name: str) -> Place:
        return Place(self.topic, (*self.where, key), (*self.around, name))

    def tell(self, text: str) -> str:
        return ": ".join((" › ".join(self.around), text)) if self.around else text


_ABSENT = object()


def compare(shape: Shape, before: BaseModel, after: BaseModel, place: Place) -> Iterator[Change]:
    """Every difference between two models, in the order of their keys."""
    for key in dict.fromkeys((*type(after).model_fields, *type(before).model_fields)):
        old, new = getattr(before, key, _ABSENT), getattr(after, key, _ABSENT)
        if old == new or key in shape.silent or (_other_kind(before, after) and _ABSENT in (old, new)):
            continue
        part = shape.parts.get(key)
        if isinstance(part, Rows):
            yield from compare_rows(part, old or (), new or (), place.at(key, part.topic))
        elif part is not None and isinstance(old, BaseModel) and isinstance(new, BaseModel):
            yield from compare(part, old, new, place.at(key))
        else:
            yield _value(shape.labels.get(key) or Label(key), key, old, new, place)


def _other_kind(before: BaseModel, after: BaseModel) -> bool:
    """Whether both are of different kinds: told once, and not by each key that one of them lacks."""
    return type(before) is not type(after)


def _value(label: Label, key: str, old: Any, new: Any, place: Place) -> Change:
    if label.whole:
        text = _("{label}: {old} → {new}").format(label=label.text, old=label.say(old), new=label.say(new))
    else:
        text = _("{label}: đổi").format(label=label.text)
    here = place.at(key, label.topic)
    return Change(here.topic, Verb.CHANGED, here.where, _capital(place.tell(text)), old, new)


def compare_rows(rows: Rows, before: Any, after: Any, place: Place) -> Iterator[Change]:
    """Rows that came, went, changed or changed places."""
    old, new = _keyed(rows, before), _keyed(rows, after)
    pairs = {key: key for key in new if key in old}
    pairs |= _renamed(rows, old, new)
    gone = [key for key in old if key not in pairs.values()]
    for key in gone:
        yield from _whole(rows, key, old[key], place, Verb.REMOVED)
    for key, row in new.items():
        if key not in pairs:
            yield from _whole(rows, key, row, place, Verb.ADDED)
        elif old[pairs[key]] != row:
            yield from _pair(rows, old[pairs[key]], row, place.within(key, _call(rows, row)))
    stayed = [pairs[key] for key in new if key in pairs]
    if rows.ordered and stayed != [key for key in old if key in stayed]:
        names = ", ".join(rows.name(row) for row in new.values())
        text = _("đổi thứ tự {noun}: {names}").format(noun=rows.noun, names=names)
        yield Change(place.topic, Verb.REORDERED, place.where, _capital(place.tell(text)))


def _pair(rows: Rows, old: Any, new: Any, place: Place) -> Iterator[Change]:
    if isinstance(old, BaseModel) and isinstance(new, BaseModel):
        yield from compare(rows.shape, old, new, place)
    else:
        text = _("{old} → {new}").format(old=rows.detail(old), new=rows.detail(new))
        yield Change(place.topic, Verb.CHANGED, place.where, _capital(place.tell(text)), old, new)


def _whole(rows: Rows, key: str, row: Any, place: Place, verb: Verb) -> Iterator[Change]:
    """A row that came or went, and the rows in it that people want to know by name."""
    act = _("thêm {row}") if verb is Verb.ADDED else _("bỏ {row}")
    detail = rows.detail(row)
    text = act.format(row=_call(rows, row)) + (f" ({detail})" if detail else "")
    yield Change(place.topic, verb, (*place.where, key), _capital(place.tell(text)))
    part = rows.shape.parts.get(rows.inner)
    if isinstance(part, Rows):
        inside = Place(place.topic, (*place.where, key, rows.inner), (*place.around, _call(rows, row)))
        for inner_key, inner in _keyed(part, getattr(row, rows.inner, ())).items():
            yield from _whole(part, inner_key, inner, inside, verb)


def _keyed(rows: Rows, given: Sequence[Any]) -> dict[str, Any]:
    """Rows by their keys; a key that is used twice is numbered, since a draft of a file may have that."""
    found: dict[str, Any] = {}
    for row in given.items() if isinstance(given, Mapping) else given:
        key, n = rows.key(row), 2
        while key in found:
            key, n = f"{rows.key(row)} #{n}", n + 1
        found[key] = row
    return found


def _renamed(rows: Rows, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """Rows that go by another id and bear the same name: new key to old key."""
    came = {rows.name(row): key for key, row in new.items() if key not in old}
    went = {rows.name(row): key for key, row in old.items() if key not in new}
    return {came[name]: went[name] for name in came if name in went}


def _call(rows: Rows, row: Any) -> str:
    return f"{rows.noun} “{rows.name(row)}”"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
