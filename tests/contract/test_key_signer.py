"""Signatures by real keys, in a hardware token and in KMS: others call them valid, and trouble says its mend."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from pkcs11 import exceptions as pkcs11_faults

from functions.adapters.aws.clients import Place
from functions.adapters.aws.kms import KmsSigningKeys
from functions.adapters.clock import SetClock
from functions.adapters.pyhanko import KeyHolder, KeySigner, PdfVerifier
from functions.adapters.pyhanko.token import HardwareToken
from functions.adapters.typesetter import TypstTypesetter
from functions.domain.errors import EffectFailed, Invalid
from functions.ports import Signatory
from tests.contract.key_holders import (
    MODULE,
    PIN,
    TOKEN,
    Certifier,
    Kept,
    configured,
    in_kms,
    in_token,
    init_token,
)
from tests.contract.stores import at_kms
from tests.contract.test_signer import StampService, stamp_service
from tests.documents.conftest import AGENCY, PERSON, authority, clock, plain, subject, typesetter
from tests.documents.test_documents import page_image, run, text_of
from tests.refusing_aws import refusing

__all__ = ["authority", "clock", "plain", "refusing", "stamp_service", "subject", "typesetter"]


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A software hardware token: the driver reads its settings from the environment."""
    folder = tmp_path_factory.mktemp("hsm")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(configured(folder)))
        init_token()
        yield folder
        pkcs11.lib(MODULE).finalize()


@pytest.fixture
def kept(tmp_path: Path, clock: SetClock, request: pytest.FixtureRequest) -> Kept:
    """A file of signing keys for the holder that a test names: ``token`` unless it says otherwise."""
    folder = tmp_path / "keys"
    folder.mkdir()
    in_cloud = (
        request.node.callspec.params.get("holder") == "kms" if hasattr(request.node, "callspec") else False
    )
    request.getfixturevalue("kms_endpoint" if in_cloud else "token")
    certifier = Certifier(clock.now())
    return Kept(folder, certifier, in_kms, "alias/") if in_cloud else Kept(folder, certifier, in_token)


def hardware(pin: str = PIN, label: str = TOKEN) -> HardwareToken:
    return HardwareToken(MODULE, label, pin)


@pytest.fixture
def signer(
    kept: Kept, clock: SetClock, typesetter: TypstTypesetter, stamp_service: StampService
) -> Iterator[Any]:
    """Opens a signer over a holder of keys; their sessions end with the test."""
    opened: list[HardwareToken] = []

    def open_one(holder: KeyHolder | None = None) -> KeySigner:
        holder = holder or hardware()
        if isinstance(holder, HardwareToken):
            opened.append(holder)
        return KeySigner(kept.path, holder, clock, typesetter, stamp_service.url)

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture
def verifier(kept: Kept, tmp_path: Path, authority: Path, clock: SetClock) -> PdfVerifier:
    """Trusts the certifier and the time stamps of the test."""
    roots = tmp_path / "roots"
    roots.mkdir()
    (roots / "ca.pem").write_bytes(kept.certifier.root_pem())
    pem = (tmp_path / "tsa" / "root.pem").read_text()
    (roots / "tsa.pem").write_text(pem[pem.index("-----BEGIN CERTIFICATE") :])
    return PdfVerifier(authority, roots, clock)


