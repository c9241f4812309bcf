"""Signatures put on by pyHanko's own writer, in the ways that our signer never would: other authorities,
certificates out of their time, revoked ones, and stamps that do not belong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from functions.adapters.pyhanko.authority import Credential

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
DAY = timedelta(days=1)


def issued(
    issuer: Credential,
    begin: datetime,
    end: datetime,
    key: Key | None = None,
    name: str = "Người Ký",
    **usage: bool,
) -> tuple[x509.Certificate, Key]:
    """A certificate of an authority, as one likes it, with its key."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    allowed = {"digital_signature": True, "content_commitment": True, "key_encipherment": False, **usage}
    off = (
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.KeyUsage(**allowed, **dict.fromkeys(off, False)), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False
        )
        .sign(issuer.key, hashes.SHA256())
    )
    return certificate, key


def signed_by(
    pdf: bytes,
    certificate: x509.Certificate,
    key: Key,
    chain: Sequence[x509.Certificate] = (),
    stamper: TimeStamper | None = None,
    prefer_pss: bool = False,
) -> bytes:
    """The file with a PAdES signature of this certificate."""
    store = SimpleCertificateStore()
    store.register_multiple([as_asn1(one) for one in chain])
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signer = SimpleSigner(
        as_asn1(certificate), keys.PrivateKeyInfo.load(private), store, prefer_pss=prefer_pss
    )
    meta = PdfSignatureMetadata(field_name="tay", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    out = PdfSigner(meta, signer, timestamper=stamper).sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)))
    return bytes(out.getvalue())


def revoking(pdf: bytes, issuer: Credential, certificate: x509.Certificate, at: datetime) -> bytes:
    """The file with a list in it that revokes the certificate."""
    revoked = (
        x509.RevokedCertificateBuilder().serial_number(certificate.serial_number).revocation_date(at).build()
    )
    made = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(at)
        .next_update(at + 400 * DAY)
        .add_revoked_certificate(revoked)
        .sign(issuer.key, hashes.SHA256())
    )
    from asn1crypto import crl

    out = BytesIO(pdf)
    DocumentSecurityStore.add_dss(
        out, None, crls=[crl.CertificateList.load(made.public_bytes(serialization.Encoding.DER))]
    )
    return out.getvalue()


class StrayStamper(TimeStamper):
    """Gives a good stamp for something else."""

    def __init__(self, token: bytes) -> None:
        super().__init__()
        self._token = token

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> object:
        from asn1crypto import cms

        return cms.ContentInfo.load(self._token)

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        raise NotImplementedError


def as_asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
