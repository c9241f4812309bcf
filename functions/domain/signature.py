"""What the check of a signed document found, as facts that a page can say in plain words."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from functions.domain.model import Model

Trust = Literal["trusted", "test", "unknown"]
"""Of a chain: it ends at a configured root, at the test authority, or at neither."""


class SignatureCheck(Model):
    """One signature, in the order in which it was put on."""

    signer: str
    kind: Literal["person", "agency", "unknown"] = "unknown"
    organisation: str = ""
    signed_at: datetime | None = None
    """As the signer claims."""
    stamped_at: datetime | None = None
    """As a trusted time-stamp authority attests."""
    intact: bool
    """Whether the signed bytes are as they were signed."""
    trust: Trust
    expired: bool = False
    """Whether the certificate had run out, or was revoked, at the time that counts."""
    stamp_holds: bool | None = None
    """Whether the time stamp holds; ``None`` without one."""
    covers_all: bool = False
    """Whether it covers the whole file, or only lawful additions came after it."""
    why: tuple[str, ...] = ()
    """What does not hold, a sentence each."""


class SignatureReport(Model):
    """All signatures of a document. ``changed_after`` names what was added unlawfully after signing."""

    signatures: tuple[SignatureCheck, ...] = ()
    changed_after: str = ""

    @property
    def verdict(self) -> Literal["valid", "test", "invalid", "unsigned"]:
        """``test``: everything holds, but the chain ends at the test authority and has no legal value."""
        if not self.signatures:
            return "unsigned"
        sound = all(
            one.intact and one.covers_all and not one.expired and one.stamp_holds is not False
            for one in self.signatures
        )
        if self.changed_after or not sound or any(one.trust == "unknown" for one in self.signatures):
            return "invalid"
        return "test" if any(one.trust == "test" for one in self.signatures) else "valid"
