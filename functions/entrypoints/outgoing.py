"""The page of messages that would have gone out, on installations for trying only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from chalice.app import Blueprint, Request, Response

from functions.bootstrap import World, world
from functions.domain.i18n import _
from functions.entrypoints.http import door, html
from functions.ports import KeptMessage

_SHOWN = 100
_LINK = re.compile(r"https?://[^\s<>\"]+")

outgoing = Blueprint(__name__)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a message's text; ``href`` leads into this portal, or is empty."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as the page shows it; ``at`` is local."""

    channel: str
    message: KeptMessage
    at: datetime
    lines: tuple[tuple[Piece, ...], ...]


def _request() -> Request:
    request: Request = outgoing.current_request
    return request


@outgoing.route("/thu-nghiem/thu", methods=["GET"])
@door("demo", _request)
def captured() -> Response:
    """Newest first. The texts are data: they are escaped, and only links into this portal can be followed."""
    here = world()
    kept = [(channel, one) for channel, folder in here.kept_messages.items() for one in folder.kept(_SHOWN)]
    kept.sort(key=lambda pair: pair[1].at, reverse=True)
    return html(
        "outgoing.html",
        messages=[_shown(here, channel, one) for channel, one in kept[:_SHOWN]],
        keeps=bool(here.kept_messages),
    )


def _shown(here: World, channel: str, message: KeptMessage) -> Shown:
    words = {"email": _("Thư điện tử"), "sms": _("Tin nhắn SMS")}
    portal = here.settings.public_url
    lines = tuple(tuple(pieces_of(line, portal)) for line in message.body.strip().splitlines())
    return Shown(words[channel], message, here.cases.calendar.local(message.at), lines)


def pieces_of(body: str, portal: str) -> Iterator[Piece]:
    """The text cut at its links. Links are given without the host, so that they work on any port."""
    end = 0
    for found in _LINK.finditer(body):
        address = found[0].rstrip(".,;:!?)")
        if not address.startswith(portal + "/"):
            continue
        yield Piece(body[end : found.start()])
        yield Piece(address, urlsplit(address).path)
        end = found.start() + len(address)
    yield Piece(body[end:])
