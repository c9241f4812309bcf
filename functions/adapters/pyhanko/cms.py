"""CMS signatures (RFC 5652, CAdES-B-B of ETSI EN 319 122-1) written as DER, straight from bytes.

pyHanko's own writer copies and encodes every certificate several times for one signature; writing the same
structure here takes a thirtieth of its time. Others judge it in the tests: openssl, poppler and pyHanko.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from functions.adapters.pyhanko.credential import Credential

_SEQUENCE, _SET, _INTEGER, _OCTETS, _OID, _TIME, _NULL = 0x30, 0x31, 0x02, 0x04, 0x06, 0x18, 0x05
_CONTEXT = 0xA0
"""A constructed element that its place names: number 0; others are added to it."""


def tlv(tag: int, *parts: bytes) -> bytes:
    """One element: tag, length, and its parts one after the other."""
    body = b"".join(parts)
    if len(body) < 0x80:
        return bytes((tag, len(body))) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + body


def integer(value: int) -> bytes:
    """A whole number, not negative."""
    return tlv(_INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    """An object identifier."""
    first, second, *rest = map(int, dotted.split("."))
    return tlv(_OID, *map(_base128, (first * 40 + second, *rest)))


def _base128(value: int) -> bytes:
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(0x80 | (value & 0x7F))
    return bytes(reversed(digits))


DATA = oid("1.2.840.113549.1.7.1")
TST_INFO = oid("1.2.840.113549.1.9.16.1.4")
_SIGNED_DATA = oid("1.2.840.113549.1.7.2")
_SHA256 = tlv(_SEQUENCE, oid("2.16.840.1.101.3.4.2.1"))
_SCHEMES = {
    "ecdsa": tlv(_SEQUENCE, oid("1.2.840.10045.4.3.2")),
    "rsa": tlv(_SEQUENCE, oid("1.2.840.113549.1.1.11"), tlv(_NULL)),
}
_CONTENT_TYPE = oid("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST = oid("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE = oid("1.2.840.113549.1.9.16.2.47")
_STAMP_TOKEN = oid("1.2.840.113549.1.9.16.2.14")


class CmsWriter:
    """Writes signatures of one credential. What never changes between two of them is encoded once."""

    def __init__(self, credential: Credential, chain: Iterable[bytes]) -> None:
        self._credential = credential
        certificate = credential.certificate
        issuer = certificate.issuer.public_bytes()
        serial = integer(certificate.serial_number)
        self._signer = tlv(_SEQUENCE, issuer, serial)
        self._certificates = tlv(_CONTEXT, credential.der, *chain)
        named = tlv(_SEQUENCE, tlv(_SEQUENCE, tlv(_CONTEXT + 4, issuer)), serial)
        essential = tlv(_SEQUENCE, tlv(_OCTETS, hashlib.sha256(credential.der).digest()), named)
        self._essential = _attribute(_SIGNING_CERTIFICATE, tlv(_SEQUENCE, tlv(_SEQUENCE, essential)))
        self.name = certificate.subject.public_bytes()

    def signed(
        self,
        kind: bytes,
        digest: bytes,
        content: bytes | None = None,
        stamp: Callable[[bytes], bytes] | None = None,
    ) -> bytes:
        """A signature over a SHA-256 ``digest``. ``content`` travels inside; else the signature is detached.

        ``stamp`` gets the signature's own bytes and gives a time-stamp token for them.
        """
        attributes = b"".join(
            sorted(
                (
                    _attribute(_CONTENT_TYPE, kind),
                    _attribute(_MESSAGE_DIGEST, tlv(_OCTETS, digest)),
                    self._essential,
                )
            )
        )
        signature = self._credential.sign(tlv(_SET, attributes))
        unsigned = tlv(_CONTEXT + 1, _attribute(_STAMP_TOKEN, stamp(signature))) if stamp is not None else b""
        signer = tlv(
            _SEQUENCE,
            integer(1),
            self._signer,
            _SHA256,
            tlv(_CONTEXT, attributes),
            _SCHEMES[self._credential.algorithm],
            tlv(_OCTETS, signature),
            unsigned,
        )
        inside = tlv(_CONTEXT, tlv(_OCTETS, content)) if content is not None else b""
        data = tlv(
            _SEQUENCE,
            integer(1 if kind == DATA else 3),
            tlv(_SET, _SHA256),
            tlv(_SEQUENCE, kind, inside),
            self._certificates,
            tlv(_SET, signer),
        )
        return tlv(_SEQUENCE, _SIGNED_DATA, tlv(_CONTEXT, data))


def stamp_info(policy: str, digest: bytes, serial: int, moment: datetime, authority: bytes) -> bytes:
    """What a time stamp states (``TSTInfo``, RFC 3161): this digest existed at this moment."""
    return tlv(
        _SEQUENCE,
        integer(1),
        oid(policy),
        tlv(_SEQUENCE, _SHA256, tlv(_OCTETS, digest)),
        integer(serial),
        tlv(_TIME, f"{moment.astimezone(UTC):%Y%m%d%H%M%SZ}".encode()),
        tlv(_CONTEXT, tlv(_CONTEXT + 4, authority)),
    )


def der_of(certificate: x509.Certificate) -> bytes:
    """A certificate as DER."""
    return certificate.public_bytes(serialization.Encoding.DER)


def _attribute(kind: bytes, value: bytes) -> bytes:
    return tlv(_SEQUENCE, kind, tlv(_SET, value))
