"""Following a path through the declared models: where it leads, and which keys stand beside it."""

from __future__ import annotations

import types
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a declaration: the type declared there, and the keys of the model around it."""

    path: str
    shape: Any
    keys: tuple[str, ...]
    branched: bool = False


def locate(model: type[BaseModel], location: Sequence[str | int]) -> Place:
    """Follow pydantic's location, whose elements are keys, indexes, and names of branches of unions."""
    shape: Any = model
    path, keys, branched = "", tuple(model.model_fields), False
    for part in location:
        shape = unwrap(shape)
        branches = _branches(shape)
        if len(branches) > 1:
            branched = True
            shape = _choose(branches, str(part))
            if _is_model(shape):
                keys = tuple(shape.model_fields)
            continue
        if branches:
            shape = unwrap(branches[0])
        if _is_model(shape):
            keys = tuple(shape.model_fields)
        path = f"{path}[{part}]" if isinstance(part, int) else f"{path}.{part}" if path else str(part)
        shape = _inside(shape, part)
    return Place(path, unwrap(shape), keys, branched)


def unwrap(shape: Any) -> Any:
    """Without ``Annotated``, aliases and ``| None``."""
    while True:
        if get_origin(shape) is Annotated:
            shape = get_args(shape)[0]
        elif hasattr(shape, "__value__"):
            shape = shape.__value__
        elif len(branches := _branches(shape)) == 1:
            shape = branches[0]
        else:
            return shape


def allowed(shape: Any) -> tuple[str, ...]:
    """The closed list of values of an enumeration or literal; empty for other shapes."""
    shape = unwrap(shape)
    if isinstance(shape, type) and issubclass(shape, Enum):
        return tuple(str(member.value) for member in shape)
    if get_origin(shape) is Literal:
        return tuple(str(value) for value in get_args(shape))
    return ()


def _branches(shape: Any) -> tuple[Any, ...]:
    if get_origin(shape) not in (Union, types.UnionType):
        return ()
    return tuple(branch for branch in get_args(shape) if branch is not type(None))


def _choose(branches: Sequence[Any], tag: str) -> Any:
    for branch in map(unwrap, branches):
        if _is_model(branch) and (branch.__name__ == tag or tag in _tags(branch)):
            return branch
    return next((branch for branch in map(unwrap, branches) if not _is_model(branch)), Any)


def _tags(model: type[BaseModel]) -> tuple[str, ...]:
    field = model.model_fields.get("kind")
    return allowed(field.annotation) if field else ()


def _inside(shape: Any, part: str | int) -> Any:
    if _is_model(shape):
        field = shape.model_fields.get(str(part))
        if field is None:
            return Any
        return Annotated[field.annotation, field] if field.discriminator else field.annotation
    inner = get_args(shape)
    if isinstance(part, int):
        return inner[0] if inner else Any
    return inner[1] if len(inner) > 1 else Any


def _is_model(shape: Any) -> bool:
    return isinstance(shape, type) and issubclass(shape, BaseModel)