@pytest.mark.parametrize("algorithm", ["ecdsa", "rsa"])
@pytest.mark.parametrize("holder", ["token", "kms"])
def test_a_person_and_then_the_agency_sign_and_everybody_calls_it_valid(
    holder: str,
    algorithm: str,
    kept: Kept,
    signer: Any,
    plain: bytes,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    kept.certify(PERSON, "nguoi-ky", algorithm)
    kept.certify(AGENCY, "co-quan", algorithm)
    signing = signer(KmsSigningKeys(at_kms()) if holder == "kms" else None)
    pdf = signing.sign(signing.sign(plain, PERSON, "Ký kết quả"), AGENCY, "Phát hành")
    (tmp_path / "a.pdf").write_bytes(pdf)
    told = run("pdfsig", "-nocert", str(tmp_path / "a.pdf"))
    assert told.count("Signature is Valid") == 2 and told.count("ETSI.CAdES.detached") == 2, told
    report = request.getfixturevalue("verifier").verify(pdf)
    assert report.verdict == "valid" and signing.test is False
    assert [(one.signer, one.trust, one.stamp, one.revocation_known) for one in report.signatures] == [
        (PERSON.name, "trusted", "good", True),
        (AGENCY.name, "trusted", "good", True),
    ]
    assert ("RSA" in report.signatures[0].algorithm.upper()) == (algorithm == "rsa")
    assert text_of(pdf) == text_of(plain) and "giá trị pháp lý" not in run(
        "pdftotext", str(tmp_path / "a.pdf"), "-"
    )


def test_nobody_signs_with_anothers_key(kept: Kept, signer: Any, plain: bytes) -> None:
    kept.certify(AGENCY, "co-quan", "ecdsa")
    with pytest.raises(EffectFailed, match=f"names no key for the signatory {PERSON.id}: add one"):
        signer().sign(plain, PERSON, "Ký")


def test_a_key_that_is_not_the_certificates_is_found_out_before_anything_goes_out(
    kept: Kept, signer: Any, plain: bytes
) -> None:
    wrong = kept.certifier.certificate(AGENCY, in_token("khoa-khac", "ecdsa"))
    in_token("khoa-nay", "ecdsa")
    kept.add(AGENCY, "co-quan", "khoa-nay", wrong)
    with pytest.raises(EffectFailed, match="khoa-nay does not belong to the certificate"):
        signer().sign(plain, AGENCY, "Ký")


def test_a_wrong_pin_is_named_and_never_tried_twice(
    kept: Kept, signer: Any, plain: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.certify(AGENCY, "co-quan", "ecdsa")
    signing = signer(hardware(pin="000000"))
    with pytest.raises(EffectFailed, match=r"PIN of the token motcua is wrong.*pkcs11-pin"):
        signing.sign(plain, AGENCY, "Ký")
    monkeypatch.setattr("functions.adapters.pyhanko.token.pkcs11.lib", _never)
    with pytest.raises(EffectFailed, match="PIN of the token motcua is wrong") as caught:
        signing.sign(plain, AGENCY, "Ký")
    assert "000000" not in str(caught.value)


def _never(_module: str) -> Any:
    raise AssertionError("the token was asked again")


def test_a_locked_token_is_named_with_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    """SoftHSM never locks itself, so its driver is replaced by one that does."""

    class Locked:
        def reinitialize(self) -> None:
            pass

        def get_token(self, **_asked: str) -> Locked:
            return self

        def open(self, **_asked: str) -> None:
            raise pkcs11_faults.PinLocked

    monkeypatch.setattr("functions.adapters.pyhanko.token.pkcs11.lib", lambda _module: Locked())
    with pytest.raises(EffectFailed, match=r"refuses every PIN now.*administrator unlock it"):
        hardware().sign("k", "ecdsa", b"x")


def test_a_token_plugged_in_later_signs_without_a_restart(
    kept: Kept, signer: Any, plain: bytes, token: Path
) -> None:
    kept.certify(AGENCY, "co-quan", "ecdsa")
    signing = signer()
    away = token / "away"
    (token / "tokens").rename(away)
    (token / "tokens").mkdir()
    with pytest.raises(EffectFailed, match="There is no token motcua: plug it in"):
        signing.sign(plain, AGENCY, "Ký")
    shutil.rmtree(token / "tokens")
    away.rename(token / "tokens")
    assert signing.sign(plain, AGENCY, "Ký")


def test_a_lost_session_is_opened_anew(kept: Kept, signer: Any, plain: bytes) -> None:
    kept.certify(AGENCY, "co-quan", "ecdsa")
    signing = signer()
    signing.sign(plain, AGENCY, "Ký")
    pkcs11.lib(MODULE).reinitialize()  # every session of this process is gone with it
    assert signing.sign(plain, AGENCY, "Ký")


def test_missing_drivers_tokens_and_keys_are_each_named_with_the_mend(kept: Kept) -> None:
    for holder, said in (
        (HardwareToken("/khong/co.so", TOKEN, PIN), "correct MOTCUA_PKCS11_MODULE"),
        (hardware(label="khac"), "There is no token khac: plug it in, or correct MOTCUA_PKCS11_TOKEN"),
        (hardware(), "no private key labelled khong-co: correct MOTCUA_SIGNING_KEYS"),
    ):
        with pytest.raises(EffectFailed, match=said):
            holder.sign("khong-co", "ecdsa", b"x")
        holder.close()


def test_an_expired_certificate_is_named_and_a_new_one_serves_without_a_restart(
    kept: Kept, signer: Any, plain: bytes, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "functions")
    label, key = "khoa-het-han", in_token("khoa-het-han", "ecdsa")
    kept.add(AGENCY, "co-quan", label, kept.certifier.certificate(AGENCY, key, timedelta(days=60)))
    signing = signer()
    signing.sign(plain, AGENCY, "Ký")
    assert "certificate ends" not in caplog.text
    clock.advance(timedelta(days=40))
    signing.sign(plain, AGENCY, "Ký")
    signing.sign(plain, AGENCY, "Ký")
    assert caplog.text.count("signing certificate ends") == 1, "a warning a day"
    assert [who for who, _end in signing.keys.ending(clock.now())] == [AGENCY.id]
    clock.advance(timedelta(days=20))
    with pytest.raises(EffectFailed, match=r"ended on 2026-08-08: put the new one into signing-keys\.toml"):
        signing.sign(plain, AGENCY, "Ký")
    fresh = Certifier(clock.now())
    (kept.folder / "co-quan.pem").write_bytes(fresh.certificate(AGENCY, key))
    os.utime(kept.folder / "co-quan.pem", ns=(1, 1))
    assert signing.sign(plain, AGENCY, "Ký")


@pytest.mark.parametrize(
    ("code", "said"),
    [("DisabledException", "is disabled: enable it"), ("NotFoundException", "does not exist there")],
)
@pytest.mark.parametrize("holder", ["kms"])
def test_a_key_in_kms_that_does_not_serve_is_named_and_signing_waits(
    holder: str, kept: Kept, signer: Any, plain: bytes, refusing: Any, code: str, said: str
) -> None:
    kept.certify(AGENCY, "co-quan", "ecdsa")
    with pytest.raises(EffectFailed, match=f"The KMS key alias/co-quan-.* {said}"):
        signer(KmsSigningKeys(refusing(code).place)).sign(plain, AGENCY, "Ký")
    nowhere = Place("ap-southeast-1", "http://127.0.0.1:1", "test", "test", attempts=1)
    with pytest.raises(EffectFailed, match="KMS is away"):
        signer(KmsSigningKeys(nowhere)).sign(plain, AGENCY, "Ký")
    assert signer(KmsSigningKeys(at_kms())).sign(plain, AGENCY, "Ký")


@pytest.mark.parametrize(
    ("written", "where"),
    [
        ("[[key]\n", {"MOTCUA_SIGNING_KEYS"}),
        ("", {"MOTCUA_SIGNING_KEYS"}),
        ("pin = '1'\n[[key]]\nsignatory='a'\nkey='b'\ncertificate='co-quan.pem'\n", {"MOTCUA_SIGNING_KEYS"}),
        ("[[key]]\nsignatory = 'a'\n", {"key[0].key", "key[0].certificate"}),
        (
            "[[key]]\nsignatory='a'\nkey='b'\ncertificate='khong-co.pem'\nrevocation=['x.crl']\n"
            "[[key]]\nsignatory='a'\nlable='b'\ncertificate='Root.crl'\nkey='c'\n",
            {"key[0].certificate", "key[0].revocation", "key[1].lable"},
        ),
        (
            "[[key]]\nsignatory='a'\nkey='b'\ncertificate='co-quan.pem'\n" * 2,
            {"key[1]"},
        ),
    ],
    ids=["no TOML", "empty", "another name", "half an entry", "files and names", "twice"],
)
def test_a_file_of_signing_keys_that_does_not_hold_is_refused_with_every_fault(
    kept: Kept, signer: Any, written: str, where: set[str]
) -> None:
    kept.certify(AGENCY, "co-quan", "ecdsa")
    kept.path.write_text(written)
    with pytest.raises(Invalid) as caught:
        signer()
    assert {one.where for one in caught.value.faults} == where
    assert all(one.message for one in caught.value.faults)


def test_weak_keys_are_refused(kept: Kept, signer: Any) -> None:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    small = rsa.generate_private_key(65537, 1024)  # noqa: S505 - this is what is to be refused
    weak = small, ec.generate_private_key(ec.SECP384R1())
    for number, key in enumerate(weak):
        who = Signatory("agency", f"co-quan-{number}", "Cơ quan")
        kept.add(who, who.id, "k", kept.certifier.certificate(who, key.public_key()))
    with pytest.raises(Invalid) as caught:
        signer()
    assert [one.where for one in caught.value.faults] == ["key[0].certificate", "key[1].certificate"]


def test_a_file_that_breaks_while_the_portal_runs_makes_signing_wait(
    kept: Kept, signer: Any, plain: bytes
) -> None:
    kept.certify(AGENCY, "co-quan", "ecdsa")
    signing, whole = signer(), kept.path.read_text()
    kept.path.write_text("[[key]")
    with pytest.raises(EffectFailed, match="no TOML"):
        signing.sign(plain, AGENCY, "Ký")
    kept.path.write_text(whole)
    assert signing.sign(plain, AGENCY, "Ký")


def test_a_registered_seal_stands_on_the_page_as_it_is(
    kept: Kept, signer: Any, plain: bytes, typesetter: TypstTypesetter, tmp_path: Path
) -> None:
    kept.certify(AGENCY, "co-quan", "ecdsa")
    drawn = signer().sign(plain, AGENCY, "Ký")
    (kept.folder / "dau.pdf").write_bytes(
        typesetter.pdf("stamp", {"kind": "agency", "name": "DẤU", "signed": "X", "test": ""})
    )
    with kept.path.open("a") as file:
        file.write('picture = "dau.pdf"\n')
    sealed = signer().sign(plain, AGENCY, "Ký")
    assert page_image(sealed, tmp_path, 72).tobytes() != page_image(drawn, tmp_path, 72).tobytes()
    (kept.folder / "dau.pdf").write_bytes(b"GIF89a")
    with pytest.raises(Invalid) as caught:
        signer()
    assert [one.where for one in caught.value.faults] == ["key[0].picture"]
