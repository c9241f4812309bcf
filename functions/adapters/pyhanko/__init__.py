"""Signatures in PDFs by pyHanko, which loads only when the first document is signed or checked."""

from __future__ import annotations

import threading
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from functions.domain.i18n import _
from functions.domain.signature import SignatureReport
from functions.ports import Clock, Signatory, Typesetter

if TYPE_CHECKING:
    from functions.adapters.pyhanko.signing import Signing
    from functions.adapters.pyhanko.verifying import Verification

ROOT_FILE = "root.pem"


class TestAuthoritySigner:
    """See :class:`functions.ports.Signer`. Keys of the folder's own test authority: no legal value."""

    test = True
    __test__ = False  # no test, though its name begins like one

    def __init__(self, folder: Path, clock: Clock, typesetter: Typesetter, tsa_url: str = "") -> None:
        self._folder = folder
        self._clock = clock
        self._typesetter = typesetter
        self._tsa_url = tsa_url
        self._lock = threading.Lock()

    def sign(self, pdf: bytes, by: Signatory, reason: str) -> bytes:
        """The same document with one more signature. Raises ``EffectFailed`` to be tried again."""
        with self._lock:
            signing = self._signing
        return signing.sign(pdf, by, reason)

    @cached_property
    def _signing(self) -> Signing:
        from functions.adapters.pyhanko.authority import LocalAuthority
        from functions.adapters.pyhanko.signing import Signing

        authority = LocalAuthority(self._folder, self._clock)
        return Signing(authority, self._clock, self._picture, self._tsa_url)

    def _picture(self, by: Signatory) -> bytes:
        data = {
            "kind": by.kind,
            "name": by.name,
            "signed": _("Đã ký số"),
            "test": _("Không có giá trị pháp lý"),
        }
        return self._typesetter.pdf("stamp", data)


class PdfVerifier:
    """See :class:`functions.ports.Verifier`.

    Trusts the certificates (PEM) in the folder ``roots``, and knows the test authority whose folder is
    ``test_authority`` as one without legal value.
    """

    def __init__(self, test_authority: Path, roots: Path | None, clock: Clock) -> None:
        self._test_root = test_authority / ROOT_FILE
        self._roots = roots
        self._clock = clock

    def verify(self, pdf: bytes) -> SignatureReport:
        """What holds and what does not. Raises ``Invalid`` for bytes that are no readable PDF."""
        return self._verification.report(pdf)

    @property
    def _verification(self) -> Verification:
        from functions.adapters.pyhanko.verifying import Verification

        return Verification(self._test_root, self._roots, self._clock)
