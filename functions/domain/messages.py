"""Texts of notices: which one goes out, filled in with what the case knows."""

from __future__ import annotations

import re
from collections.abc import Mapping

from functions.domain.declaration import (
    PLACEHOLDERS,
    Message,
    MessageChannel,
    MessageEvent,
    Reference,
    Service,
)
from functions.domain.errors import Invalid
from functions.domain.i18n import _

TAG = "motcua-message"
"""The name under which a message's id travels with it, so that news of it find the way back."""
_NAME = re.compile(r"\{([a-z_]+)\}")


def message_for(
    service: Service, reference: Reference, event: MessageEvent, channel: MessageChannel
) -> Message | None:
    """The service's own text for a turn and channel, or else the province's."""
    for one in (*service.messages, *reference.messages):
        if one.event is event and one.channel is channel:
            return one
    return None


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in the places of ``{names}``. Raises :class:`Invalid` for a name that no notice knows."""

    def value(found: re.Match[str]) -> str:
        if found[1] not in PLACEHOLDERS:
            raise Invalid(_("Không có chỗ điền “{name}”.").format(name=found[1]))
        return values.get(found[1], "")

    return _NAME.sub(value, text)
