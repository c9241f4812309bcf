"""Sending e-mail: a real SMTP server, or a Maildir folder where nothing leaves the machine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from functions.adapters.once import write_once
from functions.domain.errors import EffectFailed, Invalid
from functions.ports import KeptMessage, Mail


def message_of(mail: Mail) -> EmailMessage:
    """The RFC 5322 message. Raises :class:`Invalid` for what no header may hold, such as a line break."""
    made = EmailMessage(policy=policy.SMTP)
    try:
        made["Message-ID"] = f"<{mail.id}@{mail.sender.rpartition('@')[2]}>"
        made["Date"] = mail.at
        made["From"], made["To"], made["Subject"] = mail.sender, mail.to, mail.subject
    except ValueError:
        raise Invalid("The address or the subject cannot stand in a mail's header.") from None
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(mail.body)
    return made


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Hands mail to an SMTP server. A refused address is final; everything else may be tried again."""

    host: str
    port: int
    starttls: bool = False
    user: str = ""
    password: str = ""
    timeout: float = 20.0

    def send(self, mail: Mail) -> None:
        """Raises :class:`EffectFailed` to be tried again, :class:`Invalid` for a refused address."""
        import smtplib
        import ssl

        message = message_of(mail)
        try:
            with smtplib.SMTP(self.host, self.port, timeout=self.timeout) as server:
                if self.starttls:
                    server.starttls(context=ssl.create_default_context())
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            if all(500 <= code < 600 for code, _reason in refused.recipients.values()):
                raise Invalid("The mail server refused the address for good.") from None
            raise EffectFailed("The mail server did not take the address for now.") from None
        except smtplib.SMTPResponseException as error:
            kind = type(error).__name__
            raise EffectFailed(f"The mail server answered {error.smtp_code} ({kind}).") from None
        except (smtplib.SMTPException, OSError) as error:
            raise EffectFailed(f"Mail was not handed over: {type(error).__name__}.") from None


class FolderMailer:
    """Keeps mail in a Maildir, so that an embedded installation shows what would have gone out."""

    def __init__(self, folder: Path) -> None:
        import mailbox

        folder.parent.mkdir(parents=True, exist_ok=True)
        mailbox.Maildir(folder, create=True).clean()
        self._new, self._read, self._tmp = folder / "new", folder / "cur", folder / "tmp"

    def send(self, mail: Mail) -> None:
        """Store the message, once for each id, also when two processes send it at the same time."""
        content = message_of(mail).as_bytes(policy=policy.default)
        if not any(self._read.glob(f"{mail.id}:*")):
            write_once(self._new / mail.id, content, self._tmp)

    def kept(self, limit: int) -> list[KeptMessage]:
        parser = BytesParser(policy=policy.default)
        found = sorted(self._files(), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        return [_kept(parser.parsebytes(path.read_bytes())) for path in found[:limit]]

    def forget(self, beginning: str) -> int:
        gone = [path for path in self._files() if path.name.startswith(beginning)]
        for path in gone:
            path.unlink(missing_ok=True)
        return len(gone)

    def _files(self) -> list[Path]:
        return [*self._new.iterdir(), *self._read.iterdir()]


def _kept(message: EmailMessage) -> KeptMessage:
    date = message["Date"].datetime if message["Date"] else datetime.fromtimestamp(0, UTC)
    body = message.get_body(("plain",))
    text = str(body.get_content()) if body else ""
    return KeptMessage(date, str(message["To"]), str(message["Subject"]), text)
