"""Mail through SES. The message's id travels as a tag, by which news of its fate find the way back."""

from __future__ import annotations

from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from functions.adapters.aws.clients import Place, client
from functions.adapters.mail import message_of
from functions.domain.errors import EffectFailed, Invalid
from functions.domain.messages import TAG
from functions.ports import Mail


@dataclass(frozen=True, slots=True)
class SesMailer:
    """See :class:`functions.ports.Mailer`.

    ``configuration_set`` is what reports bounces and complaints; without it SES tells nobody.
    SES knows no idempotency: a mail sent again after a crash goes out again, with the same tag.
    """

    place: Place
    configuration_set: str = ""

    def send(self, mail: Mail) -> None:
        """Raises ``EffectFailed`` to be tried again, ``Invalid`` for an address refused for good."""
        reports = {"ConfigurationSetName": self.configuration_set} if self.configuration_set else {}
        message = message_of(mail)
        try:
            client("sesv2", self.place).send_email(
                FromEmailAddress=mail.sender,
                Destination={"ToAddresses": [mail.to]},
                Content={"Raw": {"Data": message.as_bytes()}},
                EmailTags=[{"Name": TAG, "Value": mail.id}],
                **reports,
            )
        except ClientError as error:
            raise _refusal(error) from None
        except BotoCoreError as error:
            raise EffectFailed(f"Mail was not handed to SES: {type(error).__name__}.") from None


def _refusal(error: ClientError) -> EffectFailed | Invalid:
    """What SES's answer means. Its sentence quotes addresses, and so is read but never passed on."""
    code = error.response.get("Error", {}).get("Code", "")
    said = error.response.get("Error", {}).get("Message", "").lower()
    if "not verified" in said:
        return EffectFailed("SES has not verified the sender: verify MOTCUA_MAIL_FROM or its domain there.")
    if code in ("BadRequestException", "MessageRejected", "MessageRejectedError"):
        return Invalid("SES refused the address or the message for good.")
    return EffectFailed(f"SES did not take the mail: {code}.")
