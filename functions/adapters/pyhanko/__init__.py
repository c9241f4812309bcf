"""Signatures in PDFs by pyHanko, which loads only when the first document is signed or checked."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from functions.adapters.pyhanko.apart import TOO_MANY, TOO_SLOW, Apart
from functions.domain.errors import Fault, Invalid, TooMany
from functions.domain.i18n import _
from functions.domain.signature import SignatureReport
from functions.ports import UNMEASURED, Clock, Measures, Signatory, Typesetter

if TYPE_CHECKING:
    from functions.adapters.pyhanko.signing import Signing

ROOT_FILE = "root.pem"
PATIENCE = 10.0
"""Seconds for reading one file. One with two signatures takes a quarter of a second."""
BUSY_FOR = 10
"""Seconds after which to try again when files of others are being read."""
READER = Apart(PATIENCE)
"""The one of this process. It starts with the first file, and ends with its parent."""


class _Prepared(ABC):
    """Signs with what is loaded at the first signature: threads that come together load it once."""

    _lock: threading.Lock

    @property
    @abstractmethod
    def _signing(self) -> Signing: ...

    def sign(self, pdf: bytes, by: Signatory, reason: str) -> bytes:
        """The same document with one more signature. Raises ``EffectFailed`` to be tried again."""
        with self._lock:
            signing = self._signing
        return signing.sign(pdf, by, reason)


class TestAuthoritySigner(_Prepared):
    """See :class:`functions.ports.Signer`. Keys of the folder's own test authority: no legal value."""

    test = True
    __test__ = False  # no test, though its name begins like one

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        typesetter: Typesetter,
        tsa_url: str = "",
        measures: Measures = UNMEASURED,
    ) -> None:
        self._measures = measures
        self._folder = folder
        self._clock = clock
        self._typesetter = typesetter
        self._tsa_url = tsa_url
        self._lock = threading.Lock()

    @cached_property
    def _signing(self) -> Signing:
        from functions.adapters.pyhanko.authority import LocalAuthority
        from functions.adapters.pyhanko.cms import CmsWriter
        from functions.adapters.pyhanko.signing import Signing
        from functions.adapters.pyhanko.stamping import HttpStamper, LocalStamper, Stamper

        authority = LocalAuthority(self._folder, self._clock)
        root, stamp = authority.root().der, authority.stamper()
        here = LocalStamper(CmsWriter(stamp, [root]), self._clock)
        stamper: Stamper = HttpStamper(self._tsa_url, self._measures) if self._tsa_url else here
        return Signing(authority, self._clock, self._picture, stamper, (root, stamp.der))

    def _picture(self, by: Signatory) -> bytes:
        return _picture(self._typesetter, by, test=True)


class KeyHolder(Protocol):
    """Who holds private keys: a hardware token, or KMS."""

    def sign(self, key: str, algorithm: str, data: bytes) -> bytes:
        """The bare signature over data: ECDSA as DER or RSA by PKCS #1 v1.5, both with SHA-256.

        Raises ``EffectFailed``, saying what an operator has to mend.
        """


class KeySigner(_Prepared):
    """See :class:`functions.ports.Signer`. Real keys, each with the certificate that a file names."""

    test = False

    def __init__(
        self,
        keys: Path,
        holder: KeyHolder,
        clock: Clock,
        typesetter: Typesetter,
        tsa_url: str,
        measures: Measures = UNMEASURED,
    ) -> None:
        """Raises ``Invalid`` naming every fault of the file ``keys``."""
        from functions.adapters.pyhanko.signing_keys import SigningKeys

        self._measures = measures
        self.keys = SigningKeys(keys)
        self._holder = holder
        self._clock = clock
        self._typesetter = typesetter
        self._tsa_url = tsa_url
        self._lock = threading.Lock()

    @cached_property
    def _signing(self) -> Signing:
        from functions.adapters.pyhanko.keyed import KeyedAuthority
        from functions.adapters.pyhanko.signing import Signing
        from functions.adapters.pyhanko.stamping import HttpStamper

        authority = KeyedAuthority(self.keys, self._holder, self._clock)
        stamper = HttpStamper(self._tsa_url, self._measures)
        return Signing(authority, self._clock, self._picture, stamper)

    def _picture(self, by: Signatory) -> bytes:
        given = self.keys.of(by.id, self._clock.now()).picture
        return given or _picture(self._typesetter, by, test=False)


def _picture(typesetter: Typesetter, by: Signatory, *, test: bool) -> bytes:
    """What stands on the page: as the decree wants it, and that a test is one."""
    words = _("Không có giá trị pháp lý") if test else ""
    data = {"kind": by.kind, "name": by.name, "signed": _("Đã ký số"), "test": words}
    return typesetter.pdf("stamp", data)


class PdfVerifier:
    """See :class:`functions.ports.Verifier`.

    Trusts the certificates (PEM) in the folder ``roots``, and knows the test authority whose folder is
    ``test_authority`` as one without legal value. Files come from strangers: a process apart reads them.
    """

    def __init__(
        self, test_authority: Path, roots: Path | None, clock: Clock, apart: Apart | None = None
    ) -> None:
        self._test_root = test_authority / ROOT_FILE
        self._roots = roots
        self._clock = clock
        self._apart = apart or READER

    def verify(self, pdf: bytes) -> SignatureReport:
        """What holds and what does not.

        Raises ``Invalid`` for bytes that are no PDF which can be read without a password and in reasonable
        time, ``TooMany`` while the files of others are being read.
        """
        answer = self._apart.report(pdf, self._clock.now(), self._test_root, self._roots)
        if "report" in answer:
            return SignatureReport.model_validate(answer["report"])
        reason = answer["reason"]
        if reason == TOO_MANY:
            text = _("Đang kiểm tra tệp của nhiều người khác. Thử lại sau {seconds} giây.")
            raise TooMany(text.format(seconds=BUSY_FOR), BUSY_FOR)
        sentence = _sentence(reason)
        raise Invalid(sentence, [Fault("tep", reason, sentence)])


def _sentence(reason: str) -> str:
    return {
        "encrypted": _("Tệp này có mật khẩu nên không đọc được chữ ký. Bỏ mật khẩu rồi thử lại."),
        TOO_SLOW: _("Tệp này quá phức tạp nên không kiểm tra được. Tải lại tệp gốc rồi thử lần nữa."),
    }.get(reason) or _("Tệp này không phải PDF, hoặc bị cắt cụt, hỏng. Tải lại tệp gốc rồi thử lần nữa.")
