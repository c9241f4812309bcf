"""What the check of a signed document found, as facts that a page can say in plain words."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from functions.domain.model import Model

Trust = Literal["trusted", "test", "unknown"]
"""Of a chain: it ends at a configured root, at the test authority, or at neither."""
CertificateState = Literal["good", "expired", "not_yet", "revoked", "unfit"]
"""Of the signer's certificate at the time that counts. ``unfit``: it may not sign documents."""
StampState = Literal["none", "good", "broken", "unknown"]
"""Of the time stamp. ``unknown``: whole, but of no service that is trusted here, so it proves no time."""
Verdict = Literal["valid", "test", "invalid", "unsigned"]


class SignatureCheck(Model):
    """One signature, in the order in which it was put on."""

    signer: str
    """The name in the certificate; empty when it has none, or cannot be read."""
    kind: Literal["person", "agency", "unknown"] = "unknown"
    position: str = ""
    organisation: str = ""
    issuer: str = ""
    """Who issued the certificate."""
    algorithm: str = ""
    signed_at: datetime | None = None
    """As the signer claims."""
    stamped_at: datetime | None = None
    """As the time stamp says; believe it when ``stamp`` is good."""
    intact: bool
    """Whether the signed bytes are as they were signed, by the key of the certificate."""
    trust: Trust
    certificate: CertificateState = "good"
    revocation_known: bool = False
    """Whether the file, or the authority, says that the certificate was not revoked."""
    stamp: StampState = "none"
    covers_all: bool = False
    """Whether it covers the whole file, or only lawful additions came after it."""

    @property
    def expired(self) -> bool:
        """Whether the certificate had run out, or was revoked, at the time that counts."""
        return self.certificate in ("expired", "revoked")

    @property
    def sound(self) -> bool:
        """Whether everything holds; a signature of the test authority may be sound."""
        whole = self.intact and self.covers_all and self.certificate == "good"
        return whole and self.trust != "unknown" and self.stamp != "broken"


class SignatureReport(Model):
    """All signatures of a document."""

    signatures: tuple[SignatureCheck, ...] = ()
    checked_at: datetime | None = None
    changed_after: str = ""
    """The field of the last signature after which something was added or changed unlawfully, or empty."""

    @property
    def verdict(self) -> Verdict:
        """``test``: everything holds, but a chain ends at the test authority and has no legal value."""
        if not self.signatures:
            return "unsigned"
        if self.changed_after or not all(one.sound for one in self.signatures):
            return "invalid"
        return "test" if any(one.trust == "test" for one in self.signatures) else "valid"
