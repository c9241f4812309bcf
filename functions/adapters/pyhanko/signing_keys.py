"""Whose key and certificate is whose, from a file of the operator.

    [[key]]
    signatory = "ubnd_xa:21025"      # an office, or an officer's id
    key = "ubnd-cam-thanh"           # label in the hardware token; in KMS its id, ARN or alias
    certificate = "ubnd.pem"         # PEM, beside this file: the certificate, then those it hangs from
    revocation = ["ca.crl"]          # optional, DER or PEM: put into each signature for later checks
    picture = "dau.pdf"              # optional, a PDF of one page: the seal or signature as it is registered

Read again when it or a certificate changed, so that a renewed certificate needs no restart.
"""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from functions.adapters.pyhanko.credential import Algorithm, algorithm_of
from functions.domain.errors import EffectFailed, Fault, Invalid
from functions.observing.lines import say

WARNING = timedelta(days=30)
"""How long before its end a certificate is warned of, once a day."""
_KNOWN = {"signatory", "key", "certificate", "revocation", "picture"}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One entry, with what its files hold."""

    signatory: str
    key: str
    certificate: x509.Certificate
    chain: tuple[bytes, ...]
    algorithm: Algorithm
    revocation: tuple[bytes, ...] = ()
    picture: bytes = b""


class SigningKeys:
    """The file, as it stands."""

    def __init__(self, path: Path) -> None:
        """Raises :class:`Invalid` naming every fault of the file."""
        self._path = path
        self._warned: dict[str, datetime] = {}
        self._read()

    def of(self, signatory: str, now: datetime) -> SigningKey:
        """The key of a signatory. Raises ``EffectFailed`` where there is none that holds now."""
        if self._stamps != self._seen():
            self._again()
        found = self._keys.get(signatory)
        if found is None:
            raise EffectFailed(f"{self._path.name} names no key for the signatory {signatory}: add one.")
        ends = found.certificate.not_valid_after_utc
        if now >= ends:
            raise EffectFailed(
                f"The certificate of the signatory {signatory} ended on {ends:%Y-%m-%d}: put the new one "
                f"into {self._path.name}."
            )
        if now < found.certificate.not_valid_before_utc:
            raise EffectFailed(f"The certificate of the signatory {signatory} does not hold yet.")
        self._warn(found, ends, now)
        return found

    def ending(self, now: datetime) -> list[tuple[str, datetime]]:
        """Signatories whose certificate ends soon or has ended, with its end, the first first."""
        ends = [(one.signatory, one.certificate.not_valid_after_utc) for one in self._keys.values()]
        return sorted((one for one in ends if one[1] - WARNING <= now), key=lambda one: one[1])

    def _warn(self, key: SigningKey, ends: datetime, now: datetime) -> None:
        before = self._warned.get(key.signatory)
        if ends - WARNING <= now and (before is None or now - before >= timedelta(days=1)):
            self._warned[key.signatory] = now
            day = ends.date().isoformat()
            say(_log, "signing certificate ends", logging.WARNING, signatory=key.signatory, ends=day)

    def _again(self) -> None:
        try:
            self._read()
        except Invalid as error:
            where = "; ".join(f"{one.where}: {one.message}" for one in error.faults)
            raise EffectFailed(f"{error.message} {where}") from None

    def _read(self) -> None:
        faults: list[Fault] = []
        found: dict[str, SigningKey] = {}
        self._files = {self._path}
        for number, entry in enumerate(self._entries()):
            where = f"key[{number}]"
            read = self._entry(entry, where, faults)
            if read and read.signatory in found:
                faults.append(Fault(where, "twice", f"{read.signatory} has a key already."))
            elif read:
                found[read.signatory] = read
        if faults:
            raise Invalid(f"The file of signing keys {self._path} does not hold.", faults)
        self._keys: Mapping[str, SigningKey] = found
        self._stamps = self._seen()

    def _entries(self) -> list[Any]:
        try:
            read = tomllib.loads(self._path.read_text("utf-8"))
        except OSError as error:
            raise self._broken("unreadable", f"It cannot be read: {type(error).__name__}.") from None
        except ValueError as error:
            raise self._broken("toml", f"This is no TOML: {error}.") from None
        entries = read.get("key")
        if not isinstance(entries, list) or not entries or set(read) != {"key"}:
            raise self._broken("shape", "Write a [[key]] part for each signatory, and nothing else.")
        return entries

    def _broken(self, code: str, message: str) -> Invalid:
        faults = [Fault("MOTCUA_SIGNING_KEYS", code, message)]
        return Invalid(f"The file of signing keys {self._path} does not hold.", faults)

    def _entry(self, entry: Any, where: str, faults: list[Fault]) -> SigningKey | None:
        before = len(faults)
        faults.extend(_shape(entry, where))
        if len(faults) > before:
            return None
        certificates, revocation = self._certificates(entry, where, faults), []
        for name in entry.get("revocation", ()):
            revocation += self._list(name, where, faults)
        picture = self._picture(entry.get("picture", ""), where, faults)
        if len(faults) > before:
            return None
        try:
            algorithm = algorithm_of(certificates[0])
        except Invalid as error:
            faults.append(Fault(f"{where}.certificate", "key", error.message))
            return None
        chain = tuple(one.public_bytes(serialization.Encoding.DER) for one in certificates[1:])
        return SigningKey(
            entry["signatory"], entry["key"], certificates[0], chain, algorithm, tuple(revocation), picture
        )

    def _certificates(self, entry: Any, where: str, faults: list[Fault]) -> list[x509.Certificate]:
        try:
            return x509.load_pem_x509_certificates(self._bytes(entry["certificate"]))
        except (OSError, ValueError) as error:
            message = f"{entry['certificate']} is not there or no certificate (PEM): {type(error).__name__}."
            faults.append(Fault(f"{where}.certificate", "unreadable", message))
            return []

    def _list(self, name: str, where: str, faults: list[Fault]) -> list[bytes]:
        try:
            data = self._bytes(name)
            load = x509.load_pem_x509_crl if data.startswith(b"-----") else x509.load_der_x509_crl
            return [load(data).public_bytes(serialization.Encoding.DER)]
        except (OSError, ValueError) as error:
            message = f"{name} is not there or no revocation list: {type(error).__name__}."
            faults.append(Fault(f"{where}.revocation", "unreadable", message))
            return []

    def _picture(self, name: str, where: str, faults: list[Fault]) -> bytes:
        try:
            data = self._bytes(name) if name else b""
        except OSError:
            data = b"?"
        if data and not data.startswith(b"%PDF-"):
            faults.append(Fault(f"{where}.picture", "unreadable", f"{name} is not there or no PDF."))
        return data

    def _bytes(self, name: str) -> bytes:
        path = self._path.parent / name
        self._files.add(path)
        return path.read_bytes()

    def _seen(self) -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns if path.exists() else 0 for path in self._files}


def _shape(entry: Any, where: str) -> Iterator[Fault]:
    if not isinstance(entry, dict):
        yield Fault(where, "shape", "Write it as a [[key]] part.")
        return
    for name in sorted(set(entry) - _KNOWN):
        yield Fault(
            f"{where}.{name}", "unknown", f"There is no such name. Known are {', '.join(sorted(_KNOWN))}."
        )
    if not isinstance(entry.get("picture", ""), str):
        yield Fault(f"{where}.picture", "type", "Give the name of a file.")
    for name in ("signatory", "key", "certificate"):
        if not isinstance(entry.get(name), str) or not entry[name]:
            yield Fault(f"{where}.{name}", "missing", "Give it as a text.")
    lists = entry.get("revocation", [])
    if not isinstance(lists, list) or not all(isinstance(one, str) for one in lists):
        yield Fault(f"{where}.revocation", "type", "Give a list of file names.")
