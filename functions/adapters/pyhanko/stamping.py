"""Time stamps (RFC 3161): from our own test authority in this process, or from a service over HTTP."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from asn1crypto import tsp
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from functions.adapters.pyhanko.cms import TST_INFO, CmsWriter, stamp_info
from functions.observing.instruments import TIME_STAMP
from functions.ports import UNMEASURED, Clock, Measures

POLICY = "1.3.6.1.4.1.54392.5.2207"
"""The policy that our test stamps name; it promises nothing."""
PATIENCE = 150
"""Seconds. One team measured 2 to 131 s for a stamp of the government's service."""


class Stamper(Protocol):
    """Attests that bytes existed at a moment."""

    def token(self, data: bytes) -> bytes:
        """A time-stamp token, DER. Raises ``TimestampRequestError``."""


class LocalStamper:
    """Stamps by the installation's own clock, without a network."""

    def __init__(self, writer: CmsWriter, clock: Clock) -> None:
        self._writer = writer
        self._clock = clock

    def token(self, data: bytes) -> bytes:
        """See :class:`Stamper`."""
        digest = hashlib.sha256(data).digest()
        info = stamp_info(POLICY, digest, secrets.randbits(63), self._clock.now(), self._writer.name)
        return self._writer.signed(TST_INFO, hashlib.sha256(info).digest(), content=info)


class HttpStamper(TimeStamper):
    """A time-stamp service at an address."""

    def __init__(self, url: str, measures: Measures = UNMEASURED) -> None:
        super().__init__()
        self._url = url
        self._measures = measures

    def token(self, data: bytes) -> bytes:
        """See :class:`Stamper`."""
        began, failed = time.perf_counter(), {}
        try:
            # In a thread of its own: the caller's may have an event loop running already.
            with ThreadPoolExecutor(1) as apart:
                return apart.submit(self._asked, hashlib.sha256(data).digest()).result()
        except Exception as error:
            failed = {"error": type(error).__name__}
            raise
        finally:
            self._measures.record(TIME_STAMP, time.perf_counter() - began, **failed)

    def _asked(self, digest: bytes) -> bytes:
        return bytes(asyncio.run(self.async_timestamp(digest, "sha256")).dump())

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Ask the service. Raises ``TimestampRequestError``."""
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        asked = urllib.request.Request(self._url, req.dump(), headers)  # noqa: S310 - settings allow http(s) only
        try:
            with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310
                return tsp.TimeStampResp.load(answer.read(2**20))
        except (OSError, ValueError) as error:
            raise TimestampRequestError(f"the time-stamp service failed: {type(error).__name__}") from error
