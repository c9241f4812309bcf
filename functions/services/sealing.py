"""Sealing personal data under the key of its case: who destroys the key erases the data.

AES-256-GCM with a random 96-bit nonce for each seal. A case seals some hundreds of items, far below the
2^32 seals after which random nonces of one key may meet (NIST SP 800-38D, 8.3).
"""

from __future__ import annotations

import secrets

from functions.domain.errors import StoreUnavailable

_NONCE = 12


class CaseKey:
    """The key of one case: 32 random bytes that leave this object only to be wrapped."""

    __slots__ = ("_cipher", "_key")

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if len(key) != 32:
            raise ValueError("a case key has 32 bytes")
        self._key = key
        self._cipher = AESGCM(key)

    @classmethod
    def new(cls) -> CaseKey:
        """A key for a new case or draft."""
        return cls(secrets.token_bytes(32))

    @property
    def raw(self) -> bytes:
        """The bytes to hand to :meth:`functions.ports.KeyVault.wrap`."""
        return self._key

    def seal(self, plaintext: bytes, aad: bytes) -> bytes:
        """Nonce and ciphertext. ``aad`` names the place (case, event, field): it opens nowhere else."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plaintext, aad)

    def open(self, sealed: bytes, aad: bytes) -> bytes:
        """The plaintext. Raises ``StoreUnavailable`` for another key or place, or changed bytes."""
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], aad)
        except (InvalidTag, ValueError):
            raise StoreUnavailable(
                "Sealed data do not open: another key or place, or changed bytes."
            ) from None
