"""Uploads straight into the folder: a browser puts the bytes to a route of ours, under a grant."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from functions.domain.errors import Invalid
from functions.domain.i18n import _
from functions.ports import Awaited, BlobStore, Offer


@dataclass(frozen=True, slots=True)
class FolderDesk:
    """See :class:`functions.ports.UploadDesk`."""

    blobs: BlobStore
    address: str = "/tai-len/"

    def offer(self, awaited: Awaited, grant: str, seconds: int) -> Offer:
        """The route reads from the grant what is awaited, and how long."""
        return Offer("PUT", self.address + grant, {})

    def receive(self, awaited: Awaited, data: bytes) -> None:
        if len(data) != awaited.size or hashlib.sha256(data).hexdigest() != awaited.sha256:
            raise Invalid(_("Tệp bị đứt quãng trên đường tải lên. Chọn lại tệp."))
        self.blobs.put(awaited.name, data, "quarantine")
