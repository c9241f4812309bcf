"""The socket on which requests come in, and word to the service manager."""

from __future__ import annotations

import os
import socket
from contextlib import suppress

from functions.domain.errors import Invalid
from functions.settings import Settings

_FIRST_GIVEN = 3
"""Number of the first file that systemd passes on (sd_listen_fds(3))."""
_BACKLOG = 1024


def listen(settings: Settings) -> socket.socket:
    """The socket that systemd holds for us, or one of our own. Raises :class:`Invalid` for a port in use.

    What systemd holds stays open between two lives of the portal: who comes meanwhile waits and is answered.
    """
    if _given():
        return socket.socket(fileno=_FIRST_GIVEN)
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((settings.host, settings.port))
        made.listen(_BACKLOG)
    except OSError as error:
        made.close()
        place = f"{settings.host}, port {settings.port}"
        raise Invalid(f"Nothing can listen at {place}: {error.strerror}. Set MOTCUA_PORT.") from error
    return made


def _given() -> bool:
    """Whether a socket was passed to this process and not to one before it; asked once."""
    meant, count = os.environ.pop("LISTEN_PID", ""), os.environ.pop("LISTEN_FDS", "")
    os.environ.pop("LISTEN_FDNAMES", None)
    return meant == str(os.getpid()) and count == "1"


def tell_manager(*words: str) -> None:
    """Say ``READY=1`` or ``STOPPING=1`` to systemd (sd_notify(3)); nothing where nobody asked."""
    place = os.environ.get("NOTIFY_SOCKET", "")
    if place:
        address = "\0" + place[1:] if place.startswith("@") else place
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            out.connect(address)
            out.sendall("\n".join(words).encode())
