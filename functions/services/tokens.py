"""Signed tokens: each is good for one purpose and one subject, and no other.

Tokens carry ids only, never personal data. A forged, cut, expired or misplaced token gets one answer,
so that guessing teaches nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Literal

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode

from functions.domain.errors import NotFound
from functions.domain.i18n import _

Purpose = Literal["draft", "case", "session", "csrf", "file", "upload"]


class Tokens:
    """Issues and reads tokens with one secret of at least 32 bytes."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 32:
            raise ValueError("the token secret must have at least 32 bytes")
        self._secret = secret
        self._serializers: dict[Purpose, URLSafeTimedSerializer] = {}
        self._signers: dict[Purpose, TimestampSigner] = {}

    def issue(self, purpose: Purpose, *subject: str) -> str:
        """Sign the subject for one purpose; the token is safe in an address."""
        # As the serializer does it, but for an attempt at compressing ids, which are as short as they get.
        payload = base64_encode(json.dumps(subject, separators=(",", ":")))
        return self._signer(purpose).sign(payload).decode()

    def read(self, purpose: Purpose, token: str, max_age: int | None = None) -> tuple[str, ...]:
        """The subject of a token. ``max_age`` is in seconds. Raises :class:`NotFound` for all else."""
        try:
            payload = self._signer(purpose).unsign(token, max_age=max_age)
            subject = self._serializer(purpose).load_payload(payload)
        except BadData:
            raise NotFound(_("Liên kết không đúng hoặc đã hết hạn.")) from None
        return tuple(str(part) for part in subject)

    def short(self, purpose: Purpose, subject: str) -> str:
        """22 letters of 128 bits for a subject that the reader knows already; it never changes.

        It is compared and not read: it holds nothing.
        """
        made = hmac.digest(self._secret, f"motcua.short.{purpose}\0{subject}".encode(), "sha256")
        return base64_encode(made[:16]).decode()

    def fingerprint(self, *parts: str) -> str:
        """A keyed hash, for counting or recognising something without keeping it."""
        return hmac.digest(self._secret, "\0".join(parts).encode(), "sha256").hex()

    def _signer(self, purpose: Purpose) -> TimestampSigner:
        """The serializer's own, with the purpose's key derived once and not at each signing."""
        made = self._signers.get(purpose)
        if made is None:
            key = self._serializer(purpose).make_signer().derive_key()
            made = TimestampSigner(key, key_derivation="none", digest_method=hashlib.sha256)
            self._signers[purpose] = made
        return made

    def _serializer(self, purpose: Purpose) -> URLSafeTimedSerializer:
        made = self._serializers.get(purpose)
        if made is None:
            made = URLSafeTimedSerializer(self._secret, salt=f"motcua.{purpose}", signer_kwargs=_DIGEST)
            self._serializers[purpose] = made
        return made


_DIGEST = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
