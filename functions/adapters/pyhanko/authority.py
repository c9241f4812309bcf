"""A certificate authority of our own for installations without real keys: nothing it signs has legal value.

One folder holds a root, a time-stamp certificate, and a certificate for each person and agency, each a file
with key and certificate together, so that a crash never parts them. ECDSA P-256 and SHA-256, as TT
15/2025/TT-BKHCN asks of real ones. File names are hashes: they say nothing of anybody.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from functions.adapters.pyhanko.credential import Algorithm
from functions.domain.errors import Invalid
from functions.ports import Clock, Signatory

ROOT_NAME = "Motcua Test CA - KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
_ROOT_LIFE, _LIFE = timedelta(days=7300), timedelta(days=1825)
_LEEWAY = timedelta(hours=1)
_LIST_LIFE = timedelta(days=7)
_NAME_LENGTH = 64
"""Upper bound, in characters, of a common name, an organisation or a title (RFC 5280, appendix A)."""

# The library counts bytes where the standard counts characters: Vietnamese names would not fit.
warnings.filterwarnings("ignore", message="Attribute's length must be", category=UserWarning)


@dataclass(frozen=True, slots=True)
class Credential:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def algorithm(self) -> Algorithm:
        return "ecdsa"

    def sign(self, data: bytes) -> bytes:
        return self.key.sign(data, ec.ECDSA(hashes.SHA256()))


class LocalAuthority:
    """The authority of one folder. Restarts and other processes find the same one there."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._kept: dict[str, Credential] = {}
        self._list: tuple[datetime, bytes] | None = None

    def root(self) -> Credential:
        """The certificate that all others hang from; made once, when it is first asked for."""
        return self._credential("root", self._make_root)

    def stamper(self) -> Credential:
        """The certificate of the time-stamp service."""
        subject = _subject("Motcua Test TSA", ROOT_NAME)
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        return self._credential("stamper", lambda: self._issue(subject, usage))

    def of(self, who: Signatory) -> Credential:
        """The certificate of a person or an agency; a new one when their name or position changed."""
        said = "\0".join((who.kind, who.id, who.name, who.position, who.organisation))
        subject = (
            _subject(who.name, who.organisation, title=who.position)
            if who.kind == "person"
            else _subject(who.name, who.name, unit=who.organisation)
        )
        return self._credential(hashlib.sha256(said.encode()).hexdigest(), lambda: self._issue(subject))

    def chain(self, who: Signatory) -> tuple[bytes, ...]:
        """The certificates that a certificate hangs from, DER: the root, whoever it is."""
        return (self.root().der,)

    def revocation(self, who: Signatory) -> tuple[bytes, ...]:
        """What says that a certificate was not revoked."""
        return (self.revocation_list(),)

    def revocation_list(self) -> bytes:
        """A fresh list of revoked certificates (none), DER, for signatures that must stand on their own."""
        now = self._clock.now()
        if self._list is None or not self._list[0] <= now < self._list[0] + _LIST_LIFE / 2:
            root = self.root()
            made = (
                x509.CertificateRevocationListBuilder()
                .issuer_name(root.certificate.subject)
                .last_update(now - _LEEWAY)
                .next_update(now + _LIST_LIFE)
                .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
                .add_extension(
                    x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key()), critical=False
                )
                .sign(root.key, hashes.SHA256())
            )
            self._list = (now, made.public_bytes(serialization.Encoding.DER))
        return self._list[1]

    def _credential(self, name: str, make: Callable[[], Credential]) -> Credential:
        now = self._clock.now()
        kept = self._kept.get(name) or self._read(name)
        if kept is None or not _holds(kept.certificate, now):
            if kept is not None and name == "root":
                raise Invalid(f"The test authority in {self._folder} is out of its time: remove the folder.")
            kept = self._keep(name, make(), replace=kept is not None)
        self._kept[name] = kept
        return kept

    def _read(self, name: str) -> Credential | None:
        path = self._folder / f"{name}.pem"
        try:
            if path.stat().st_mode & 0o077:
                raise Invalid(f"The key {path} is open to others: run `chmod 600 {path}`.")
            pem = path.read_bytes()
            key = serialization.load_pem_private_key(pem, None)
            certificate = x509.load_pem_x509_certificate(pem)
        except FileNotFoundError:
            return None
        except ValueError:
            raise Invalid(f"The key file {path} is broken: restore its backup, or remove it.") from None
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise Invalid(f"The key file {path} holds another kind of key: remove it.")
        return Credential(certificate, key)

    def _keep(self, name: str, made: Credential, *, replace: bool) -> Credential:
        """Store it whole. Of two that make it together, one's counts for both."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{name}.pem"
        handle, place = tempfile.mkstemp(dir=self._folder, prefix=".new-")
        with os.fdopen(handle, "wb") as file:
            file.write(_pem(made))
            file.flush()
            os.fsync(file.fileno())
        beside = Path(place)
        if replace:
            beside.replace(path)
        else:
            try:
                path.hardlink_to(beside)
            except FileExistsError:
                pass
            finally:
                beside.unlink()
        return self._read(name) or made

    def _make_root(self) -> Credential:
        key, subject = ec.generate_private_key(ec.SECP256R1()), _subject(ROOT_NAME, "Motcua")
        usage = _usage(sign_certificates=True)
        made = (
            self._builder(subject, key, _ROOT_LIFE)
            .issuer_name(subject)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .sign(key, hashes.SHA256())
        )
        return Credential(made, key)

    def _issue(self, subject: x509.Name, extended: x509.ExtendedKeyUsage | None = None) -> Credential:
        root, key = self.root(), ec.generate_private_key(ec.SECP256R1())
        builder = (
            self._builder(subject, key, _LIFE)
            .issuer_name(root.certificate.subject)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(sign_certificates=False), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key()), critical=False
            )
        )
        if extended is not None:
            builder = builder.add_extension(extended, critical=True)
        return Credential(builder.sign(root.key, hashes.SHA256()), key)

    def _builder(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, life: timedelta
    ) -> x509.CertificateBuilder:
        now = self._clock.now()
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _LEEWAY)
            .not_valid_after(now + life)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )


def _subject(name: str, organisation: str, *, title: str = "", unit: str = "") -> x509.Name:
    parts = (
        (NameOID.COUNTRY_NAME, "VN"),
        (NameOID.ORGANIZATION_NAME, organisation),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
        (NameOID.TITLE, title),
        (NameOID.COMMON_NAME, name),
    )
    return x509.Name(
        [x509.NameAttribute(kind, text[:_NAME_LENGTH], _validate=False) for kind, text in parts if text]
    )


def _usage(*, sign_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not sign_certificates,
        content_commitment=not sign_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=sign_certificates,
        crl_sign=sign_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _holds(certificate: x509.Certificate, now: datetime) -> bool:
    return certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc


def _pem(made: Credential) -> bytes:
    key = made.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return key + made.certificate.public_bytes(serialization.Encoding.PEM)
