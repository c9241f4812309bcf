"""Private keys in a hardware token by PKCS #11. They never leave it; the driver loads with the first use.

One session serves the process, one signature at a time: tokens are slow alone and drivers rarely safe. A
session that is lost (token pulled out, service restarted) is opened anew once. A wrong PIN is never tried a
second time by one process: after a few, a token locks itself for good.
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
from typing import Any

import pkcs11
from pkcs11 import exceptions as faults
from pkcs11.util.ec import encode_ecdsa_signature

from functions.domain.errors import EffectFailed

_LOST = (
    faults.SessionHandleInvalid,
    faults.SessionClosed,
    faults.DeviceRemoved,
    faults.DeviceError,
    faults.TokenNotPresent,
    faults.TokenNotRecognised,
    faults.UserNotLoggedIn,
    faults.KeyHandleInvalid,
    faults.ObjectHandleInvalid,
    faults.GeneralError,
    faults.FunctionFailed,
)


class HardwareToken:
    """See :class:`functions.adapters.pyhanko.KeyHolder`. A key is named by its label."""

    def __init__(self, module: str, label: str, pin: str) -> None:
        self._module = module
        self._label = label
        self._pin = pin
        self._lock = threading.Lock()
        self._session: Any = None
        self._keys: dict[str, Any] = {}
        self._shut = ""

    def sign(self, key: str, algorithm: str, data: bytes) -> bytes:
        """Raises ``EffectFailed``, saying what to mend."""
        with self._lock:
            try:
                return self._signed(key, algorithm, data)
            except _LOST:
                self._close()
            try:
                return self._signed(key, algorithm, data)
            except _LOST as error:
                self._close()
                name = type(error).__name__
                raise EffectFailed(f"The token {self._label} was lost ({name}): plug it in again.") from None

    def close(self) -> None:
        """Let the token go."""
        with self._lock:
            self._close()

    def _signed(self, key: str, algorithm: str, data: bytes) -> bytes:
        try:
            found = self._key(key)
            if algorithm == "rsa":
                return bytes(found.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
            raw = found.sign(hashlib.sha256(data).digest(), mechanism=pkcs11.Mechanism.ECDSA)
            return bytes(encode_ecdsa_signature(raw))
        except faults.NoSuchKey:
            raise EffectFailed(
                f"The token {self._label} has no private key labelled {key}: correct MOTCUA_SIGNING_KEYS."
            ) from None
        except faults.MultipleObjectsReturned:
            raise EffectFailed(
                f"The token {self._label} has several private keys labelled {key}: rename all but one."
            ) from None
        except _LOST:
            raise
        except faults.PKCS11Error as error:
            raise EffectFailed(f"The token {self._label} did not sign: {type(error).__name__}.") from None

    def _key(self, label: str) -> Any:
        session = self._opened()
        if label not in self._keys:
            private = pkcs11.ObjectClass.PRIVATE_KEY
            self._keys[label] = session.get_key(object_class=private, label=label)
        return self._keys[label]

    def _opened(self) -> Any:
        if self._shut:
            raise EffectFailed(self._shut)
        if self._session is None:
            self._session = self._open()
        return self._session

    def _open(self) -> Any:
        try:
            driver = pkcs11.lib(self._module)
        except (faults.PKCS11Error, RuntimeError, OSError):
            raise EffectFailed(
                f"The driver {self._module} does not load: install it, or correct MOTCUA_PKCS11_MODULE."
            ) from None
        try:
            driver.reinitialize()  # a token plugged in since is not in the driver's list yet
            return driver.get_token(token_label=self._label).open(user_pin=self._pin)
        except faults.NoSuchToken:
            raise EffectFailed(
                f"There is no token {self._label}: plug it in, or correct MOTCUA_PKCS11_TOKEN."
            ) from None
        except (faults.PinIncorrect, faults.PinInvalid, faults.PinLenRange):
            self._shut = (
                f"The PIN of the token {self._label} is wrong, and is not tried again, lest the token lock "
                "itself: correct the secret pkcs11-pin, then start again."
            )
        except (faults.PinLocked, faults.PinExpired) as error:
            self._shut = (
                f"The token {self._label} refuses every PIN now ({type(error).__name__}): have its "
                "administrator unlock it, then start again."
            )
        raise EffectFailed(self._shut)

    def _close(self) -> None:
        session, self._session = self._session, None
        self._keys.clear()
        if session is not None:
            with contextlib.suppress(faults.PKCS11Error):  # it may be gone already
                session.close()
