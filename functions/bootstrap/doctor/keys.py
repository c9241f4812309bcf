"""Keys and certificates: there, readable by us alone, and not at their end."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509

from functions.bootstrap import chosen
from functions.bootstrap.doctor.finding import Check, Finding
from functions.settings import Settings

SOON = timedelta(days=30)
_KEY_BYTES = 32


def master(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """The key over all cases' keys. Without it no case can be read, so a database without it is the worst."""
    if settings.keys != "local":
        return
    path = settings.state / "master.key"
    if not path.exists():
        if chosen.database(settings).exists():
            mend = "Bring it back from its own backup. Do not start the portal before."
            yield Finding("master key", "fault", str(path), "There are cases, and no key to read them", mend)
        return
    lines = [line for line in path.read_text(encoding="ascii", errors="replace").split("\n") if line.strip()]
    if lines and all(_is_key(line) for line in lines):
        yield Finding("master key", "ok", str(path), f"{len(lines)} keys, the last one current")
    else:
        yield Finding(
            "master key",
            "fault",
            str(path),
            "It holds something else than keys",
            "Bring it back from its backup.",
        )


def _is_key(line: str) -> bool:
    try:
        return len(base64.b64decode(line.strip(), validate=True)) == _KEY_BYTES
    except (binascii.Error, ValueError):
        return False


def signing(settings: Settings, now: datetime) -> Iterator[Finding]:
    """The certificates that documents are signed with."""
    if settings.signing == "test" or settings.signing_keys is None:
        yield from _files("certificates", (settings.state / "test-authority").glob("*.pem"), now)
        return
    from functions.adapters.pyhanko.signing_keys import SigningKeys

    file = settings.signing_keys
    ending = SigningKeys(file).ending(now)
    for signatory, end in ending:
        yield _end("certificates", f"{file}: {signatory}", end, now)
    if not ending:
        yield Finding("certificates", "ok", str(file), "All of them hold for 30 days or more")


def roots(settings: Settings, now: datetime) -> Iterator[Finding]:
    """The roots whose signatures count when somebody checks a file."""
    folder = settings.signature_roots
    if folder is None:
        return
    found = sorted(folder.glob("*.pem"))
    if not found:
        yield Finding(
            "roots",
            "fault",
            f"MOTCUA_SIGNATURE_ROOTS={folder}",
            "No certificate (*.pem) is there",
            "Put the roots of the licensed authorities there.",
        )
    yield from _files("roots", iter(found), now)


def _files(check: str, files: Iterator[Path], now: datetime) -> Iterator[Finding]:
    for path in files:
        try:
            certificates = x509.load_pem_x509_certificates(path.read_bytes())
        except ValueError:
            yield Finding(
                check, "fault", str(path), "It is no certificate", "Put the certificate (PEM) there."
            )
            continue
        for one in certificates:
            yield _end(check, str(path), one.not_valid_after_utc, now)


def _end(check: str, where: str, end: datetime, now: datetime) -> Finding:
    day = end.date().isoformat()
    if end <= now:
        return Finding(
            check, "fault", where, f"The certificate ended on {day}", "Ask for a new one and put it there."
        )
    if end - SOON <= now:
        return Finding(check, "warning", where, f"The certificate ends on {day}", "Ask for a new one now.")
    return Finding(check, "ok", where, f"It holds until {day}")


CHECKS: dict[str, Check] = {"master key": master, "certificates": signing, "roots": roots}
