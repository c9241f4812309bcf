"""A verifier sees what holds of a signature and what does not, also where common viewers see nothing."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from pypdf import PdfReader, PdfWriter

from functions.adapters.clock import SetClock
from functions.adapters.pyhanko import PATIENCE, READER, PdfVerifier, TestAuthoritySigner
from functions.adapters.pyhanko.apart import Apart
from functions.adapters.pyhanko.authority import LocalAuthority
from functions.adapters.pyhanko.cms import CmsWriter
from functions.adapters.pyhanko.stamping import LocalStamper
from functions.adapters.typesetter import TypstTypesetter
from functions.domain.errors import Invalid, TooMany
from functions.domain.signature import SignatureCheck
from functions.services.verify import Checked, said
from tests.documents.by_hand import DAY, StrayStamper, issued, revoking, signed_by
from tests.documents.conftest import (
    AGENCY,
    PERSON,
    authority,
    clock,
    plain,
    signed,
    signer,
    subject,
    typesetter,
    verifier,
)
from tests.documents.forged import annotated, flipped, repainted, with_unsigned_field
from tests.documents.test_documents import run

__all__ = ["authority", "clock", "plain", "signed", "signer", "subject", "typesetter", "verifier"]

NOW = datetime(2026, 6, 9, 2, 0, tzinfo=UTC)
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def local(authority: Path, clock: SetClock) -> LocalAuthority:
    made = LocalAuthority(authority, clock)
    made.root()
    return made


def only(verifier: PdfVerifier, pdf: bytes) -> SignatureCheck:
    (signature,) = verifier.verify(pdf).signatures
    return signature


def told(verifier: PdfVerifier, pdf: bytes) -> Checked:
    return said(verifier.verify(pdf), VIETNAM)


def test_a_test_signature_is_sound_and_has_no_legal_value(verifier: PdfVerifier, signed: bytes) -> None:
    report = verifier.verify(signed)
    person, agency = report.signatures
    assert (person.signer, person.kind, person.position) == ("Lê Văn Bình", "person", "Phó Chủ tịch")
    assert (agency.signer, agency.kind) == ("Ủy ban nhân dân phường Cẩm Thành", "agency")
    assert person.stamped_at == agency.stamped_at == NOW
    assert all(one.sound and one.trust == "test" for one in report.signatures)
    checked = told(verifier, signed)
    assert checked.verdict == "test" and "không có giá trị pháp lý" in checked.title
    assert [(one.order, one.kind, one.at) for one in checked.signatures] == [
        (1, "cá nhân", "09/06/2026 09:00:00"),
        (2, "cơ quan", "09/06/2026 09:00:00"),
    ]


def test_a_signature_under_a_configured_root_is_valid(
    authority: Path, clock: SetClock, signed: bytes, tmp_path: Path
) -> None:
    roots = tmp_path / "roots"
    roots.mkdir()
    (roots / "goc.pem").write_bytes((authority / "root.pem").read_bytes())
    checked = told(PdfVerifier(tmp_path / "nowhere", roots, clock), signed)
    assert checked.verdict == "valid" and checked.title == "Chữ ký số hợp lệ"
    assert all(line.holds for line in checked.lines) and len(checked.lines) == 4
    assert "Bản in ra giấy không có giá trị như tệp gốc" in checked.advice


def test_another_installations_test_authority_is_nobody_here(
    clock: SetClock, signed: bytes, tmp_path: Path
) -> None:
    checked = told(PdfVerifier(tmp_path / "another", None, clock), signed)
    assert checked.verdict == "invalid"
    assert checked.lead.startswith("Không rõ nơi nào đã cấp chứng thư cho “Lê Văn Bình”")
    assert checked.report.signatures[0].intact, "the bytes are whole all the same"


@pytest.mark.parametrize("forge", [repainted, annotated, with_unsigned_field])
def test_an_addition_after_the_signatures_is_seen_though_viewers_call_them_valid(
    forge: Callable[[bytes], bytes], verifier: PdfVerifier, signed: bytes, tmp_path: Path
) -> None:
    pdf = forge(signed)
    (tmp_path / "a.pdf").write_bytes(pdf)
    assert run("pdfsig", str(tmp_path / "a.pdf")).count("Signature is Valid") == 2, "poppler sees nothing"
    report = verifier.verify(pdf)
    assert report.verdict == "invalid" and report.changed_after == "co-quan"
    assert all(one.intact for one in report.signatures)
    checked = told(verifier, pdf)
    assert checked.lead == "Tệp đã bị sửa sau khi ký lúc 09:00 ngày 09/06/2026."
    assert "Tải lại tệp gốc" in checked.advice
    assert "Có phần được thêm hoặc sửa trái phép sau chữ ký này" in checked.signatures[1].faults


def test_an_addition_between_two_signatures_is_seen(
    signer: TestAuthoritySigner, verifier: PdfVerifier, plain: bytes
) -> None:
    pdf = signer.sign(repainted(signer.sign(plain, PERSON, "Ký")), AGENCY, "Phát hành")
    report = verifier.verify(pdf)
    person, agency = report.signatures
    assert (person.covers_all, agency.covers_all, report.verdict) == (False, True, "invalid")


def test_a_flipped_bit_is_seen(verifier: PdfVerifier, signed: bytes) -> None:
    checked = told(verifier, flipped(signed))
    assert checked.verdict == "invalid" and not any(one.intact for one in checked.report.signatures)
    assert checked.lead == "Tệp đã bị sửa sau khi ký lúc 09:00 ngày 09/06/2026."


def test_every_byte_of_a_file_counts(
    verifier: PdfVerifier, signer: TestAuthoritySigner, plain: bytes
) -> None:
    pdf = signer.sign(plain, AGENCY, "Ký")
    gap = re.search(rb"/ByteRange \[\s*0 (\d+) (\d+) \d+\s*\]", pdf)
    assert gap is not None
    covered = [n for n in range(40, len(pdf), len(pdf) // 60) if not int(gap[1]) <= n < int(gap[2])]
    for place in covered:
        changed = pdf[:place] + bytes((pdf[place] ^ 0x04,)) + pdf[place + 1 :]
        try:
            verdict = verifier.verify(changed).verdict
        except Invalid:
            continue
        assert verdict in ("invalid", "unsigned"), place


def test_a_certificate_out_of_its_time_does_not_hold(
    local: LocalAuthority, verifier: PdfVerifier, plain: bytes
) -> None:
    gone = issued(local.root(), NOW - 900 * DAY, NOW - 10 * DAY)
    found = only(verifier, signed_by(plain, *gone))
    assert (found.certificate, found.trust, found.intact, found.stamp) == ("expired", "test", True, "none")
    assert "đã hết hạn lúc ký" in told(verifier, signed_by(plain, *gone)).lead
    to_come = issued(local.root(), NOW + DAY, NOW + 10 * DAY)
    assert only(verifier, signed_by(plain, *to_come)).certificate == "not_yet"


def test_a_stamp_lets_a_signature_outlive_its_certificate(
    authority: Path, clock: SetClock, typesetter: TypstTypesetter, plain: bytes, verifier: PdfVerifier
) -> None:
    pdf = TestAuthoritySigner(authority, clock, typesetter).sign(plain, AGENCY, "Ký")
    clock.advance(8 * 365 * DAY)
    assert verifier.verify(pdf).verdict == "test"


def test_without_a_stamp_the_signers_own_clock_proves_nothing(
    local: LocalAuthority, verifier: PdfVerifier, plain: bytes
) -> None:
    good = issued(local.root(), NOW - 10 * DAY, NOW + 900 * DAY)
    checked = told(verifier, signed_by(plain, *good))
    assert checked.verdict == "test" and not checked.signatures[0].proven
    assert [line.holds for line in checked.lines] == [True, None, None, None]
    assert checked.lines[3].text == "Không có dấu thời gian: giờ ký do người ký tự ghi"


def test_a_stamp_for_something_else_does_not_hold(
    local: LocalAuthority, clock: SetClock, verifier: PdfVerifier, plain: bytes
) -> None:
    token = LocalStamper(CmsWriter(local.stamper(), [local.root().der]), clock).token(b"something else")
    good = issued(local.root(), NOW - 10 * DAY, NOW + 900 * DAY)
    pdf = signed_by(plain, *good, stamper=StrayStamper(token))
    assert only(verifier, pdf).stamp == "broken"
    checked = told(verifier, pdf)
    assert checked.verdict == "invalid" and "Dấu thời gian của chữ ký không đúng" in checked.lead


def test_a_revoked_certificate_does_not_hold(
    local: LocalAuthority, verifier: PdfVerifier, plain: bytes
) -> None:
    certificate, key = issued(local.root(), NOW - 300 * DAY, NOW + 900 * DAY)
    pdf = revoking(signed_by(plain, certificate, key), local.root(), certificate, NOW - 20 * DAY)
    found = only(verifier, pdf)
    assert (found.certificate, found.intact, found.covers_all) == ("revoked", True, True)
    assert "đã bị thu hồi" in told(verifier, pdf).lead


def test_a_certificate_for_another_use_may_not_sign(
    local: LocalAuthority, verifier: PdfVerifier, plain: bytes
) -> None:
    usage = {"digital_signature": False, "content_commitment": False, "key_encipherment": True}
    pdf = signed_by(plain, *issued(local.root(), NOW - DAY, NOW + DAY, **usage))
    found = only(verifier, pdf)
    assert (found.sound, found.certificate, found.trust) == (False, "unfit", "test")
    assert "không dùng được để ký văn bản này" in told(verifier, pdf).lead


@pytest.mark.parametrize("pss", [True, False])
def test_rsa_signatures_of_others_are_read(
    pss: bool, local: LocalAuthority, verifier: PdfVerifier, plain: bytes
) -> None:
    key = rsa.generate_private_key(65537, 2048)
    good = issued(local.root(), NOW - DAY, NOW + 900 * DAY, key, name="Trần Thị Hương")
    found = only(verifier, signed_by(plain, *good, prefer_pss=pss))
    assert found.sound and found.signer == "Trần Thị Hương" and "RSA" in found.algorithm


def test_a_file_without_signatures_says_so(verifier: PdfVerifier, plain: bytes) -> None:
    checked = told(verifier, plain)
    assert (checked.verdict, checked.lines, checked.signatures) == ("unsigned", (), ())
    assert checked.title == "Tệp này không có chữ ký số"


def encrypted(pdf: bytes) -> bytes:
    writer, out = PdfWriter(clone_from=PdfReader(BytesIO(pdf))), BytesIO()
    writer.encrypt("mat-khau", algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda pdf: b"",
        lambda pdf: b"Khong phai PDF",
        lambda pdf: b"\x89PNG\r\n\x1a\n" + bytes(2000),
        lambda pdf: pdf[: len(pdf) // 3],
        lambda pdf: pdf[: len(pdf) - 40],
        lambda pdf: b"%PDF-1.7\n" + b"0" * (20 * 2**20),
        lambda pdf: b"%PDF-1.7\n" + b"0" * (20 * 2**20) + b"\nstartxref\n9\n%%EOF",
        lambda pdf: b"%PDF-1.7\nstartxref\n" + b"9" * 4000 + b"\n%%EOF",
        lambda pdf: b"%PDF-1.7\n" + b"[" * 200_000 + b"\nstartxref\n9\n%%EOF",
    ],
    ids=[
        "empty",
        "text",
        "picture",
        "a third",
        "cut at the end",
        "20 MB",
        "20 MB with an end",
        "no place",
        "deep",
    ],
)
def test_what_is_no_readable_pdf_is_told(
    spoil: Callable[[bytes], bytes], verifier: PdfVerifier, signed: bytes
) -> None:
    with pytest.raises(Invalid, match="không phải PDF, hoặc bị cắt cụt"):
        verifier.verify(spoil(signed))


def test_a_file_made_to_be_slow_costs_its_time_and_nobody_elses(
    authority: Path, clock: SetClock, signed: bytes
) -> None:
    place = signed.index(b"1 0 obj")
    slow = signed[:place] + b"1 0 obj\n" + b"0" * (20 * 2**20) + signed[place:]
    table = b"\nxref\n0 2\n0000000000 65535 f \n%010d 00000 n \ntrailer\n<< /Size 2 /Root 1 0 R >>\n" % place
    slow += table + b"startxref\n%d\n%%%%EOF" % (len(slow) + 1)
    reader = Apart(patience=1.0)
    hasty = PdfVerifier(authority, None, clock, reader)
    with pytest.raises(Invalid, match="quá phức tạp"):
        hasty.verify(slow)
    assert hasty.verify(signed).verdict == "test", "the next file is read as ever"
    reader.close()


def test_who_comes_while_a_slow_file_is_read_is_asked_to_come_again(
    authority: Path, clock: SetClock, signed: bytes
) -> None:
    reader = Apart(PATIENCE, queue=0.01)
    busy = PdfVerifier(authority, None, clock, reader)
    with reader._turn, pytest.raises(TooMany) as told_to_wait:
        busy.verify(signed)
    assert told_to_wait.value.retry_after > 0
    assert busy.verify(signed).verdict == "test"
    reader.close()


def test_a_reader_that_died_is_replaced(verifier: PdfVerifier, signed: bytes) -> None:
    verifier.verify(signed)
    child = READER._child
    assert child is not None
    child.kill()
    child.wait()
    assert verifier.verify(signed).verdict == "test"


def test_a_file_with_a_password_is_told_apart(verifier: PdfVerifier, plain: bytes) -> None:
    with pytest.raises(Invalid, match="có mật khẩu"):
        verifier.verify(encrypted(plain))


def test_a_large_signed_file_is_checked(
    signer: TestAuthoritySigner, verifier: PdfVerifier, plain: bytes
) -> None:
    writer, out = PdfWriter(clone_from=PdfReader(BytesIO(plain))), BytesIO()
    writer.add_attachment("lon.bin", bytes(range(256)) * (19 * 4096))
    writer.write(out)
    pdf = signer.sign(out.getvalue(), AGENCY, "Ký")
    assert len(pdf) > 19 * 2**20
    assert verifier.verify(pdf).verdict == "test"
    assert verifier.verify(flipped(pdf)).verdict == "invalid"


def test_no_name_of_a_certificate_enters_the_logs(
    clock: SetClock, signed: bytes, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        PdfVerifier(tmp_path / "another", None, clock).verify(signed)
        PdfVerifier(tmp_path / "another", None, clock).verify(flipped(signed))
    assert "Bình" not in caplog.text and "Cẩm Thành" not in caplog.text
