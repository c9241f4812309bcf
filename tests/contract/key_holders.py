"""Real keys for tests of signing: in a software hardware token, in KMS, and a CA that certifies them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters

from functions.adapters.aws.clients import client
from functions.ports import Signatory
from tests.contract.stores import at_kms

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
TOKEN, PIN = "motcua", "271828"
PublicKey = Any


@dataclass(frozen=True)
class Certifier:
    """A root, and an issuer below it, as real providers have them."""

    now: datetime
    root: x509.Certificate = field(init=False)
    root_key: ec.EllipticCurvePrivateKey = field(init=False)
    issuer: x509.Certificate = field(init=False)
    issuer_key: ec.EllipticCurvePrivateKey = field(init=False)

    def __post_init__(self) -> None:
        root_key, issuer_key = (
            ec.generate_private_key(ec.SECP256R1()),
            ec.generate_private_key(ec.SECP256R1()),
        )
        root = self._made("Root CA", root_key.public_key(), "Root CA", root_key, ca=True)
        issuer = self._made("Issuing CA", issuer_key.public_key(), "Root CA", root_key, ca=True)
        made = {"root": root, "root_key": root_key, "issuer": issuer, "issuer_key": issuer_key}
        for name, value in made.items():
            object.__setattr__(self, name, value)

    def certificate(self, who: Signatory, key: PublicKey, life: timedelta = timedelta(days=365)) -> bytes:
        """PEM: the signatory's certificate and its issuer's."""
        made = self._made(who.name, key, "Issuing CA", self.issuer_key, life=life)
        return _pem(made) + _pem(self.issuer)

    def revocation_list(self, by: str, key: Any) -> bytes:
        made = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(_name(by))
            .last_update(self.now - timedelta(hours=1))
            .next_update(self.now + timedelta(days=7))
            .add_extension(x509.CRLNumber(1), critical=False)
            .sign(key, hashes.SHA256())
        )
        return made.public_bytes(serialization.Encoding.DER)

    def root_pem(self) -> bytes:
        return _pem(self.root)

    def _made(
        self,
        name: str,
        key: PublicKey,
        by: str,
        by_key: Any,
        *,
        ca: bool = False,
        life: timedelta = timedelta(days=3650),
    ) -> x509.Certificate:
        usage = x509.KeyUsage(not ca, not ca, False, False, False, ca, ca, False, False)
        return (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(_name(by))
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.now - timedelta(days=1))
            .not_valid_after(self.now + life)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(by_key.public_key()), critical=False
            )
            .sign(by_key, hashes.SHA256())
        )


def init_token(label: str = TOKEN, pin: str = PIN) -> None:
    """A fresh token in the folder that ``SOFTHSM2_CONF`` names."""
    command = [
        "softhsm2-util",
        "--init-token",
        "--free",
        "--label",
        label,
        "--pin",
        pin,
        "--so-pin",
        "314159",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


def configured(folder: Path) -> Path:
    """SoftHSM's own settings: tokens below a folder."""
    (folder / "tokens").mkdir(parents=True)
    path = folder / "softhsm2.conf"
    path.write_text(
        f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    return path


def in_token(label: str, algorithm: str) -> PublicKey:
    """Make a key pair inside the token; its public half."""
    driver = pkcs11.lib(MODULE)
    driver.reinitialize()
    with driver.get_token(token_label=TOKEN).open(rw=True, user_pin=PIN) as session:
        if algorithm == "rsa":
            public, _private = session.generate_keypair(pkcs11.KeyType.RSA, 2048, label=label, store=True)
            modulus, exponent = (
                int.from_bytes(public[one], "big")
                for one in (pkcs11.Attribute.MODULUS, pkcs11.Attribute.PUBLIC_EXPONENT)
            )
            return rsa.RSAPublicNumbers(exponent, modulus).public_key()
        curve = {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}
        domain = session.create_domain_parameters(pkcs11.KeyType.EC, curve, local=True)
        public, _private = domain.generate_keypair(label=label, store=True)
        return serialization.load_der_public_key(encode_ec_public_key(public))


def in_kms(label: str, algorithm: str) -> PublicKey:
    """Make a key pair in KMS under an alias; its public half."""
    spec = "RSA_2048" if algorithm == "rsa" else "ECC_NIST_P256"
    kms = client("kms", at_kms())
    key_id = kms.create_key(KeyUsage="SIGN_VERIFY", KeySpec=spec)["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName=label, TargetKeyId=key_id)
    return serialization.load_der_public_key(kms.get_public_key(KeyId=key_id)["PublicKey"])


@dataclass(frozen=True)
class Kept:
    """The file of signing keys with what it names, in a folder of its own."""

    folder: Path
    certifier: Certifier
    make: Callable[[str, str], PublicKey]
    prefix: str = ""

    @property
    def path(self) -> Path:
        return self.folder / "signing-keys.toml"

    def certify(self, who: Signatory, name: str, algorithm: str, **more: Any) -> None:
        """Make a key and its certificate, and add them to the file."""
        label = f"{self.prefix}{name}-{os.urandom(4).hex()}"
        self.add(who, name, label, self.certifier.certificate(who, self.make(label, algorithm), **more))

    def add(self, who: Signatory, name: str, label: str, certificate: bytes) -> None:
        (self.folder / f"{name}.pem").write_bytes(certificate)
        for by in ("Root", "Issuing"):
            key = self.certifier.root_key if by == "Root" else self.certifier.issuer_key
            (self.folder / f"{by}.crl").write_bytes(self.certifier.revocation_list(f"{by} CA", key))
        with self.path.open("a") as file:
            file.write(
                f'[[key]]\nsignatory = "{who.id}"\nkey = "{label}"\ncertificate = "{name}.pem"\n'
                'revocation = ["Issuing.crl", "Root.crl"]\n'
            )


def _name(name: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.COMMON_NAME, name)]
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
