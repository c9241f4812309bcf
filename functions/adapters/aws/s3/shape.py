"""How the buckets of the three areas must be: the one place that says so.

The template that makes them, the check that names what is otherwise and whoever makes them on a cluster of
one's own all read this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from functions.ports import ARRIVING, Area


@dataclass(frozen=True, slots=True)
class Bucket:
    """The wanted shape of one area's bucket. Days are whole days, as lifecycle rules count them.

    No rule ages what a draft or a case holds: a draft is kept for as long as somebody goes on with it, and a
    case until its service's ``retention`` after its end. Their files go with them. The rules take what is
    left over: uploads cut off, uploads that no form asked for, and versions that were replaced or deleted.
    """

    versioning: bool
    """Whether what is deleted or written over stays for ``noncurrent_days`` more."""
    lock: bool
    """Whether objects may be locked (Object Lock), each until a moment of its own; there is no default."""
    browsers_post: bool
    """Whether browsers post here from the portal's address (CORS)."""
    expire: Mapping[str, int]
    """Days after which objects go, by how their names begin."""
    noncurrent_days: int | None
    """Days after which a version that is not the latest goes; a lock keeps it longer."""
    abort_days: int = 1
    """Days after which an upload in parts that was not finished is given up."""
    encryption: str = "AES256"
    """What the storage itself encrypts with, besides our seal."""
    public_access_block: bool = True
    """Whether everything public is refused, whatever a policy says."""


BUCKETS: Mapping[Area, Bucket] = {
    "quarantine": Bucket(
        versioning=False, lock=False, browsers_post=True, expire={ARRIVING: 1}, noncurrent_days=None
    ),
    "clean": Bucket(versioning=True, lock=False, browsers_post=False, expire={}, noncurrent_days=30),
    "documents": Bucket(versioning=True, lock=True, browsers_post=False, expire={}, noncurrent_days=30),
}
"""By area. What browsers sent lies in quarantine under the bucket's own encryption, until it is sealed and
removed when its form is saved; quarantine has no versions, so that it is gone then."""

CORS_METHODS = ("POST",)
CORS_HEADERS = ("content-type",)
CORS_SECONDS = 3600
"""How long a browser remembers that it may post."""
