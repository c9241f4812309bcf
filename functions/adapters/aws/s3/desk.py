"""Uploads straight into the quarantine bucket: a presigned POST, bound to name, size, kind and SHA-256."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from functions.adapters.aws.clients import Place, client
from functions.adapters.aws.s3.blobs import CHECKSUM, translated
from functions.domain.errors import NotFound
from functions.domain.i18n import _
from functions.ports import Awaited, Offer


@dataclass(frozen=True, slots=True)
class S3Desk:
    """See :class:`functions.ports.UploadDesk`. ``address`` is the bucket's for browsers; grants are not bound
    to it. Nothing is asked of ``place`` here: its keys sign.
    """

    place: Place
    bucket: str
    address: str

    def offer(self, awaited: Awaited, grant: str, seconds: int) -> Offer:
        """Who holds it may send these very bytes under this very name, again if need be, and nothing else."""
        fields = {
            "Content-Type": awaited.media_type,
            "x-amz-checksum-algorithm": CHECKSUM,
            "x-amz-checksum-sha256": base64.b64encode(bytes.fromhex(awaited.sha256)).decode(),
        }
        conditions = [{name: value} for name, value in fields.items()]
        with translated():
            made = client("s3", self.place).generate_presigned_post(
                self.bucket,
                awaited.name,
                Fields=fields,
                Conditions=[*conditions, ["content-length-range", awaited.size, awaited.size]],
                ExpiresIn=seconds,
            )
        return Offer("POST", self.address, made["fields"])

    def receive(self, awaited: Awaited, data: bytes) -> None:
        raise NotFound(_("Không có trang này."))
