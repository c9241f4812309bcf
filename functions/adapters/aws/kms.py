"""Keys in KMS: the master key over the cases' keys, and the private keys of signatories.

A wrapped key is ``0x02``, the length of the next part (2 bytes), a data key encrypted by KMS, a nonce
(12 bytes), ciphertext and tag of AES-256-GCM, whose additional data are the case's id and all that stands
before. The data key travels with what it wrapped: no other store has to keep it, and none can lose it.

Every process has KMS make it a data key of its own, uses it for an hour or :data:`MOST_WRAPPED` cases, and
keeps those it had opened for as long. So sending waits for KMS once an hour and not once a case; the price
is that the audit trail of KMS shows data keys and not cases, and that a key disabled in KMS goes on opening
cases for up to an hour in processes that run already.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from botocore.exceptions import BotoCoreError, ClientError

from functions.adapters.aws.clients import Place, client
from functions.domain.errors import EffectFailed, MotcuaError, StoreUnavailable

LIFE = 3600.0
"""Seconds that a data key stays in memory."""
MOST_WRAPPED = 100_000
"""Cases under one data key: far below the 2^32 after which random nonces may meet."""
_MOST_KEPT = 1000
_FORMAT = b"\x02"
_LENGTH, _NONCE = 2, 12
_CONTEXT = {"motcua": "case keys"}
"""What the audit trail of KMS shows, and what a policy may ask for."""

_MENDS = {
    "DisabledException": "is disabled: enable it",
    "KMSInvalidStateException": "is to be deleted or not ready: cancel its deletion, or import its material",
    "NotFoundException": "does not exist there: correct the setting, or the region",
    "AccessDeniedException": "may not be used by this role: allow it in the role and in the key's policy",
    "InvalidKeyUsageException": "is of another kind than this use needs: make one of the right kind",
    "InvalidCiphertextException": "did not encrypt this, or it was changed",
    "IncorrectKeyException": "did not encrypt this",
}


@dataclass(frozen=True, slots=True)
class _DataKey:
    plain: bytes = field(repr=False)
    wrapped: bytes
    until: float


class KmsKeys:
    """See :class:`functions.ports.KeyVault`."""

    def __init__(self, place: Place, key_id: str, seconds: Callable[[], float] = time.monotonic) -> None:
        self._place = place
        self._key_id = key_id
        self._seconds = seconds
        self._lock = threading.Lock()
        self._current: _DataKey | None = None
        self._left = 0
        self._opened: OrderedDict[bytes, _DataKey] = OrderedDict()

    def wrap(self, key: bytes, context: str) -> bytes:
        """Encrypt a case's key. Raises ``StoreUnavailable`` while KMS does not give a data key."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        data_key = self._sealing()
        head = _FORMAT + len(data_key.wrapped).to_bytes(_LENGTH, "big") + data_key.wrapped
        nonce = secrets.token_bytes(_NONCE)
        return head + nonce + AESGCM(data_key.plain).encrypt(nonce, key, head + context.encode())

    def unwrap(self, wrapped: bytes, context: str) -> bytes:
        """Raises ``StoreUnavailable`` when KMS does not open it, or the context is another."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        begin = len(_FORMAT) + _LENGTH
        length = int.from_bytes(wrapped[len(_FORMAT) : begin], "big")
        head, rest = wrapped[: begin + length], wrapped[begin + length :]
        if wrapped[:1] != _FORMAT or not length or len(rest) <= _NONCE:
            raise StoreUnavailable("A case's wrapped key is not one that KMS keeps, or it was cut.")
        plain = self._opening(head[begin:])
        try:
            return AESGCM(plain).decrypt(rest[:_NONCE], rest[_NONCE:], head + context.encode())
        except (InvalidTag, ValueError):
            raise StoreUnavailable(
                "A case's wrapped key does not open: another case's, or changed."
            ) from None

    def check(self) -> None:
        """Have KMS make a data key and open it again. Raises ``StoreUnavailable`` saying what to mend."""
        made = self._made()
        self._called("decrypt", CiphertextBlob=made.wrapped, EncryptionContext=_CONTEXT)

    def _sealing(self) -> _DataKey:
        with self._lock:
            current = self._current
            if current is None or self._left <= 0 or self._seconds() >= current.until:
                current = self._current = self._made()
                self._left = MOST_WRAPPED
                self._keep(current)
            self._left -= 1
            return current

    def _opening(self, wrapped: bytes) -> bytes:
        name = hashlib.sha256(wrapped).digest()
        with self._lock:
            kept = self._opened.get(name)
            if kept is not None and self._seconds() < kept.until:
                self._opened.move_to_end(name)
                return kept.plain
        # Outside the lock: others need not wait for this one's answer.
        answer = self._called("decrypt", CiphertextBlob=wrapped, EncryptionContext=_CONTEXT)
        opened = _DataKey(answer["Plaintext"], wrapped, self._seconds() + LIFE)
        with self._lock:
            self._keep(opened)
        return opened.plain

    def _made(self) -> _DataKey:
        answer = self._called(
            "generate_data_key", KeyId=self._key_id, KeySpec="AES_256", EncryptionContext=_CONTEXT
        )
        return _DataKey(answer["Plaintext"], answer["CiphertextBlob"], self._seconds() + LIFE)

    def _keep(self, key: _DataKey) -> None:
        self._opened[hashlib.sha256(key.wrapped).digest()] = key
        while len(self._opened) > _MOST_KEPT:
            self._opened.popitem(last=False)

    def _called(self, act: str, **asked: Any) -> Mapping[str, Any]:
        return _call(self._place, act, self._key_id, StoreUnavailable, **asked)


class KmsSigningKeys:
    """See :class:`functions.adapters.pyhanko.KeyHolder`. A key is named by id, ARN or alias."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def sign(self, key: str, algorithm: str, data: bytes) -> bytes:
        """KMS hashes by itself (``RAW``), so that what is signed is what was handed over."""
        scheme = "ECDSA_SHA_256" if algorithm == "ecdsa" else "RSASSA_PKCS1_V1_5_SHA_256"
        asked = {"KeyId": key, "Message": data, "MessageType": "RAW", "SigningAlgorithm": scheme}
        return bytes(_call(self._place, "sign", key, EffectFailed, **asked)["Signature"])


def _call(place: Place, act: str, key: str, kind: type[MotcuaError], **asked: Any) -> Mapping[str, Any]:
    try:
        answer: Mapping[str, Any] = getattr(client("kms", place), act)(**asked)
    except ClientError as error:
        _refused(error, key, kind)
    except BotoCoreError as error:
        raise kind(f"KMS is away: {type(error).__name__}.") from None
    return answer


def _refused(error: ClientError, key: str, kind: type[MotcuaError]) -> NoReturn:
    code = error.response.get("Error", {}).get("Code", "")
    mend = _MENDS.get(code)
    raise kind(f"The KMS key {key} {mend}." if mend else f"KMS refused: {code}.") from None
