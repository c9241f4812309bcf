"""What a stranger is told when the demo starts: where to look, who to sign in as, what is only a sample."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from functions.bootstrap import World
from functions.domain.declaration import ChannelKind, Procedure
from functions.services.demo import Demo, Seeded

_FORMS_NAMED = 5


def seeded(here: World) -> Seeded:
    """The sample officers of this demo; made where they are missing."""
    return Demo(here.store.officers, here.catalogue, here.clock, here.settings.demo).seed()


def guide(here: World, sample: Seeded, address: str) -> Iterator[str]:
    """Lines for the terminal."""
    yield from _addresses(here, address)
    yield ""
    yield from _logins(here, sample, address)
    yield ""
    yield "Only samples: officers, agency codes, cases, and all signatures. The test authority that signs is"
    yield "made on this machine; its signatures have no legal value, and every document says so."
    if here.kept_messages:
        yield f"Nothing leaves this machine: mail and text messages are kept below {here.settings.state}/."
    yield f"To begin anew, stop, and remove {here.settings.state}/. Ctrl-C stops."


def _addresses(here: World, address: str) -> Iterator[str]:
    services = [here.catalogue.current(slug)[1] for slug in here.catalogue.slugs()]
    online = [one for one in services if _online(one)]
    yield "To try:"
    yield f"  portal              {address}/"
    for one in online[:_FORMS_NAMED]:
        yield f"  form                {address}/thu-tuc/{one.slug}/nop/"
    yield f"  all {len(online):3} online forms {address}/thu-tuc/"
    yield f"  follow a case       {address}/ho-so"
    yield f"  captured messages   {address}/thu-nghiem/thu   (links to one's case stand in them)"
    yield f"  check a signature   {address}/kiem-tra-chu-ky"


def _online(service: object) -> bool:
    kinds = [one.kind for one in service.channels] if isinstance(service, Procedure) else []
    return ChannelKind.ONLINE in kinds


def _logins(here: World, sample: Seeded, address: str) -> Iterator[str]:
    yield f"Officers sign in at {address}/can-bo"
    if sample.password:
        yield f"  password of all of them, shown only now: {sample.password}"
    else:
        yield "  with the password of the first run. It is stored hashed only; to set a new one:"
        yield f"  {sys.argv[0]} officers password --generate {sample.officers[0].login}"
    offices = dict.fromkeys(one.office_id for one in sample.officers)
    for office_id in offices:
        logins = [one.login for one in sample.officers if one.office_id == office_id]
        yield f"  {here.catalogue.reference.office(office_id).name}"
        yield f"    {'  '.join(logins)}"
