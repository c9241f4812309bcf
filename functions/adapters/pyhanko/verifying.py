"""Judging signatures: bytes, additions after signing, chain, revocation, time stamp. Nothing is fetched.

The time that counts for a certificate is that of a time stamp which holds; without one it is now, because the
signer's own clock proves nothing. Of what came after a signature only this is lawful: later signatures with
their pictures, and data for checking them. After the last signature nothing may come but such data: common
viewers pass an incremental update that repaints the page, because the signed bytes below it are untouched.
"""

from __future__ import annotations

import logging
import re
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    validate_pdf_signature,
)
from pyhanko.sign.validation.errors import ValidationInfoReadingError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from functions.domain.signature import CertificateState, SignatureCheck, SignatureReport, StampState, Trust

# Both log the names in certificates that they could not follow; nobody's name goes into our logs.
for _library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_library).setLevel(logging.CRITICAL + 1)

_USAGE = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)
_ANY_USAGE = KeyUsageConstraints(key_usage=set())
_HEAD, _TAIL = 1024, 2048
"""Bytes within which a PDF must name itself and its end; hostile files make a reader search further."""
_END = re.compile(rb"startxref\s+([0-9]{1,10})\s+%%EOF\s*$")
_TABLE = re.compile(rb"\s{0,16}(xref\b|[0-9]{1,10}\s{1,8}[0-9]{1,5}\s{1,8}obj\b)")

Evidence = dict[str, Any]


class Unreadable(Exception):
    """No PDF that can be read: ``unreadable``, or ``encrypted``."""


class Verification:
    """Verifies against one set of roots."""

    def __init__(self, test_root: Path, roots: Path | None) -> None:
        self._test = _certificates(test_root) if test_root.exists() else []
        self._trusted = (
            [one for file in sorted(roots.glob("*.pem")) for one in _certificates(file)] if roots else []
        )

    def report(self, pdf: bytes, now: datetime) -> SignatureReport:
        """Raises :class:`Unreadable`."""
        if b"%PDF-" not in pdf[:_HEAD] or not _ends(pdf):
            raise Unreadable("unreadable")
        try:
            reader = PdfFileReader(BytesIO(pdf), strict=False)
            if reader.encrypted:
                raise Unreadable("encrypted")
            signatures = reader.embedded_regular_signatures
            evidence = _evidence(reader)
        except Unreadable:
            raise
        except Exception:  # a hostile file may break the reader anywhere; it never breaks the page
            raise Unreadable("unreadable") from None
        checks = [
            self._check(one, evidence, now, last=number == len(signatures))
            for number, one in enumerate(signatures, 1)
        ]
        changed = [name for name, one in checks if not one.covers_all]
        return SignatureReport(
            signatures=tuple(one for _name, one in checks),
            checked_at=now,
            changed_after=changed[-1] if changed else "",
        )

    def _check(
        self, embedded: EmbeddedPdfSignature, evidence: Evidence, now: datetime, *, last: bool
    ) -> tuple[str, SignatureCheck]:
        try:
            return embedded.field_name, self._judged(embedded, evidence, now, last)
        except Exception:  # as above: what cannot be judged does not hold
            name = str(embedded.sig_object.get("/Name", ""))
            return embedded.field_name, SignatureCheck(signer=name, intact=False, trust="unknown")

    def _judged(
        self, embedded: EmbeddedPdfSignature, evidence: Evidence, moment: datetime, last: bool
    ) -> SignatureCheck:
        status, known = self._status(embedded, evidence, moment)
        token = status.timestamp_validity
        stamp = _stamp_state(token)
        if token is not None and stamp == "good":
            moment = token.timestamp
            status, known = self._status(embedded, evidence, moment)
        trust = self._trust(embedded, status, evidence)
        subject = embedded.signer_cert.subject.native
        name = str(subject.get("common_name") or "")
        organisation = str(subject.get("organization_name") or "")
        return SignatureCheck(
            signer=name,
            kind=_kind(name, organisation),
            position=str(subject.get("title") or ""),
            organisation="" if name == organisation else organisation,
            issuer=str(embedded.signer_cert.issuer.native.get("common_name") or ""),
            algorithm=f"{status.pkcs7_signature_mechanism}, {status.md_algorithm}".upper(),
            signed_at=status.signer_reported_dt,
            stamped_at=token.timestamp if token is not None else None,
            intact=bool(status.intact and status.valid),
            trust=trust,
            certificate=_state(status, moment, trust),
            revocation_known=known,
            stamp=stamp,
            covers_all=_covers_all(status, last),
        )

    def _status(
        self, embedded: EmbeddedPdfSignature, evidence: Evidence, moment: datetime
    ) -> tuple[PdfSignatureStatus, bool]:
        """The status at a moment, and whether it is known that nothing in the chain was revoked then.

        Asked softly, the library heeds a revocation list only where the certificate names its address; asked
        strictly, it heeds every list at hand, and fails where there is none.
        """
        if evidence["crls"] or evidence["ocsps"]:
            strict = self._validated(embedded, evidence, moment, "require")
            if strict.trusted or strict.revoked:
                return strict, True
        return self._validated(embedded, evidence, moment, "soft-fail"), False

    def _validated(
        self,
        embedded: EmbeddedPdfSignature,
        evidence: Evidence,
        moment: datetime,
        revocation: str,
        usage: KeyUsageConstraints = _USAGE,
    ) -> PdfSignatureStatus:
        contexts = (
            self._context(evidence, moment, revocation),
            self._context(evidence, _stamp_time(embedded) or moment, "soft-fail"),
        )
        try:
            return validate_pdf_signature(embedded, *contexts, key_usage_settings=usage)
        except Exception:  # what was signed may be too broken to compare; then nothing after it is lawful
            return validate_pdf_signature(embedded, *contexts, key_usage_settings=usage, skip_diff=True)

    def _context(self, evidence: Evidence, moment: datetime, revocation: str) -> ValidationContext:
        return ValidationContext(
            trust_roots=[*self._test, *self._trusted],
            moment=moment,
            allow_fetching=False,
            revocation_mode=revocation,
            retroactive_revinfo=True,
            **evidence,
        )

    def _trust(self, embedded: EmbeddedPdfSignature, status: PdfSignatureStatus, evidence: Evidence) -> Trust:
        """Where the chain ends. One that failed for its dates or uses is followed without them."""
        path = status.validation_path
        if path is None:
            within = embedded.signer_cert.not_valid_after - timedelta(seconds=2)
            certificates = {**evidence, "crls": [], "ocsps": []}
            path = self._validated(embedded, certificates, within, "soft-fail", _ANY_USAGE).validation_path
        if path is None:
            return "unknown"
        anchor = path.first.dump()
        if any(anchor == one.dump() for one in self._trusted):
            return "trusted"
        return "test" if any(anchor == one.dump() for one in self._test) else "unknown"


