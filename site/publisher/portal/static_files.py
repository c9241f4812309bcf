"""Pictures and forms to download, as they are."""

from __future__ import annotations

from collections.abc import Iterable

from publisher.cache.stamps import bytes_digest
from publisher.outputs import Output
from publisher.portal.pictures import FOLDERS, files
from publisher.site import Site


def outputs(site: Site) -> Iterable[Output]:
    for folder, path in files(site.content):
        key = site.key("", bytes_digest(path.read_bytes()))
        name = path.relative_to(site.content / folder).as_posix()
        yield Output(f"{FOLDERS[folder]}/{name}", key, path.read_bytes)
