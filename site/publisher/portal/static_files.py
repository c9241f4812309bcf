"""Files that editors lay beside their texts: pictures, and forms to download."""

from __future__ import annotations

from collections.abc import Iterable

from publisher.cache.stamps import bytes_digest
from publisher.outputs import Output
from publisher.site import Site

FOLDERS = {"images": "hinh", "forms": "bieu-mau"}
"""Folders of content, and where the portal shows them."""


def outputs(site: Site) -> Iterable[Output]:
    for folder, shown in FOLDERS.items():
        root = site.content / folder
        for path in sorted(root.rglob("*")) if root.is_dir() else ():
            if path.is_file() and not path.name.startswith("."):
                key = site.key("", bytes_digest(path.read_bytes()))
                yield Output(f"{shown}/{path.relative_to(root).as_posix()}", key, path.read_bytes)