def _kind(name: str, organisation: str) -> Literal["person", "agency", "unknown"]:
    if not name:
        return "unknown"
    return "agency" if name == organisation else "person"


def _state(status: PdfSignatureStatus, moment: datetime, trust: Trust) -> CertificateState:
    certificate = status.signing_cert
    if status.revoked:
        return "revoked"
    if moment < certificate.not_valid_before:
        return "not_yet"
    if moment > certificate.not_valid_after:
        return "expired"
    # What else is wrong with a chain that ends where it should lies in its certificates or algorithms.
    failed = status.trust_problem_indic is not None or status.validation_path is None
    return "unfit" if failed and trust != "unknown" else "good"


def _stamp_state(token: TimestampSignatureStatus | None) -> StampState:
    if token is None:
        return "none"
    if not (token.valid and token.intact):
        return "broken"
    return "good" if token.trusted else "unknown"


def _covers_all(status: PdfSignatureStatus, last: bool) -> bool:
    if status.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return True
    level = status.modification_level
    if status.coverage is not SignatureCoverageLevel.ENTIRE_REVISION or level is None or not status.docmdp_ok:
        return False
    allowed = ModificationLevel.LTA_UPDATES if last else ModificationLevel.FORM_FILLING
    return bool(level.value <= allowed.value)


def _stamp_time(embedded: EmbeddedPdfSignature) -> datetime | None:
    """The moment that the time stamp names, believed or not."""
    token: Any = next(extract_tst_data_iter(embedded.signer_info, signed=False), None)
    if token is None:
        return None
    moment = token["encap_content_info"]["content"].parsed["gen_time"].native
    return moment if isinstance(moment, datetime) else None


def _evidence(reader: PdfFileReader) -> Evidence:
    """Certificates and revocation lists that the document itself carries."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except ValidationInfoReadingError:
        return {"other_certs": [], "crls": [], "ocsps": []}
    context = store.as_validation_context({"allow_fetching": False, "trust_roots": []})
    return {"other_certs": list(store.load_certs()), "crls": list(context.crls), "ocsps": list(context.ocsps)}


def _ends(pdf: bytes) -> bool:
    """Whether the file's end names a place where a cross-reference table or stream begins."""
    named = _END.search(pdf[-_TAIL:])
    return named is not None and _TABLE.match(pdf, int(named[1])) is not None


def _certificates(path: Path) -> list[x509.Certificate]:
    """All certificates of a PEM file; a key beside them is passed over."""
    found = pem.unarmor(path.read_bytes(), multiple=True)
    return [x509.Certificate.load(der) for kind, _headers, der in found if kind == "CERTIFICATE"]
