"""A whole installation on production's parts: keys in KMS or hardware, secrets from where operators keep them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pkcs11
import pytest

from functions.adapters.aws.clients import Place, client
from functions.adapters.clock import SetClock
from functions.bootstrap import World
from functions.domain.errors import Invalid
from functions.ports import Signatory
from functions.services.submit import SentCase
from functions.services.track import document_of
from functions.settings import Settings
from tests.contract.key_holders import MODULE, PIN, TOKEN, Certifier, Kept, configured, in_token, init_token
from tests.contract.test_signer import StampService
from tests.effects.made import go, issued, send, work
from tests.messages.conftest import OpenWith
from tests.services.made import HOME

OFFICE = Signatory("agency", HOME, "Ủy ban nhân dân phường Cẩm Thành")


@pytest.fixture
def hardware(tmp_path: Path, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Settings for a hardware token that holds the agency's key, with a PIN among the secrets."""
    monkeypatch.setenv("SOFTHSM2_CONF", str(configured(tmp_path / "hsm")))
    init_token()
    certifier, folder = Certifier(clock.now()), tmp_path / "keys"
    folder.mkdir()
    kept = Kept(folder, certifier, in_token)
    kept.certify(OFFICE, "co-quan", "ecdsa")
    stamps, roots = StampService(tmp_path / "tsa"), tmp_path / "roots"
    stamps.authority = type(stamps.authority)(tmp_path / "tsa", clock)
    roots.mkdir()
    (roots / "ca.pem").write_bytes(certifier.root_pem())
    pin = tmp_path / "secrets" / "pkcs11-pin"
    pin.parent.mkdir()
    pin.write_text(PIN)
    pin.chmod(0o600)
    yield {
        "signing": "pkcs11",
        "signing_keys": kept.path,
        "pkcs11_module": MODULE,
        "pkcs11_token": TOKEN,
        "secrets_folder": pin.parent,
        "signature_roots": roots,
        "tsa_url": stamps.url,
    }
    pkcs11.lib(MODULE).finalize()
    stamps.server.shutdown()
    stamps.server.server_close()


def received(world: World) -> SentCase:
    sent = send(world)
    go(world, sent, "receive")
    work(world)
    return sent


def test_what_a_case_issues_is_signed_in_hardware_and_is_no_test(
    open_with: OpenWith, hardware: dict[str, Any]
) -> None:
    world = open_with(**hardware)
    world.complete()
    sent = received(world)
    (document, *_more) = issued(world, sent)
    _kind, pdf = document_of(world.cases.load(sent.case_id), world.blobs, document["id"])
    report = world.verifier.verify(pdf)
    assert [(one.signer, one.trust, one.intact) for one in report.signatures] == [
        (OFFICE.name, "trusted", True)
    ]


def test_with_a_wrong_pin_documents_wait_and_are_signed_once_it_is_right(
    open_with: OpenWith, hardware: dict[str, Any], clock: SetClock
) -> None:
    pin = hardware["secrets_folder"] / "pkcs11-pin"
    pin.write_text("000000")
    world = open_with(**hardware)
    sent = received(world)
    assert issued(world, sent) == []
    assert world.store.outbox.counts()["pending"] > 0
    world.close()
    pin.write_text(PIN)
    again = open_with(**hardware)
    clock.advance(timedelta(hours=3))
    work(again)
    assert issued(again, sent)


def test_a_case_sent_under_a_key_in_kms_is_read_by_another_process(aws: str, open_with: OpenWith) -> None:
    place = Place("ap-southeast-1", aws, "test", "test")
    key = client("kms", place).create_key()["KeyMetadata"]["KeyId"]
    ways = {"keys": "kms", "kms_key_id": key, "kms_endpoint": aws, "aws_access_key": "test"}
    world = open_with(**ways, aws_secret_key="test")
    sent = send(world)
    assert not (world.settings.state / "master.key").exists()
    other = open_with(**ways, aws_secret_key="test")
    assert other.tracking.full(sent.code, sent.token).state.answers is not None


def test_hardware_without_its_pin_is_refused_before_anything_starts(
    built: Path, tmp_path: Path, hardware: dict[str, Any]
) -> None:
    (hardware["secrets_folder"] / "pkcs11-pin").unlink()
    state = tmp_path / "never"
    with pytest.raises(Invalid) as caught:
        World(Settings.model_validate({"state": state, "build": built, **hardware}))
    assert [one.where for one in caught.value.faults] == ["pkcs11-pin"]
    assert not (state / "motcua.sqlite3").exists()
