"""Sending e-mail: a real SMTP server, or a Maildir folder where nothing leaves the machine."""

from __future__ import annotations

import mailbox
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from functions.domain.errors import EffectFailed, Invalid
from functions.ports import Mail


def message_of(mail: Mail) -> EmailMessage:
    """The RFC 5322 message; refuses line breaks in headers."""
    made = EmailMessage()
    made["Message-ID"] = f"<{mail.id}@motcua.invalid>"
    made["From"], made["To"], made["Subject"] = mail.sender, mail.to, mail.subject
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
        try:
            with smtplib.SMTP(self.host, self.port, timeout=self.timeout) as server:
                if self.starttls:
                    server.starttls(context=ssl.create_default_context())
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message_of(mail))
        except smtplib.SMTPRecipientsRefused as refused:
            if all(500 <= code < 600 for code, _reason in refused.recipients.values()):
                raise Invalid("The mail server refused the address for good.") from None
            raise EffectFailed("The mail server did not take the address for now.") from None
        except (smtplib.SMTPException, OSError) as error:
            raise EffectFailed(f"Mail was not handed over: {type(error).__name__}.") from None


class FolderMailer:
    """Keeps mail in a Maildir, so that an embedded installation shows what would have gone out."""

    def __init__(self, folder: Path) -> None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        self._box = mailbox.Maildir(folder, create=True)

    def send(self, mail: Mail) -> None:
        """Store the message, once for each id."""
        message_id = message_of(mail)["Message-ID"]
        if all(kept["Message-ID"] != message_id for kept in self._box):
            self._box.add(message_of(mail))

    def kept(self) -> list[EmailMessage]:
        """Everything that was kept, oldest first."""
        from email import policy
        from email.parser import BytesParser

        parser = BytesParser(policy=policy.default)
        return [parser.parsebytes(self._box.get_bytes(key)) for key in sorted(self._box.keys())]
