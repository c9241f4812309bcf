"""Signatures with keys that lie elsewhere, each checked against its certificate before it goes out."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from functions.adapters.pyhanko import KeyHolder
from functions.adapters.pyhanko.credential import Credential, HeldCredential
from functions.adapters.pyhanko.signing_keys import SigningKey, SigningKeys
from functions.domain.errors import EffectFailed
from functions.ports import Clock, Signatory


class KeyedAuthority:
    """See :class:`functions.adapters.pyhanko.signing.Authority`."""

    def __init__(self, keys: SigningKeys, holder: KeyHolder, clock: Clock) -> None:
        self._keys = keys
        self._holder = holder
        self._clock = clock

    def of(self, who: Signatory) -> Credential:
        """Raises ``EffectFailed`` where the file names no key, or its certificate does not hold now."""
        key = self._key(who)
        return HeldCredential(key.certificate, key.algorithm, lambda data: self._signed(key, data))

    def chain(self, who: Signatory) -> tuple[bytes, ...]:
        return self._key(who).chain

    def revocation(self, who: Signatory) -> tuple[bytes, ...]:
        return self._key(who).revocation

    def _key(self, who: Signatory) -> SigningKey:
        return self._keys.of(who.id, self._clock.now())

    def _signed(self, key: SigningKey, data: bytes) -> bytes:
        signature = self._holder.sign(key.key, key.algorithm, data)
        public = key.certificate.public_key()
        try:
            if isinstance(public, ec.EllipticCurvePublicKey):
                public.verify(signature, data, ec.ECDSA(hashes.SHA256()))
            elif isinstance(public, rsa.RSAPublicKey):
                public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            raise EffectFailed(
                f"The key {key.key} does not belong to the certificate of {key.signatory}: correct the file "
                "of signing keys."
            ) from None
        return signature
