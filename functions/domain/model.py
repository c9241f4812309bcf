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
    """Frozen, refuses unknown keys, and does not read a number where text was meant as an error."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", coerce_numbers_to_str=True, str_strip_whitespace=True
    )
