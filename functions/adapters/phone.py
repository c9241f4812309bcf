"""Phone numbers as networks want them."""

from __future__ import annotations

import re

from functions.domain.errors import Invalid

_VIETNAMESE = re.compile(r"(?:\+84|0084|84|0)([1-9]\d{8,9})")
_SPACES = re.compile(r"[\s.()-]")


def international(number: str) -> str:
    """A Vietnamese number in E.164, ``+84…``. Raises :class:`Invalid` for anything else."""
    found = _VIETNAMESE.fullmatch(_SPACES.sub("", number))
    if found is None:
        raise Invalid("The number is no Vietnamese phone number.")
    return f"+84{found[1]}"
