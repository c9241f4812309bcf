"""What the publisher makes: one :class:`Output` a file, and what names them.

A *kind* of output is a module with one function, and one line in :mod:`publisher.kinds`. Most kinds make
files of one procedure::

    def outputs(site: Site, entry: Entry) -> Iterable[Output]:
        path = f"thu-tuc/{entry.slug}/index.html"
        yield site.page(path, "procedure.html", entry.key, context=partial(_context, site, entry))

Others make files of the whole site, and take ``site`` alone. The function costs next to nothing: it names
files and keys, and makes nothing. It is asked at every build; for a procedure, only when something that its
files may show has changed. The driver calls ``make`` only where the key differs from the one that the file
was last made under, writes only bytes that differ, and deletes the files that nobody names any more. Hence
two rules, held by the test that compares with a full build:

* the key covers everything that the file shows, or the file goes stale: use ``site.key(template, *facts)``,
  which already covers the template with all that it includes, the publisher's code, settings and reference
  data; add what else comes in, such as ``entry.key`` (all of one service), ``entry.version`` (its
  declaration without the guidance) and the ``summary_key`` of others;
* ``make`` gives the same bytes for the same key: no clock (``site.day`` is a fact like others), no random
  numbers, no order of a set.

Heavy libraries are imported inside ``make``: most builds never call it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import blake2b
from hashlib import sha256 as _sha256
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from publisher.entry import Entry
    from publisher.site import Site


class Output(NamedTuple):
    """A file of the portal; a named tuple, since there are tens of thousands at each build."""

    path: str
    """Below the portal's folder, with ``/``: ``thu-tuc/dang-ky-ket-hon/index.html``."""
    key: str
    """Digest of everything that the file shows."""
    make: Callable[[], bytes]
    """Makes the file. May be called in another process than the one that named it, or never."""


Kind = Callable[["Site"], Iterable[Output]]
"""Names all its files in the site as it is now."""
ProcedureKind = Callable[["Site", "Entry"], Iterable[Output]]
"""Names its files of one public procedure."""


def digest(*parts: object) -> str:
    """32 hexadecimal digits for text, numbers, dates, tuples and frozen dataclasses of them.

    Never give it a set or a dict whose order is not meant.
    """
    text = "\0".join(part if isinstance(part, str) else repr(part) for part in parts)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def sha256(raw: bytes) -> str:
    """64 hexadecimal digits: the name of a version."""
    return _sha256(raw).hexdigest()
