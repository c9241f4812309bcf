"""The base of every declared shape: frozen, and with no room for unknown keys."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints

JSON = dict[str, Any]

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
"""A name used inside one file: lower-case ASCII letters, digits and ``_``."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
"""A name used in addresses: lower-case ASCII letters and digits joined by ``-``."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Words for people to read; never empty."""


class Model(BaseModel):
    """Frozen, refuses unknown keys, and does not read a number where text was meant as an error.

    A shape is built when it is first used: a cold start builds what a request needs, and within it each
    shape once. A process whose threads share shapes calls :func:`complete` before it starts them.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        coerce_numbers_to_str=True,
        str_strip_whitespace=True,
        defer_build=True,
    )


def complete(shape: type[Model] = Model) -> None:
    """Build every shape below this one that is not built yet. Building is not safe among threads."""
    for below in shape.__subclasses__():
        below.model_rebuild()
        complete(below)
