"""A certificate with somebody who signs for it: a key in memory, in hardware or in KMS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from functions.domain.errors import Invalid

Algorithm = Literal["ecdsa", "rsa"]
"""Always with SHA-256: ECDSA as DER (RFC 3279), or RSA by PKCS #1 v1.5."""
LEAST_RSA = 2048


class Credential(Protocol):
    """What writing a signature needs."""

    @property
    def certificate(self) -> x509.Certificate: ...

    @property
    def der(self) -> bytes:
        """The certificate as DER."""

    @property
    def algorithm(self) -> Algorithm: ...

    def sign(self, data: bytes) -> bytes:
        """The bare signature over data. Raises ``EffectFailed`` to be tried again."""


@dataclass(frozen=True, slots=True)
class HeldCredential:
    """A certificate whose key lies elsewhere."""

    certificate: x509.Certificate
    algorithm: Algorithm
    signs: Callable[[bytes], bytes] = field(repr=False)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def sign(self, data: bytes) -> bytes:
        return self.signs(data)


def algorithm_of(certificate: x509.Certificate) -> Algorithm:
    """How its key signs. Raises :class:`Invalid` for a key that TT 15/2025/TT-BKHCN does not allow."""
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return "ecdsa"
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= LEAST_RSA:
        return "rsa"
    raise Invalid("The certificate's key is neither ECDSA P-256 nor RSA of at least 2048 bits.")
