"""The secrets of an installation, read once at its start: from files and settings, or Secrets Manager."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

from functions.bootstrap import chosen
from functions.domain.errors import Fault, Invalid
from functions.settings import Settings

NAMES = ("token", "smtp-password", "sms-secret", "pkcs11-pin")
"""All there are. ``token`` signs links and sessions; whoever changes it ends all of them."""
_LEAST = 32


def secret_values(settings: Settings) -> Mapping[str, str]:
    """The values by name. Raises :class:`Invalid` naming all that are needed and missing, and no value."""
    if settings.secrets == "secretsmanager":
        from functions.adapters.aws.secrets import read_secrets

        where = f"the secret {settings.secrets_id}"
        found = read_secrets(chosen.place(settings, settings.secretsmanager_endpoint), settings.secrets_id)
    else:
        where = (
            f"the folder {settings.secrets_folder}" if settings.secrets_folder else "MOTCUA_SECRETS_FOLDER"
        )
        found = _from_files(settings)
    faults = [
        Fault(name, "missing", f"{why} cannot do without it: put it into {where}.")
        for name, why in _needed(settings)
        if not found.get(name)
    ]
    if 0 < len(found.get("token", "")) < _LEAST:
        faults.append(Fault("token", "short", f"It must have {_LEAST} characters, by chance."))
    if faults:
        raise Invalid("Secrets are missing; nothing was started.", faults)
    return found


def token_secret(settings: Settings, secret: Mapping[str, str]) -> bytes:
    """The secret that signs tokens: the given one, or else a file made once that its owner alone may read."""
    if given := secret.get("token"):
        return given.encode()
    path = settings.state / "tokens.key"
    if not path.exists():
        _make(path)
    return path.read_bytes()


def _from_files(settings: Settings) -> Mapping[str, str]:
    from functions.adapters.secret_files import read_files

    typed = {
        "smtp-password": settings.smtp_password.get_secret_value(),
        "sms-secret": settings.sms_secret.get_secret_value(),
        "pkcs11-pin": settings.pkcs11_pin.get_secret_value(),
    }
    kept = read_files(settings.secrets_folder, NAMES) if settings.secrets_folder else {}
    return {**typed, **kept}


def _needed(settings: Settings) -> Iterator[tuple[str, str]]:
    """Each secret that these settings ask for, with the setting that does."""
    if settings.secrets == "secretsmanager":
        yield "token", "MOTCUA_SECRETS=secretsmanager"
    if settings.smtp_user and chosen.mail_way(settings) == "smtp":
        yield "smtp-password", "MOTCUA_SMTP_USER"
    if settings.sms == "http" and "{secret}" in settings.sms_headers + settings.sms_body:
        yield "sms-secret", "MOTCUA_SMS=http"
    if settings.signing == "pkcs11":
        yield "pkcs11-pin", "MOTCUA_SIGNING=pkcs11"


def _make(path: Path) -> None:
    made = path.with_suffix(f".{os.getpid()}")
    made.touch(mode=0o600)
    made.write_bytes(secrets.token_bytes(_LEAST))
    try:
        os.link(made, path)  # fails if another process was first, and then its secret counts
    except FileExistsError:
        pass
    finally:
        made.unlink()
