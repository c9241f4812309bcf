"""PAdES signatures with a time stamp, and with all that is needed to check them later (B-LT)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Protocol
from zoneinfo import ZoneInfo

from asn1crypto import crl, x509
from asn1crypto.algos import SignedDigestAlgorithm
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints, LayoutError
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import ExternalSigner, PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.stamp import StaticStampStyle

from functions.adapters.pyhanko.cms import DATA, CmsWriter
from functions.adapters.pyhanko.credential import Credential
from functions.adapters.pyhanko.stamping import Stamper
from functions.domain.errors import EffectFailed
from functions.ports import Clock, Signatory

Stamp = Callable[[Signatory], bytes]
"""Draws the picture of a signature: a one-page PDF."""
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
"""Signing times carry Vietnam's offset (NĐ 30/2020, Phụ lục I, 14)."""
_RESERVED = 16384
"""Room for the signature and its time stamp, in hex digits; a real service sends its whole chain."""
_FIELD = {"person": "nguoi-ky", "agency": "co-quan"}


class Authority(Protocol):
    """Who knows the certificates of signatories, and signs with their keys."""

    def of(self, who: Signatory) -> Credential:
        """Raises ``EffectFailed`` where there is none that holds now."""

    def chain(self, who: Signatory) -> tuple[bytes, ...]:
        """The certificates that it hangs from, DER, its issuer's first."""

    def revocation(self, who: Signatory) -> tuple[bytes, ...]:
        """Lists of revoked certificates, DER, for signatures that must stand on their own."""


@dataclass(frozen=True, slots=True)
class _Pen:
    """What signing in one name needs, loaded once."""

    writer: CmsWriter
    signer: ExternalSigner
    certificates: tuple[x509.Certificate, ...]
    picture: bytes


class Signing:
    """Signs for one authority. Keys, chains and pictures are kept once loaded."""

    def __init__(
        self,
        authority: Authority,
        clock: Clock,
        stamp: Stamp,
        stamper: Stamper,
        known: tuple[bytes, ...] = (),
    ) -> None:
        """``known`` are certificates that later checks need besides those of the signatories, DER."""
        self._authority = authority
        self._clock = clock
        self._draw = stamp
        self._pens: dict[tuple[Signatory, bytes], _Pen] = {}
        self._stamper = stamper
        self._known = [x509.Certificate.load(one) for one in known]

    def sign(self, pdf: bytes, by: Signatory, reason: str) -> bytes:
        """One more signature, as an incremental update. Raises :class:`EffectFailed`."""
        try:
            return self._signed(pdf, self._pen(by), by, reason)
        except (SigningError, PdfError, LayoutError, TimestampRequestError, OSError) as error:
            raise EffectFailed(f"The document was not signed: {type(error).__name__}.") from error

    def _signed(self, pdf: bytes, pen: _Pen, by: Signatory, reason: str) -> bytes:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        DocumentSecurityStore.supply_dss_in_writer(
            writer,
            None,
            certs=[*pen.certificates, *self._known],
            crls=[crl.CertificateList.load(one) for one in self._authority.revocation(by)],
        )
        document = self._session(writer, pen, by, reason).prepare_tbs_document(
            validation_info=None, bytes_reserved=_RESERVED
        )
        prepared, output = document.digest_tbs_document()
        signature = pen.writer.signed(DATA, prepared.document_digest, stamp=self._stamper.token)
        prepared.fill_with_cms(output, signature)
        output.seek(0)
        return bytes(output.read())

    def _session(
        self, writer: IncrementalPdfFileWriter, pen: _Pen, by: Signatory, reason: str
    ) -> PdfSigningSession:
        page, box = _place(writer.prev, by.kind)
        name = _free_name(writer.prev, _FIELD[by.kind])
        meta = PdfSignatureMetadata(
            field_name=name,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            name=by.name,
            reason=reason,
        )
        look = StaticStampStyle(background=_Picture(pen.picture), border_width=0) if box else None
        place = SigFieldSpec(name, on_page=page, box=box, readable_field_name=by.name)
        session = PdfSigner(meta, pen.signer, stamp_style=look, new_field_spec=place).init_signing_session(
            writer
        )
        session.system_time = self._clock.now().astimezone(VIETNAM)
        return session

    def _pen(self, by: Signatory) -> _Pen:
        credential = self._authority.of(by)
        found = self._pens.get((by, credential.der))
        if found is None:
            certificate = x509.Certificate.load(credential.der)
            mechanism = SignedDigestAlgorithm({"algorithm": f"sha256_{credential.algorithm}"})
            signer = ExternalSigner(certificate, None, signature_mechanism=mechanism)
            chain = self._authority.chain(by)
            certificates = (certificate, *map(x509.Certificate.load, chain))
            found = _Pen(CmsWriter(credential, chain), signer, certificates, self._draw(by))
            self._pens[(by, credential.der)] = found
        return found


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
