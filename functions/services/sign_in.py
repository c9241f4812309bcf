"""Officers' sign-in: scrypt passwords, signed session tokens, attempts counted by login and address."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from functions.domain.errors import Fault, Forbidden, Invalid, NotFound
from functions.domain.i18n import _
from functions.ports import Clock, Limits, Officer, Officers
from functions.services.tokens import Tokens

SESSION_SECONDS = 8 * 3600
"""A working day; then officers sign in again."""
MIN_PASSWORD = 12
ATTEMPTS, WINDOW = 10, 900
"""Tries for one login in so many seconds."""
ATTEMPTS_OF_ADDRESS = 100
"""Tries from one address: a whole office that signs in at half past seven comes from one."""
_N, _R, _P = 2**15, 8, 1


def hash_password(password: str) -> str:
    """Salted scrypt (N 2^15, r 8, p 1). Raises :class:`Invalid` for a password that is too short."""
    if len(password) < MIN_PASSWORD:
        reason = _("Mật khẩu phải có ít nhất {least} ký tự").format(least=MIN_PASSWORD)
        raise Invalid(reason, [Fault("password", "too_short", reason)])
    salt = secrets.token_bytes(16)
    return "scrypt$" + "$".join(base64.b64encode(part).decode() for part in (salt, _scrypt(password, salt)))


def matches(password: str, hashed: str) -> bool:
    """Compare in constant time."""
    _kind, salt, wanted = hashed.split("$")
    made = _scrypt(password, base64.b64decode(salt))
    return hmac.compare_digest(made, base64.b64decode(wanted))


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=_N, r=_R, p=_P, maxmem=2**26, dklen=32)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Signing officers in and knowing them again."""

    officers: Officers
    limits: Limits
    tokens: Tokens
    clock: Clock

    def enter(self, login: str, password: str, address: str) -> str:
        """A session token. One answer for wrong names and wrong passwords; ``TooMany`` after ten tries."""
        now, login = self.clock.now(), login.strip().lower()
        for most, *part in ((ATTEMPTS, "login", login), (ATTEMPTS_OF_ADDRESS, "address", address)):
            self.limits.hit(f"sign-in:{self.tokens.fingerprint(*map(str, part))}", int(most), WINDOW, now)
        officer = self.officers.by_login(login)
        known = officer.password_hash if officer else _NOBODY
        if not matches(password, known) or officer is None or not officer.active:
            raise Forbidden(_("Tên đăng nhập hoặc mật khẩu không đúng."))
        return self.tokens.issue("session", officer.id, self._stamp(officer), f"{now.timestamp():.0f}")

    def officer(self, session: str) -> Officer:
        """Who a session belongs to. Raises :class:`Forbidden` when it is over or the account is closed."""
        try:
            officer_id, stamp, begun = self.tokens.read("session", session)
        except (NotFound, ValueError):
            raise Forbidden(_("Đăng nhập để tiếp tục.")) from None
        officer, age = self.officers.get(officer_id), self.clock.now().timestamp() - float(begun)
        # The stamp ends all sessions of an officer whose password was changed.
        if officer is None or not officer.active or stamp != self._stamp(officer) or age > SESSION_SECONDS:
            raise Forbidden(_("Đăng nhập để tiếp tục."))
        return officer

    def csrf(self, session: str) -> str:
        """The token that every form of this session carries."""
        return self.tokens.fingerprint("csrf", session)

    def check_csrf(self, session: str, given: str) -> None:
        """Raises :class:`Forbidden` for a form that did not come from our page."""
        if not hmac.compare_digest(self.csrf(session).encode(), given.encode()):
            raise Forbidden(_("Biểu mẫu đã cũ. Mở lại trang rồi làm tiếp."))

    def _stamp(self, officer: Officer) -> str:
        return self.tokens.fingerprint("password", officer.password_hash)[:16]


_NOBODY = "scrypt$" + base64.b64encode(b"n" * 16).decode() + "$" + base64.b64encode(bytes(32)).decode()
"""Compared when the login is unknown, so that the answer takes as long."""
