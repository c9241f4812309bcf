"""What can be found, and who names it.

A new kind of content registers itself: a function from the site to its :class:`Findable` things, and one
line in :data:`publisher.search.sources.SOURCES`. Whatever the index shows of a thing stands in it.
"""

from __future__ import annotations

from typing import NamedTuple

from publisher.search.says import Says


class Findable(NamedTuple):
    """A page that can be found."""

    kind: str
    """One of :data:`functions.domain.search.rank.KINDS`."""
    url: str
    title: str
    code: str
    """National code of a procedure."""
    says: Says
    shelf: str
    """Things that are asked for together lie together: the field of a procedure, the kind of all else."""
