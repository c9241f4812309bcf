"""PAdES signatures with a time stamp, and with all that is needed to check them later (B-LT)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from io import BytesIO
from zoneinfo import ZoneInfo

from asn1crypto import crl, x509
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints, LayoutError
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.stamp import StaticStampStyle

from functions.adapters.pyhanko.authority import LocalAuthority
from functions.adapters.pyhanko.keys import KeptKeySigner
from functions.adapters.pyhanko.stamping import HttpStamper, LocalStamper
from functions.domain.errors import EffectFailed
from functions.ports import Clock, Signatory

Stamp = Callable[[Signatory], bytes]
"""Draws the picture of a signature: a one-page PDF."""
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
"""Signing times carry Vietnam's offset (NĐ 30/2020, Phụ lục I, 14)."""
_RESERVED = 16384
"""Room for the signature and its time stamp, in hex digits; a real service sends its whole chain."""
_FIELD = {"person": "nguoi-ky", "agency": "co-quan"}


class Signing:
    """Signs for one authority. Keys, chains and pictures are kept once loaded."""

    def __init__(self, authority: LocalAuthority, clock: Clock, stamp: Stamp, tsa_url: str) -> None:
        self._authority = authority
        self._clock = clock
        self._draw = stamp
        self._root = x509.Certificate.load(authority.root().der)
        self._signers: dict[bytes, KeptKeySigner] = {}
        self._pictures: dict[Signatory, bytes] = {}
        own = KeptKeySigner(authority.stamper(), [self._root])
        self._stamper: TimeStamper = HttpStamper(tsa_url) if tsa_url else LocalStamper(own, clock)
        self._stamper_certificate = own.certificate

    def sign(self, pdf: bytes, by: Signatory, reason: str) -> bytes:
        """One more signature, as an incremental update. Raises :class:`EffectFailed`."""
        try:
            return asyncio.run(self._sign(pdf, by, reason))
        except (SigningError, PdfError, LayoutError, TimestampRequestError, OSError) as error:
            raise EffectFailed(f"The document was not signed: {type(error).__name__}.") from error

    async def _sign(self, pdf: bytes, by: Signatory, reason: str) -> bytes:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        signer = self._signer(by)
        page, box = _place(writer.prev, by.kind)
        name = _free_name(writer.prev, _FIELD[by.kind])
        picture = {"stamp_style": self._picture(by)} if box else {}
        session = PdfSigner(
            PdfSignatureMetadata(
                field_name=name,
                md_algorithm="sha256",
                subfilter=SigSeedSubFilter.PADES,
                name=by.name,
                reason=reason,
            ),
            signer,
            timestamper=self._stamper,
            new_field_spec=SigFieldSpec(name, on_page=page, box=box, readable_field_name=by.name),
            **picture,
        ).init_signing_session(writer)
        session.system_time = self._clock.now().astimezone(VIETNAM)
        DocumentSecurityStore.supply_dss_in_writer(
            writer,
            None,
            certs=[signer.certificate, self._stamper_certificate, self._root],
            crls=[crl.CertificateList.load(self._authority.revocation_list())],
        )
        prepared = session.prepare_tbs_document(validation_info=None, bytes_reserved=_RESERVED)
        digest, output = prepared.digest_tbs_document()
        attributes = PdfCMSSignedAttributes(signing_time=session.system_time)
        await prepared.perform_signature(digest.document_digest, attributes)
        return bytes(output.getvalue())  # type: ignore[attr-defined]

    def _signer(self, by: Signatory) -> KeptKeySigner:
        credential = self._authority.of(by)
        found = self._signers.get(credential.der)
        if found is None:
            found = self._signers[credential.der] = KeptKeySigner(credential, [self._root])
        return found

    def _picture(self, by: Signatory) -> StaticStampStyle:
        if by not in self._pictures:
            self._pictures[by] = self._draw(by)
        return StaticStampStyle(background=_Picture(self._pictures[by]), border_width=0)


class _Picture(PdfContent):
    """A page of another PDF, imported as it is."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self._pdf = pdf

    def render(self) -> bytes:
        page = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(self._pdf)))
        self.resources.xobject["/Picture"] = page
        left, bottom, right, top = page.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return b"/Picture Do"


def _place(reader: PdfFileReader, kind: str) -> tuple[int, tuple[int, int, int, int] | None]:
    """Where the document leaves room for this kind of signature: the link that ends in its name.

    A document that leaves none is signed without a picture.
    """
    for number in range(int(reader.root["/Pages"]["/Count"])):
        page = reader.find_page_for_modification(number)[0].get_object()
        notes = page.get("/Annots", ())
        for note in (notes[n] for n in range(len(notes))):
            target = str(note["/A"]["/URI"]) if "/A" in note and "/URI" in note["/A"] else ""
            if target.endswith(f"#{kind}"):
                left, bottom, right, top = (round(float(one)) for one in note["/Rect"])
                return number, (left, bottom, right, top)
    return 0, None


def _free_name(reader: PdfFileReader, name: str) -> str:
    taken = {one.field_name for one in reader.embedded_signatures}
    numbered = (f"{name}-{n}" for n in range(2, len(taken) + 3))
    return name if name not in taken else next(one for one in numbered if one not in taken)
