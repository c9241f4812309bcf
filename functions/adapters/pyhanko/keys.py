"""Signing with a key that is loaded once: pyHanko's own signer parses it again at every signature."""

from __future__ import annotations

from collections.abc import Iterable

from asn1crypto import x509
from asn1crypto.algos import SignedDigestAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from functions.adapters.pyhanko.authority import Credential

_SIGNATURE_LENGTH = 72
"""The longest DER writing of an ECDSA signature over P-256."""


class KeptKeySigner(Signer):
    """ECDSA with SHA-256 by one credential; ``chain`` travels with the signature."""

    def __init__(self, credential: Credential, chain: Iterable[x509.Certificate]) -> None:
        self.certificate: x509.Certificate = x509.Certificate.load(credential.der)
        self._key = credential.key
        store = SimpleCertificateStore()
        store.register_multiple(chain)
        super().__init__(
            signing_cert=self.certificate,
            cert_registry=store,
            signature_mechanism=SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The signature of ``data``, DER."""
        if dry_run:
            return bytes(_SIGNATURE_LENGTH)
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))
