"""Keys in KMS: few calls, renewed data keys, and words that say what to mend."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from functions.adapters.aws import kms
from functions.adapters.aws.clients import Place, client
from functions.adapters.aws.kms import KmsKeys
from functions.domain.errors import StoreUnavailable
from tests.contract.stores import at_kms
from tests.refusing_aws import refusing

__all__ = ["refusing"]

KEY = bytes(range(32))


class Seconds:
    """A clock to turn."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def calls(kms_key: str) -> Iterator[list[str]]:
    """What is asked of KMS, by name."""
    asked: list[str] = []
    events = client("kms", at_kms()).meta.events

    def note(model: object, **_more: object) -> None:
        asked.append(str(getattr(model, "name", "")))

    events.register("before-call.kms", note)
    yield asked
    events.unregister("before-call.kms", note)


def test_sending_asks_kms_once_an_hour_and_not_once_a_case(kms_key: str, calls: list[str]) -> None:
    clock = Seconds()
    vault = KmsKeys(at_kms(), kms_key, clock)
    wrapped = [vault.wrap(KEY, f"c{n}") for n in range(200)]
    assert [vault.unwrap(one, f"c{n}") for n, one in enumerate(wrapped)] == [KEY] * 200
    assert calls == ["GenerateDataKey"]
    clock.now = kms.LIFE
    assert vault.unwrap(wrapped[0], "c0") == KEY
    later = vault.wrap(KEY, "c9")
    assert calls == ["GenerateDataKey", "Decrypt", "GenerateDataKey"]
    assert (
        later[:200] != wrapped[0][:200] and vault.unwrap(wrapped[1], "c1") == vault.unwrap(later, "c9") == KEY
    )


def test_a_data_key_wraps_a_bounded_number_of_cases(
    kms_key: str, calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kms, "MOST_WRAPPED", 3)
    vault = KmsKeys(at_kms(), kms_key)
    for number in range(7):
        vault.wrap(KEY, f"c{number}")
    assert calls == ["GenerateDataKey"] * 3


def test_another_process_opens_what_this_one_wrapped_and_asks_once(kms_key: str, calls: list[str]) -> None:
    wrapped = [KmsKeys(at_kms(), kms_key).wrap(KEY, "c1")] * 3
    other = KmsKeys(at_kms(), kms_key)
    assert [other.unwrap(one, "c1") for one in wrapped] == [KEY] * 3
    assert calls == ["GenerateDataKey", "Decrypt"]


def test_memory_for_opened_data_keys_is_bounded(kms_key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kms, "_MOST_KEPT", 2)
    wrapped = [KmsKeys(at_kms(), kms_key).wrap(KEY, "c1") for _n in range(4)]
    reader = KmsKeys(at_kms(), kms_key)
    for one in (*wrapped, *wrapped):
        assert reader.unwrap(one, "c1") == KEY
    assert len(reader._opened) == 2


def test_what_an_older_key_wrapped_opens_after_another_took_its_place(kms_key: str) -> None:
    wrapped = KmsKeys(at_kms(), kms_key).wrap(KEY, "c1")
    client("kms", at_kms()).enable_key_rotation(KeyId=kms_key)
    newer = client("kms", at_kms()).create_key()["KeyMetadata"]["KeyId"]
    assert KmsKeys(at_kms(), newer).unwrap(wrapped, "c1") == KEY


def test_a_key_by_its_alias_does_as_well(kms_key: str) -> None:
    alias = f"alias/{kms_key}"
    client("kms", at_kms()).create_alias(AliasName=alias, TargetKeyId=kms_key)
    vault = KmsKeys(at_kms(), alias)
    vault.check()
    assert KmsKeys(at_kms(), alias).unwrap(vault.wrap(KEY, "c1"), "c1") == KEY


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("DisabledException", "The KMS key k is disabled: enable it"),
        ("KMSInvalidStateException", "cancel its deletion"),
        ("NotFoundException", "does not exist there: correct the setting, or the region"),
        ("AccessDeniedException", "may not be used by this role"),
        ("LimitExceededException", "KMS refused: LimitExceededException"),
    ],
)
def test_a_key_that_does_not_serve_is_named_with_the_mend(
    refusing: Any, kms_key: str, code: str, said: str
) -> None:
    wrapped = KmsKeys(at_kms(), kms_key).wrap(KEY, "c1")
    vault = KmsKeys(refusing(code).place, "k")
    for act in (lambda: vault.wrap(KEY, "c1"), lambda: vault.unwrap(wrapped, "c1"), vault.check):
        with pytest.raises(StoreUnavailable, match=said):
            act()
    assert KmsKeys(at_kms(), kms_key).unwrap(wrapped, "c1") == KEY


def test_a_key_that_is_not_there_is_named_by_the_stand_in_too(kms_key: str) -> None:
    with pytest.raises(StoreUnavailable, match="does not exist there: correct the setting"):
        KmsKeys(at_kms(), "0" * 8 + "-0000-0000-0000-" + "0" * 12).check()


def test_keys_of_this_process_go_on_opening_for_an_hour_after_kms_says_no(
    refusing: Any, kms_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Seconds()
    vault = KmsKeys(at_kms(), kms_key, clock)
    wrapped = vault.wrap(KEY, "c1")
    monkeypatch.setattr(vault, "_place", refusing("DisabledException").place)
    assert vault.unwrap(wrapped, "c1") == KEY
    clock.now = kms.LIFE
    with pytest.raises(StoreUnavailable, match="disabled"):
        vault.unwrap(wrapped, "c1")


def test_a_kms_that_is_away_is_told_as_such(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "functions")
    vault = KmsKeys(Place("ap-southeast-1", "http://127.0.0.1:1", "test", "test", attempts=1), "k")
    with pytest.raises(StoreUnavailable, match="KMS is away"):
        vault.wrap(KEY, "c1")


def test_what_the_local_vault_wrapped_is_no_work_for_kms(kms_key: str, calls: list[str]) -> None:
    for strange in (b"", b"\x01" + bytes(60), b"\x02\x00\x00" + bytes(60), b"\x02\xff\xff" + bytes(60)):
        with pytest.raises(StoreUnavailable, match="not one that KMS keeps"):
            KmsKeys(at_kms(), kms_key).unwrap(strange, "c1")
    assert calls == []
