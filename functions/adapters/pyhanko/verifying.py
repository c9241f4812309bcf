"""Judging signatures: bytes, additions after signing, chain, revocation, time stamp. Nothing is fetched.

The time that counts for a certificate is that of a time stamp which holds; without one it is now, because the
signer's own clock proves nothing. Of what came after a signature only this is lawful: later signatures with
their pictures, and data for checking them. After the last signature nothing may come but such data: common
viewers pass an incremental update that repaints the page, because the signed bytes below it are untouched.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn

from asn1crypto import pem, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate, AdESSubIndic
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

from functions.domain.errors import Invalid
from functions.domain.i18n import _
from functions.domain.signature import CertificateState, SignatureCheck, SignatureReport, StampState, Trust
from functions.ports import Clock

# Both log the names in certificates that they could not follow; nobody's name goes into our logs.
for _library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_library).setLevel(logging.CRITICAL + 1)

_USAGE = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)
_STATES: dict[AdESSubIndic, CertificateState] = {
    AdESIndeterminate.EXPIRED: "expired",
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: "expired",
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: "expired",
    AdESIndeterminate.REVOKED_NO_POE: "revoked",
    AdESIndeterminate.REVOKED_CA_NO_POE: "revoked",
    AdESIndeterminate.NOT_YET_VALID: "not_yet",
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: "unfit",
}


class Verification:
    """Verifies against one set of roots."""

    def __init__(self, test_root: Path, roots: Path | None, clock: Clock) -> None:
        self._test = _certificates(test_root) if test_root.exists() else []
        self._trusted = (
            [one for file in sorted(roots.glob("*.pem")) for one in _certificates(file)] if roots else []
        )
        self._clock = clock

    def report(self, pdf: bytes) -> SignatureReport:
        """Raises :class:`Invalid` for bytes that are no PDF which can be read without a password."""
        try:
            reader = PdfFileReader(BytesIO(pdf), strict=False)
            if reader.encrypted:
                raise Invalid(_("Tệp này có mật khẩu nên không đọc được chữ ký. Bỏ mật khẩu rồi thử lại."))
            signatures = reader.embedded_regular_signatures
            evidence = _evidence(reader)
        except Invalid:
            raise
        except Exception as error:  # a hostile file may break the reader anywhere; it never breaks the page
            _unreadable(error)
        checks = [
            self._check(one, evidence, last=number == len(signatures))
            for number, one in enumerate(signatures, 1)
        ]
        changed = [name for name, one in checks if not one.covers_all]
        return SignatureReport(
            signatures=tuple(one for _name, one in checks),
            checked_at=self._clock.now(),
            changed_after=changed[-1] if changed else "",
        )

    def _check(
        self, embedded: EmbeddedPdfSignature, evidence: dict[str, Any], *, last: bool
    ) -> tuple[str, SignatureCheck]:
        try:
            return embedded.field_name, self._judged(embedded, evidence, last)
        except Exception:  # as above: what cannot be judged does not hold
            name = str(embedded.sig_object.get("/Name", "")) or _("Không rõ")
            return embedded.field_name, SignatureCheck(signer=name, intact=False, trust="unknown")

    def _judged(self, embedded: EmbeddedPdfSignature, evidence: dict[str, Any], last: bool) -> SignatureCheck:
        status = self._status(embedded, evidence, self._clock.now())
        token = status.timestamp_validity
        stamp = _stamp_state(token)
        if token is not None and stamp == "good":
            status = self._status(embedded, evidence, token.timestamp)
        subject = embedded.signer_cert.subject.native
        name = str(subject.get("common_name") or _("Không rõ"))
        organisation = str(subject.get("organization_name") or "")
        return SignatureCheck(
            signer=name,
            kind="agency" if name == organisation else "person",
            position=str(subject.get("title") or ""),
            organisation="" if name == organisation else organisation,
            issuer=str(embedded.signer_cert.issuer.native.get("common_name") or ""),
            algorithm=f"{status.pkcs7_signature_mechanism}, {status.md_algorithm}".upper(),
            signed_at=status.signer_reported_dt,
            stamped_at=token.timestamp if token is not None else None,
            intact=bool(status.intact and status.valid),
            trust=self._trust(embedded, status, evidence),
            certificate=_state(status),
            stamp=stamp,
            covers_all=_covers_all(status, last),
        )

    def _status(
        self, embedded: EmbeddedPdfSignature, evidence: dict[str, Any], moment: datetime
    ) -> PdfSignatureStatus:
        contexts = self._context(evidence, moment), self._context(evidence, _stamp_time(embedded) or moment)
        try:
            return validate_pdf_signature(embedded, *contexts, key_usage_settings=_USAGE)
        except Exception:  # what was signed may be too broken to compare; then nothing after it is lawful
            return validate_pdf_signature(embedded, *contexts, key_usage_settings=_USAGE, skip_diff=True)

    def _context(self, evidence: dict[str, Any], moment: datetime) -> ValidationContext:
        return ValidationContext(
            trust_roots=[*self._test, *self._trusted],
            moment=moment,
            allow_fetching=False,
            revocation_mode="soft-fail",
            retroactive_revinfo=True,
            **evidence,
        )

    def _trust(
        self, embedded: EmbeddedPdfSignature, status: PdfSignatureStatus, evidence: dict[str, Any]
    ) -> Trust:
        """Where the chain ends. One that failed for its dates alone is followed within its dates."""
        path = status.validation_path
        if path is None:
            within = embedded.signer_cert.not_valid_after - timedelta(seconds=2)
            certificates = {"other_certs": evidence["other_certs"]}
            path = self._status(embedded, certificates, within).validation_path
        if path is None:
            return "unknown"
        anchor = path.first.dump()
        if any(anchor == one.dump() for one in self._trusted):
            return "trusted"
        return "test" if any(anchor == one.dump() for one in self._test) else "unknown"


def _state(status: PdfSignatureStatus) -> CertificateState:
    if status.revoked:
        return "revoked"
    problem = status.trust_problem_indic
    return _STATES.get(problem, "good") if problem is not None else "good"


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


def _evidence(reader: PdfFileReader) -> dict[str, Any]:
    """Certificates and revocation lists that the document itself carries."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except ValidationInfoReadingError:
        return {"other_certs": []}
    context = store.as_validation_context({"allow_fetching": False, "trust_roots": []})
    return {"other_certs": list(store.load_certs()), "crls": list(context.crls), "ocsps": list(context.ocsps)}


def _unreadable(error: Exception) -> NoReturn:
    text = _("Tệp này không phải PDF, hoặc bị cắt cụt, hỏng. Tải lại tệp gốc rồi thử lần nữa.")
    raise Invalid(text) from (error if isinstance(error, PdfError) else None)


def _certificates(path: Path) -> list[x509.Certificate]:
    """All certificates of a PEM file; a key beside them is passed over."""
    found = pem.unarmor(path.read_bytes(), multiple=True)
    return [x509.Certificate.load(der) for kind, _headers, der in found if kind == "CERTIFICATE"]
