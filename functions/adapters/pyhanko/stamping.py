"""Time stamps (RFC 3161): from our own test authority in this process, or from a service over HTTP."""

from __future__ import annotations

import secrets
import urllib.error
import urllib.request

from asn1crypto import cms, tsp, x509
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from functions.adapters.pyhanko.keys import KeptKeySigner
from functions.ports import Clock

POLICY = "1.3.6.1.4.1.54392.5.2207"
"""The policy that our test stamps name; it promises nothing."""
PATIENCE = 150
"""Seconds. One team measured 2 to 131 s for a stamp of the government's service."""


class LocalStamper(TimeStamper):
    """Stamps by the installation's own clock, without a network."""

    def __init__(self, signer: KeptKeySigner, clock: Clock) -> None:
        super().__init__()
        self._signer = signer
        self._clock = clock

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """The answer of the time-stamp service to a request."""
        info = {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": req["message_imprint"],
            "serial_number": secrets.randbits(63),
            "gen_time": self._clock.now().replace(microsecond=0),
            "tsa": x509.GeneralName(name="directory_name", value=self._signer.certificate.subject),
        }
        if req["nonce"].native is not None:
            info["nonce"] = req["nonce"]
        content = {
            "content_type": cms.ContentType("tst_info"),
            "content": cms.ParsableOctetString(tsp.TSTInfo(info).dump()),
        }
        token = await self._signer.async_sign_general_data(
            cms.EncapsulatedContentInfo(content), "sha256", detached=False, use_cades=True
        )
        return tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token})


class HttpStamper(TimeStamper):
    """A time-stamp service at an address."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Ask the service. Raises ``TimestampRequestError``."""
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        asked = urllib.request.Request(self._url, req.dump(), headers)  # noqa: S310 - settings allow http(s) only
        try:
            with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310
                return tsp.TimeStampResp.load(answer.read(2**20))
        except (OSError, ValueError) as error:
            raise TimestampRequestError(f"the time-stamp service failed: {type(error).__name__}") from error
