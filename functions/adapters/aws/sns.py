"""Text messages through SNS, straight to a number."""

from __future__ import annotations

from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from functions.adapters.aws.clients import Place, client
from functions.adapters.phone import international
from functions.domain.errors import EffectFailed, Invalid
from functions.ports import Sms

_FOR_GOOD = ("InvalidParameter", "InvalidParameterValue", "OptedOut")


@dataclass(frozen=True, slots=True)
class SnsSms:
    """See :class:`functions.ports.SmsSender`. ``sender`` is the registered name that phones show.

    SNS knows no idempotency for text messages: one sent again after a crash arrives twice.
    """

    place: Place
    sender: str = ""

    def send(self, sms: Sms) -> None:
        """Raises ``EffectFailed`` to be tried again, ``Invalid`` for a number refused for good."""
        attributes = {"AWS.SNS.SMS.SMSType": _text("Transactional")}
        if self.sender:
            attributes["AWS.SNS.SMS.SenderID"] = _text(self.sender)
        number = international(sms.to)
        try:
            client("sns", self.place).publish(
                PhoneNumber=number, Message=sms.body, MessageAttributes=attributes
            )
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if code in _FOR_GOOD:
                raise Invalid("SNS refused the number for good.") from None
            raise EffectFailed(f"SNS did not take the text message: {code}.") from None
        except BotoCoreError as error:
            raise EffectFailed(f"The text message was not handed to SNS: {type(error).__name__}.") from None


def _text(value: str) -> dict[str, str]:
    return {"DataType": "String", "StringValue": value}
