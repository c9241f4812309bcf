"""What the installation speaks to: mail, scanner, time stamps, text messages; and its clock beside theirs."""

from __future__ import annotations

import shutil
import smtplib
import socket
import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from functions.bootstrap import chosen
from functions.bootstrap.doctor.finding import Check, Finding
from functions.bootstrap.secret_values import secret_values
from functions.settings import Settings

PATIENCE = 10.0
"""Seconds that each may take to answer."""
DRIFT = timedelta(seconds=30)
"""How far the clock may be off: signatures, time stamps and signed requests bear no more."""


def mail(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """The mail server lets us in. No message is sent."""
    if chosen.mail_way(settings) != "smtp":
        return
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=PATIENCE) as server:
            if settings.smtp_starttls:
                server.starttls(context=ssl.create_default_context())
            if settings.smtp_user:
                server.login(settings.smtp_user, secret_values(settings)["smtp-password"])
            server.noop()
    except smtplib.SMTPAuthenticationError:
        mend = "Correct MOTCUA_SMTP_USER, or the secret “smtp-password”."
        yield Finding("mail", "fault", where, "The mail server refuses the account", mend)
    except (smtplib.SMTPException, OSError) as error:
        yield _away("mail", where, error, "MOTCUA_SMTP_HOST, MOTCUA_SMTP_PORT and MOTCUA_SMTP_STARTTLS")
    else:
        yield Finding("mail", "ok", where, "The mail server lets us in")


def scanner(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """The scanner answers."""
    if not settings.clamd_host:
        return
    where = f"{settings.clamd_host}:{settings.clamd_port}"
    try:
        with socket.create_connection((settings.clamd_host, settings.clamd_port), PATIENCE) as line:
            line.sendall(b"zPING\0")
            said = line.recv(16)
    except OSError as error:
        yield _away("scanner", where, error, "MOTCUA_CLAMD_HOST and MOTCUA_CLAMD_PORT")
        return
    if said.rstrip(b"\0\n") == b"PONG":
        yield Finding("scanner", "ok", where, "clamd answers")
    else:
        yield Finding(
            "scanner", "fault", where, "What answers there is no clamd", "Correct MOTCUA_CLAMD_PORT."
        )


def stamps(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """The time-stamp authority can be reached, and its clock agrees with ours."""
    if settings.tsa_url:
        yield from _by_http("time stamps", settings.tsa_url, "MOTCUA_TSA_URL")


def messages(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """The gateway of text messages can be reached. No message is sent."""
    if chosen.sms_way(settings) == "http":
        parts = urlsplit(settings.sms_url)
        yield from _by_http("text messages", f"{parts.scheme}://{parts.netloc}/", "MOTCUA_SMS_URL")


def _by_http(check: str, url: str, setting: str) -> Iterator[Finding]:
    """Any answer at all will do: to ask for less than a real request is not what these services expect."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310 - http or https, by the settings
            date = answer.headers.get("Date")
    except urllib.error.HTTPError as error:
        date = error.headers.get("Date")
        error.close()
    except OSError as error:
        yield _away(check, url, error, setting)
        return
    yield Finding(check, "ok", url, "It answers")
    if date:
        yield _clock(url, parsedate_to_datetime(date))


def _clock(where: str, theirs: datetime) -> Finding:
    off = abs(datetime.now(UTC) - theirs)
    if off > DRIFT:
        mend = "Switch time synchronisation on (timedatectl set-ntp true)."
        return Finding("clock", "fault", f"beside {where}", f"It is off by {off.total_seconds():.0f} s", mend)
    return Finding("clock", "ok", f"beside {where}", "It agrees")


def kept_time(_settings: Settings, _now: datetime) -> Iterator[Finding]:
    """The machine keeps its clock right by itself, where systemd can tell."""
    asks = shutil.which("timedatectl")
    if asks is None:
        return
    command = [asks, "show", "--property=NTPSynchronized", "--value"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)  # noqa: S603 - ours
    if said.returncode == 0 and said.stdout.strip() == "no":
        mend = "Switch time synchronisation on (timedatectl set-ntp true)."
        yield Finding("clock", "warning", "this machine", "Nobody sets its clock right", mend)


def _away(check: str, where: str, error: Exception, settings: str) -> Finding:
    mend = f"Start it, or correct {settings}; look at the firewall between."
    return Finding(check, "fault", where, f"It does not answer ({type(error).__name__})", mend)


CHECKS: dict[str, Check] = {
    "mail": mail,
    "scanner": scanner,
    "time stamps": stamps,
    "text messages": messages,
    "clock": kept_time,
}
