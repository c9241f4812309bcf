"""The master key as a file outside the database: one 32-byte key a line in base64, the last one current.

A wrapped key is ``0x01``, the id of its master key (8 bytes), a nonce (12 bytes), ciphertext and tag of
AES-256-GCM. Older master keys stay in the file to unwrap what they wrapped.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
import tempfile
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from functions.domain.errors import Invalid, StoreUnavailable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_FORMAT = b"\x01"
_ID, _NONCE = 8, 12


class LocalKeys:
    """See :class:`functions.ports.KeyVault`.

    Open it before the store: with no ``database`` yet, a missing key file is made, once; with one, a
    missing file raises ``Invalid``, since a new key would leave every case unreadable and say nothing.
    """

    def __init__(self, path: Path, database: Path) -> None:
        self._path = path
        first_start = not database.exists()  # asked first: whoever made the database had made the key
        if not path.exists():
            if not first_start:
                raise Invalid(
                    f"The master key {path} is missing, but the database {database} exists. Without that key "
                    "its cases cannot be read: restore the file from its backup. No new key was made."
                )
            _create(path)
        self._keys = _read(path)

    def wrap(self, key: bytes, context: str) -> bytes:
        head, cipher = self._current
        nonce = secrets.token_bytes(_NONCE)
        return head + nonce + cipher.encrypt(nonce, key, head + context.encode())

    def unwrap(self, wrapped: bytes, context: str) -> bytes:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        head, rest = wrapped[: 1 + _ID], wrapped[1 + _ID :]
        master = self._keys.get(head[1:])
        if head[:1] != _FORMAT or master is None:
            raise StoreUnavailable(
                f"A case's key is wrapped by a master key that {self._path} does not hold."
            )
        try:
            return AESGCM(master).decrypt(rest[:_NONCE], rest[_NONCE:], head + context.encode())
        except (InvalidTag, ValueError):
            raise StoreUnavailable(
                "A case's wrapped key does not open: another case's, or changed."
            ) from None

    @cached_property
    def _current(self) -> tuple[bytes, AESGCM]:
        """How what is wrapped now begins, and what wraps it."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key_id, master = list(self._keys.items())[-1]
        return _FORMAT + key_id, AESGCM(master)

    def ids(self) -> frozenset[bytes]:
        """Of all master keys here, as they stand in what they wrapped."""
        return frozenset(self._keys)

    def rotate(self) -> None:
        """Add a new master key for what is wrapped from now on. Other processes see it when restarted."""
        kept = self._path.read_bytes().rstrip(b"\n") + b"\n"
        _write_beside(self._path, kept + _new_line()).replace(self._path)
        _sync_folder(self._path.parent)
        self._keys = _read(self._path)
        self.__dict__.pop("_current", None)


def _create(path: Path) -> None:
    """A link, unlike a rename, never replaces: of two that start together one makes the key for both."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = _write_beside(path, _new_line())
    try:
        path.hardlink_to(made)
    except FileExistsError:
        return
    finally:
        made.unlink()
    _sync_folder(path.parent)


def _read(path: Path) -> dict[bytes, bytes]:
    if path.stat().st_mode & 0o077:
        raise Invalid(f"The master key {path} is open to others: run `chmod 600 {path}`.")
    try:
        keys = [base64.b64decode(line, validate=True) for line in path.read_bytes().split()]
    except binascii.Error:
        keys = []
    if not keys or any(len(key) != 32 for key in keys):
        raise Invalid(f"The master key {path} does not hold 32 bytes a line in base64: restore its backup.")
    return {hashlib.sha256(b"motcua master key id" + key).digest()[:_ID]: key for key in keys}


def _new_line() -> bytes:
    return base64.b64encode(secrets.token_bytes(32)) + b"\n"


def _write_beside(path: Path, content: bytes) -> Path:
    handle, place = tempfile.mkstemp(dir=path.parent, prefix=".key-")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return Path(place)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
