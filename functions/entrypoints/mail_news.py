"""What mail systems tell of mail that came back: events of SES, and delivery reports of mail servers.

Both are read for two things alone, the id of the message and what became of it. Addresses and the servers'
words stay unread and unwritten.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email import policy
from typing import Any, Literal

from functions.domain.errors import Invalid
from functions.domain.messages import TAG
from functions.domain.model import JSON

Cause = Literal["bounced", "complained"]

_KINDS: dict[str, Cause] = {"Bounce": "bounced", "Complaint": "complained"}
_ID = re.compile(r"[0-9a-f]{16}\.[0-9a-f]{24}")
_NAMED = re.compile(rf"<({_ID.pattern})@[^>]*>")


def of_ses(event: Any) -> tuple[str, Cause] | None:
    """The message and its fate in an event that SES gave to EventBridge; ``None`` for other news of it.

    Raises :class:`Invalid` for what is no event of SES, or is about a mail that is not ours.
    """
    if not isinstance(event, dict) or event.get("source") != "aws.ses":
        raise Invalid("This is no event of SES.")
    detail = _part(event, "detail")
    cause = _KINDS.get(str(detail.get("eventType")))
    if cause is None:
        return None
    given = _part(_part(detail, "mail"), "tags").get(TAG)
    if not isinstance(given, list) or len(given) != 1 or not _ID.fullmatch(str(given[0])):
        raise Invalid("The event is about a mail that did not go out from here.")
    return str(given[0]), cause


def of_report(message: bytes) -> tuple[str, Cause] | None:
    """The message and its fate in a delivery report (RFC 3464) or a complaint (RFC 5965).

    ``None`` for one that only tells of a delay or a success. Raises :class:`Invalid` for another kind of
    mail, and for a report about a mail that is not ours.
    """
    report = email.message_from_bytes(message, policy=policy.default)
    kind = str(report.get_param("report-type", "")).lower()
    if report.get_content_type() != "multipart/report" or kind not in ("delivery-status", "feedback-report"):
        raise Invalid("This mail is no delivery report.")
    if kind == "delivery-status" and not _failed(report):
        return None
    found = {one for part in _returned(report) for one in _NAMED.findall(part)}
    if len(found) != 1:
        raise Invalid("The report is about no mail, or about one that did not go out from here.")
    return found.pop(), "bounced" if kind == "delivery-status" else "complained"


def _failed(report: Any) -> bool:
    blocks = [
        one
        for part in report.walk()
        if part.get_content_type() == "message/delivery-status"
        for one in part.get_payload()
    ]
    return any(str(one.get("Action", "")).strip().lower() == "failed" for one in blocks)


def _returned(report: Any) -> Iterator[str]:
    """The ``Message-ID`` of the mail that comes back, whole or its headers alone."""
    for part in report.walk():
        if part is not report and part.get_content_type() == "text/rfc822-headers":
            headers = email.message_from_string(part.get_content(), policy=policy.compat32)
            yield str(headers.get("Message-ID", ""))
        elif part.get_content_type() == "message/rfc822":
            yield from (str(one.get("Message-ID", "")) for one in part.get_payload())


def _part(whole: JSON, name: str) -> JSON:
    part = whole.get(name)
    return part if isinstance(part, dict) else {}
