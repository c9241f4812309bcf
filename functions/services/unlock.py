"""From a text message to the whole case: its short link opens only with something that the message lacks.

A text message shows on locked screens, passes gateways in clear, and phone numbers find new owners. So the
link in it asks for the last digits of the applicant's own citizen id, a few times an hour.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from functions.domain.declaration import Process
from functions.domain.errors import Fault, Invalid, NotFound
from functions.domain.i18n import _
from functions.ports import Limits
from functions.services.cases import Cases, OpenCase
from functions.services.effects.message_values import contact
from functions.services.tokens import Tokens

DIGITS = 4
TRIES, WINDOW = 5, 3600
"""Tries of one case in so many seconds, whoever makes them: all 10,000 endings take twelve weeks."""


def asks_of(case: OpenCase) -> str:
    """The digits that open a case; empty where none were asked for, or the case was erased."""
    return contact(case.service, case.state, "citizen_id")[-DIGITS:]


@dataclass(frozen=True, slots=True)
class Unlocking:
    """Opens cases by their short link."""

    cases: Cases
    limits: Limits
    tokens: Tokens

    def case(self, code: str, short: str) -> OpenCase:
        """The case of a short link. Raises :class:`NotFound` alike for all that is none."""
        case = self.cases.load(self.cases.by_code(code))
        good = hmac.compare_digest(self.tokens.short("case", case.id).encode(), short.encode())
        if not good or isinstance(case.service, Process) or not asks_of(case):
            raise NotFound(_("Không tìm thấy hồ sơ."))
        return case

    def open(self, code: str, short: str, digits: str) -> str:
        """The private token. Raises :class:`Invalid` for other digits, ``TooMany`` after some tries."""
        case = self.case(code, short)
        self.limits.hit(
            f"unlock:{self.tokens.fingerprint('unlock', case.id)}", TRIES, WINDOW, self.cases.clock.now()
        )
        if not hmac.compare_digest(asks_of(case).encode(), digits.strip().encode()):
            sentence = _("Bốn số này không khớp với hồ sơ. Xem lại số định danh của người nộp.")
            raise Invalid(sentence, [Fault("so", "mismatch", sentence)])
        return self.tokens.issue("case", case.id)
