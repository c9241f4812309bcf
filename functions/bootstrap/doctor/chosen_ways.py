"""Choices that are good for trying and wrong for people's papers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from functions.bootstrap import chosen
from functions.bootstrap.doctor.finding import Check, Finding
from functions.bootstrap.secret_values import secret_values
from functions.settings import Settings

_HERE = ("127.0.0.1", "localhost", "::1")


def ways(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Warned of only where the portal is meant for others than the one who tries it."""
    address = urlsplit(settings.public_url)
    if address.hostname in _HERE:
        yield Finding(
            "ways", "warning", "MOTCUA_PUBLIC_URL", "It leads to this machine only", "Set the portal's name."
        )
        return
    if address.scheme != "https":
        yield Finding("ways", "fault", "MOTCUA_PUBLIC_URL", "What people send travels open", "Use https://.")
    if settings.demo:
        yield Finding("ways", "fault", "MOTCUA_DEMO", "Sample officers may sign in", "Remove it.")
    if settings.signing == "test":
        mend = "Set MOTCUA_SIGNING to pkcs11 or kms."
        yield Finding("ways", "warning", "MOTCUA_SIGNING", "Signatures have no legal value", mend)
    if chosen.mail_way(settings) == "folder":
        mend = "Set MOTCUA_SMTP_HOST, or MOTCUA_MAIL=ses."
        yield Finding("ways", "warning", "MOTCUA_MAIL", "Notices stay on the disk and reach nobody", mend)
    if not settings.clamd_host:
        mend = "Set MOTCUA_CLAMD_HOST."
        yield Finding(
            "ways", "warning", "MOTCUA_CLAMD_HOST", "Files are judged without a virus scanner", mend
        )
    if settings.mail_from.endswith(".invalid"):
        mend = "Set the address of the one-stop shop."
        yield Finding(
            "ways", "warning", "MOTCUA_MAIL_FROM", "Notices come from an address that nobody has", mend
        )


def secret(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """All that the choices need is there. No value is shown."""
    secret_values(settings)
    yield Finding("secrets", "ok", f"MOTCUA_SECRETS={settings.secrets}", "All that are needed are there")


CHECKS: dict[str, Check] = {"ways": ways, "secrets": secret}
