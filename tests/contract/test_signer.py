"""A signer puts on signatures that others call valid, with a trusted time, one after the other."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms, tsp
from cryptography import x509
from PIL import ImageChops
from pyhanko.pdf_utils.reader import PdfFileReader

from functions.adapters.clock import SetClock
from functions.adapters.pyhanko import PdfVerifier, TestAuthoritySigner
from functions.adapters.pyhanko.authority import LocalAuthority
from functions.adapters.pyhanko.cms import TST_INFO, CmsWriter, stamp_info
from functions.adapters.typesetter import TypstTypesetter
from functions.domain.errors import EffectFailed, Invalid
from functions.ports import Signatory
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
from tests.documents.test_documents import page_image, run, text_of

__all__ = ["authority", "clock", "plain", "signed", "signer", "subject", "typesetter", "verifier"]

NOW = datetime(2026, 6, 9, 2, 0, tzinfo=UTC)


def signature_of(pdf: bytes, number: int) -> Any:
    return PdfFileReader(BytesIO(pdf)).embedded_signatures[number]


def signed_bytes(pdf: bytes, number: int) -> bytes:
    """What a signature covers."""
    first, length, second, rest = signature_of(pdf, number).byte_range
    return pdf[first : first + length] + pdf[second : second + rest]


def test_poppler_calls_both_signatures_valid(signed: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(signed)
    told = run("pdfsig", str(tmp_path / "a.pdf"))
    assert told.count("Signature is Valid") == 2, told
    assert told.count("ETSI.CAdES.detached") == 2 and told.count("SHA-256") == 2
    assert told.index("Lê Văn Bình") < told.index("Ủy ban nhân dân phường Cẩm Thành,OU")
    assert "Total document signed" in told


@pytest.mark.parametrize("number", [0, 1])
def test_openssl_calls_signature_and_time_stamp_valid(
    signed: bytes, authority: Path, tmp_path: Path, number: int
) -> None:
    embedded = signature_of(signed, number)
    root = authority / "root.pem"
    (tmp_path / "content").write_bytes(signed_bytes(signed, number))
    (tmp_path / "signature").write_bytes(cms.ContentInfo.load(embedded.pkcs7_content).dump())
    at = str(int(NOW.timestamp()) + 60)
    command = [
        "openssl",
        "cms",
        "-verify",
        "-cades",
        "-binary",
        "-inform",
        "DER",
        "-attime",
        at,
        "-purpose",
        "any",
    ]
    command += ["-in", str(tmp_path / "signature"), "-content", str(tmp_path / "content")]
    done = subprocess.run(
        [*command, "-CAfile", str(root), "-out", "/dev/null"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0 and "Verification successful" in done.stderr, done.stderr

    (stamp,) = embedded.signer_info["unsigned_attrs"]
    (tmp_path / "token").write_bytes(stamp["values"][0].dump())
    (tmp_path / "stamped").write_bytes(embedded.signer_info["signature"].native)
    command = ["openssl", "ts", "-verify", "-token_in", "-attime", at, "-in", str(tmp_path / "token")]
    command += ["-data", str(tmp_path / "stamped"), "-CAfile", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert "Verification: OK" in done.stdout, done.stderr


def test_a_signature_names_time_reason_and_signer_and_carries_what_checks_it_later(signed: bytes) -> None:
    person, agency = PdfFileReader(BytesIO(signed)).embedded_signatures
    assert (person.sig_object["/Name"], person.sig_object["/Reason"]) == ("Lê Văn Bình", "Ký kết quả")
    assert str(agency.sig_object["/M"]).startswith("D:20260609090000+07")
    store = PdfFileReader(BytesIO(signed)).root["/DSS"]
    assert len(store["/Certs"]) == 4 and len(store["/CRLs"]) >= 1  # person, agency, stamper, root
    assert b"<pdfaid:part>2</pdfaid:part>" in signed


def test_pictures_stand_where_the_decree_wants_them(
    signed: bytes, plain: bytes, tmp_path: Path, typesetter: TypstTypesetter
) -> None:
    before, after = page_image(plain, tmp_path, 72), page_image(signed, tmp_path, 72)

    def inked(channel: int) -> tuple[int, int, int, int]:
        """The rectangle that new ink of one colour fills."""
        added = ImageChops.difference(before, after).convert("L").point(lambda value: 255 if value else 0)
        bands = after.split()
        over = ImageChops.subtract(bands[channel], bands[2 - channel]).point(lambda v: 255 if v > 60 else 0)
        box = ImageChops.multiply(added, over).getbbox()
        assert box is not None
        return box

    red, blue = inked(0), inked(2)
    millimetres = 25.4 / 72
    assert 24 < (red[3] - red[1]) * millimetres < 31, "the seal has nearly its real size"
    assert red[0] < blue[0] and red[1] < blue[1] and blue[3] < red[3], "the seal stands left of the signature"
    assert red[0] > after.width / 2 - 20, "the seal belongs to the right half of the page"
    assert text_of(signed) == text_of(plain), "a signature adds no words to the page itself"


def test_a_file_without_a_place_is_signed_without_a_picture(
    signer: TestAuthoritySigner, verifier: PdfVerifier, typesetter: TypstTypesetter
) -> None:
    stamp = {"kind": "agency", "name": "Mẫu", "signed": "Đã ký số", "test": "Thử"}
    pdf = signer.sign(typesetter.pdf("stamp", stamp), AGENCY, "Ký")
    assert verifier.verify(pdf).verdict == "test"


def test_several_people_may_sign(signer: TestAuthoritySigner, verifier: PdfVerifier, plain: bytes) -> None:
    people = [Signatory("person", f"cb-{n}", f"Người Ký {n}", "Ủy viên", "Hội đồng") for n in range(3)]
    pdf = plain
    for one in people:
        pdf = signer.sign(pdf, one, "Đồng ý")
    report = verifier.verify(pdf)
    assert [one.signer for one in report.signatures] == ["Người Ký 0", "Người Ký 1", "Người Ký 2"]
    assert report.verdict == "test"


def test_after_a_restart_the_authority_is_the_same(
    signer: TestAuthoritySigner,
    verifier: PdfVerifier,
    authority: Path,
    clock: SetClock,
    plain: bytes,
    typesetter: TypstTypesetter,
) -> None:
    before = signer.sign(plain, PERSON, "Ký")
    files = {path.name: path.read_bytes() for path in authority.iterdir()}
    again = TestAuthoritySigner(authority, clock, typesetter).sign(before, PERSON, "Ký")
    assert {path.name: path.read_bytes() for path in authority.iterdir()} == files
    assert verifier.verify(again).verdict == "test"


def test_processes_that_start_together_make_one_authority(authority: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from functions.adapters.pyhanko.authority import LocalAuthority\n"
        "from functions.adapters.clock import SystemClock\n"
        "print(LocalAuthority(pathlib.Path(sys.argv[1]), SystemClock()).stamper().der.hex())\n"
    )
    root = Path(__file__).parents[2]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(authority)], stdout=subprocess.PIPE, text=True, cwd=root
        )
        for _n in range(4)
    ]
    told = [process.communicate(timeout=60)[0] for process in started]
    assert len(set(told)) == 1 and told[0].strip()
    assert sorted(path.name for path in authority.iterdir()) == ["root.pem", "stamper.pem"]


def test_keys_are_for_their_owner_alone_and_file_names_say_nothing(
    signed: bytes, authority: Path, clock: SetClock, typesetter: TypstTypesetter, plain: bytes
) -> None:
    assert signed
    assert authority.stat().st_mode & 0o777 == 0o700
    for path in authority.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
        assert re.fullmatch(r"(root|stamper|[0-9a-f]{64})\.pem", path.name)
    (authority / "root.pem").chmod(0o644)
    with pytest.raises(Invalid, match="chmod 600"):
        TestAuthoritySigner(authority, clock, typesetter).sign(plain, PERSON, "Ký")


def test_a_broken_key_file_is_named_and_not_replaced(
    authority: Path, clock: SetClock, signer: TestAuthoritySigner, plain: bytes, typesetter: TypstTypesetter
) -> None:
    signer.sign(plain, PERSON, "Ký")
    broken = authority / "stamper.pem"
    broken.write_bytes(b"-----BEGIN PRIVATE KEY-----\nkhong phai\n")
    with pytest.raises(Invalid, match=r"stamper\.pem"):
        TestAuthoritySigner(authority, clock, typesetter).sign(plain, PERSON, "Ký")
    assert broken.read_bytes().endswith(b"khong phai\n")


def test_everybody_has_a_key_of_their_own_that_follows_name_and_position(
    authority: Path, clock: SetClock
) -> None:
    local = LocalAuthority(authority, clock)
    promoted = Signatory("person", PERSON.id, PERSON.name, "Chủ tịch", PERSON.organisation)
    keys = {local.of(one).der for one in (PERSON, AGENCY, promoted)}
    assert len(keys) == 3
    assert local.of(PERSON).der == local.of(PERSON).der


def test_a_certificate_is_renewed_when_its_time_is_over(authority: Path, clock: SetClock) -> None:
    local = LocalAuthority(authority, clock)
    before = local.of(PERSON).certificate
    clock.advance(timedelta(days=6 * 365))
    after = local.of(PERSON).certificate
    assert after.serial_number != before.serial_number
    assert after.not_valid_before_utc <= clock.now() < after.not_valid_after_utc
    assert local.root().certificate == LocalAuthority(authority, clock).root().certificate


@pytest.mark.filterwarnings("ignore:Attribute's length")
def test_long_names_fit_into_certificates(
    signer: TestAuthoritySigner, verifier: PdfVerifier, plain: bytes
) -> None:
    name = "Ủy ban nhân dân " + "rất dài " * 30
    report = verifier.verify(signer.sign(plain, Signatory("agency", "x", name, "", name), "Ký"))
    assert report.verdict == "test" and report.signatures[0].kind == "agency"
    assert report.signatures[0].signer == name[:64].strip()


def test_what_cannot_be_signed_is_told(signer: TestAuthoritySigner) -> None:
    for data in (b"", b"khong phai PDF", b"%PDF-1.7\n"):
        with pytest.raises(EffectFailed):
            signer.sign(data, AGENCY, "Ký")


class StampService:
    """A time-stamp service over HTTP, with an authority of its own, that may also misbehave."""

    def __init__(self, folder: Path) -> None:
        self.authority = LocalAuthority(folder, SetClock(NOW))
        self.spoil: Callable[[bytes], bytes] = lambda answer: answer
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = self.rfile.read(int(self.headers["Content-Length"]))
                assert self.headers["Content-Type"] == "application/timestamp-query"
                answer = service.spoil(service.answer(tsp.TimeStampReq.load(asked)))
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/tsa"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, asked: tsp.TimeStampReq) -> bytes:
        writer = CmsWriter(self.authority.stamper(), [self.authority.root().der])
        digest = asked["message_imprint"]["hashed_message"].native
        plain = tsp.TSTInfo.load(stamp_info("1.2.3", digest, 7, NOW, writer.name))
        fields = {
            name: plain[name]
            for name in ("version", "policy", "message_imprint", "serial_number", "gen_time")
        }
        info = tsp.TSTInfo({**fields, "nonce": asked["nonce"].native}).dump()
        token = writer.signed(TST_INFO, hashlib.sha256(info).digest(), content=info)
        status = {"status": {"status": "granted"}, "time_stamp_token": tsp.ContentInfo.load(token)}
        return bytes(tsp.TimeStampResp(status).dump())


@pytest.fixture
def stamp_service(tmp_path: Path) -> Iterator[StampService]:
    service = StampService(tmp_path / "tsa")
    yield service
    service.server.shutdown()
    service.server.server_close()


def test_a_real_time_stamp_service_may_stamp(
    stamp_service: StampService,
    authority: Path,
    clock: SetClock,
    typesetter: TypstTypesetter,
    plain: bytes,
    tmp_path: Path,
) -> None:
    pdf = TestAuthoritySigner(authority, clock, typesetter, stamp_service.url).sign(plain, AGENCY, "Ký")
    roots = tmp_path / "roots"
    roots.mkdir()
    pem = (tmp_path / "tsa" / "root.pem").read_text()
    (roots / "tsa.pem").write_text(pem[pem.index("-----BEGIN CERTIFICATE") :])
    (signature,) = PdfVerifier(authority, roots, clock).verify(pdf).signatures
    assert (signature.stamp, signature.stamped_at, signature.trust) == ("good", NOW, "test")
    (signature,) = PdfVerifier(authority, None, clock).verify(pdf).signatures
    assert (signature.stamp, signature.sound) == ("unknown", True), "a stamp of nobody we know proves no time"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda answer: b"",
        lambda answer: answer[: len(answer) // 2],
        lambda answer: b"<html>Bad gateway</html>",
        lambda answer: tsp.TimeStampResp({"status": {"status": "rejection"}}).dump(),
    ],
    ids=["empty", "cut off", "a page", "a rejection"],
)
def test_a_stamp_that_does_not_come_leaves_the_document_to_be_signed_later(
    spoil: Callable[[bytes], bytes],
    stamp_service: StampService,
    authority: Path,
    clock: SetClock,
    typesetter: TypstTypesetter,
    plain: bytes,
) -> None:
    signer = TestAuthoritySigner(authority, clock, typesetter, stamp_service.url)
    stamp_service.spoil = spoil
    with pytest.raises(EffectFailed):
        signer.sign(plain, AGENCY, "Ký")
    stamp_service.spoil = lambda answer: answer
    assert signer.sign(plain, AGENCY, "Ký")


def test_a_stamp_service_that_is_away_is_a_failure_to_be_tried_again(
    authority: Path, clock: SetClock, typesetter: TypstTypesetter, plain: bytes
) -> None:
    signer = TestAuthoritySigner(authority, clock, typesetter, "http://127.0.0.1:1/tsa")
    with pytest.raises(EffectFailed):
        signer.sign(plain, AGENCY, "Ký")


def test_signatures_of_threads_do_not_mix(
    signer: TestAuthoritySigner, verifier: PdfVerifier, plain: bytes
) -> None:
    people = [Signatory("person", f"cb-{n}", f"Người Ký {n}") for n in range(6)]
    done: dict[int, bytes] = {}

    def sign(number: int) -> None:
        done[number] = signer.sign(plain, people[number], "Ký")

    threads = [threading.Thread(target=sign, args=(n,)) for n in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    for number, pdf in done.items():
        (signature,) = verifier.verify(pdf).signatures
        assert (signature.signer, signature.sound) == (f"Người Ký {number}", True)
    assert len(done) == 6


def test_importing_the_adapters_loads_neither_pyhanko_nor_typst() -> None:
    program = (
        "import sys, functions.bootstrap\n"
        "heavy = {'pyhanko', 'typst', 'segno', 'asn1crypto', 'pyhanko_certvalidator'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60, cwd=Path(__file__).parents[2])


def test_the_root_says_that_it_has_no_legal_value(signed: bytes, authority: Path) -> None:
    assert signed
    root = x509.load_pem_x509_certificate((authority / "root.pem").read_bytes())
    assert "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ" in root.subject.rfc4514_string()
