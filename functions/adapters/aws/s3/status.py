"""The status page's report as two objects beside the portal's releases, where the CDN finds them."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from functions.adapters.aws.clients import Place, client
from functions.domain.errors import StoreUnavailable

FOLDER = "portal/status/tinh-trang"
"""Apart from the releases: to switch or roll back one changes nothing here."""
REPORT, PAGE = "hien-tai.json", "hien-tai.html"
_KINDS = {REPORT: "application/json", PAGE: "text/html; charset=utf-8"}
_KEPT = "public, max-age=30"
"""How long edges may hold it."""


class S3Status:
    """See :class:`functions.ports.StatusBoard`."""

    def __init__(self, place: Place, bucket: str) -> None:
        self._place, self._bucket = place, bucket

    def hang(self, report: str, page: str) -> None:
        for name, text in ((REPORT, report), (PAGE, page)):
            self._call(
                "put_object",
                Key=f"{FOLDER}/{name}",
                Body=text.encode(),
                ContentType=_KINDS[name],
                CacheControl=_KEPT,
            )

    def report(self) -> str:
        try:
            return str(self._call("get_object", Key=f"{FOLDER}/{REPORT}")["Body"].read().decode())
        except (StoreUnavailable, ValueError):
            return ""

    def _call(self, operation: str, **asked: Any) -> Any:
        try:
            return getattr(client("s3", self._place), operation)(Bucket=self._bucket, **asked)
        except (BotoCoreError, ClientError) as error:
            raise StoreUnavailable(f"The status files were not reached: {type(error).__name__}.") from None
