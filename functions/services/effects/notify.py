"""Telling the citizen: by e-mail and by text message, each way on its own, once for each turn."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from functions.domain.declaration import Message, MessageChannel, MessageEvent
from functions.domain.engine import Decision, Effect
from functions.domain.errors import Invalid
from functions.domain.events import SYSTEM, Notified
from functions.domain.messages import fill, message_for
from functions.ports import Claim, Mail, Mailer, OutboxRow, Sms, SmsSender
from functions.services.cases import Cases, OpenCase
from functions.services.effects import NOTHING, Outcome, Owed
from functions.services.effects.message_values import contact, values_of
from functions.services.tokens import Tokens
from functions.services.unlock import asks_of

_CONTACT = {MessageChannel.EMAIL: "email", MessageChannel.SMS: "phone"}
"""The kind of question whose answer is the address of each way."""


def message_id(case_id: str, row_id: str) -> str:
    """Always the same for one row, and begins alike for all messages of one case."""
    return beginning(case_id) + hashlib.sha256(row_id.encode()).hexdigest()[:24]


def beginning(case_id: str) -> str:
    """What the ids of a case's messages begin with. A hash, since ids travel and case ids do not."""
    return hashlib.sha256(b"messages of " + case_id.encode()).hexdigest()[:16] + "."


def claims_of(rows: Iterable[OutboxRow]) -> tuple[Claim, ...]:
    """By the id of each message the case that it is about, held before it goes out."""
    return tuple(
        Claim(claim_key(message_id(row.case_id, row.id)), row.case_id)
        for row in rows
        if row.kind == "notify" and row.payload.get("channel")
    )


def claim_key(message: str) -> str:
    """The claim that leads from a message to its case."""
    return f"message:{message}"


@dataclass(frozen=True, slots=True)
class Notify:
    """Sends the message of one turn. ``sms`` is ``None`` where no text messages go out at all."""

    cases: Cases
    mailer: Mailer
    sms: SmsSender | None
    tokens: Tokens
    public_url: str
    sender: str

    def __call__(self, case: OpenCase, owed: Owed) -> Outcome:
        """Without a way: owe one row for each, so that what fails on one is not sent again on the other."""
        effect, event = owed.effect, MessageEvent(owed.effect.subject)
        reference = self.cases.catalogue.reference
        if effect.channel is None:
            ways = [one for one in self._ways() if message_for(case.service, reference, event, one)]
            rows = tuple(effect.model_copy(update={"channel": one}) for one in ways)
            return Outcome(Decision(events=(), effects=rows))
        text = message_for(case.service, reference, event, effect.channel)
        if text is None:
            return NOTHING
        outcome = self._send(case, owed, text, effect)
        told = Notified(
            at=self.cases.clock.now(),
            actor=SYSTEM,
            event=event,
            channel=effect.channel,
            outcome=outcome,
            message=message_id(case.id, owed.row.id),
        )
        return Outcome(Decision(events=(told,)))

    def _ways(self) -> tuple[MessageChannel, ...]:
        return (MessageChannel.EMAIL, MessageChannel.SMS) if self.sms is not None else (MessageChannel.EMAIL,)

    def _send(
        self, case: OpenCase, owed: Owed, text: Message, effect: Effect
    ) -> Literal["sent", "no_address", "refused"]:
        address = contact(case.service, case.state, _CONTACT[text.channel])
        if not address:
            return "no_address"
        state, event = self.cases.as_of(case, effect.about)
        reference, officers = self.cases.catalogue.reference, self.cases.store.officers
        url = self._link(case, text.channel)
        values = values_of(state, event, case.service, reference, officers, url)
        sent_id = message_id(case.id, owed.row.id)
        body, now = fill(text.body, values), self.cases.clock.now()
        try:
            if text.channel is MessageChannel.EMAIL:
                subject = " ".join(fill(text.subject, values).split())
                self.mailer.send(Mail(sent_id, address, self.sender, subject, body, now))
            elif self.sms is not None:
                self.sms.send(Sms(sent_id, address, " ".join(body.split()), now))
        except Invalid:
            return "refused"
        return "sent"

    def _link(self, case: OpenCase, channel: MessageChannel) -> str:
        """The private link by e-mail; by text message a short one, which asks who opens it.

        Where there is nothing to ask for, the public one, which shows the state only.
        """
        public = f"{self.public_url}/ho-so/{case.state.code}"
        if channel is MessageChannel.EMAIL:
            return f"{public}/{self.tokens.issue('case', case.id)}"
        return f"{public}/m/{self.tokens.short('case', case.id)}" if asks_of(case) else public
