"""The contract of the key vault, the care of the local master key, and the seals made with case keys."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from functions.adapters.local_keys import LocalKeys
from functions.domain.errors import Invalid, StoreUnavailable
from functions.ports import KeyVault
from functions.services.sealing import CaseKey
from tests.contract.stores import open_vault

KEY = bytes(range(32))


def test_a_wrapped_key_opens_again_also_after_a_restart(
    vault: KeyVault, vault_adapter: str, tmp_path: Path
) -> None:
    wrapped = vault.wrap(KEY, "c1")
    assert KEY not in wrapped
    assert vault.unwrap(wrapped, "c1") == KEY
    assert open_vault(vault_adapter, tmp_path).unwrap(wrapped, "c1") == KEY


def test_wrapping_twice_gives_two_different_texts(vault: KeyVault) -> None:
    assert vault.wrap(KEY, "c1") != vault.wrap(KEY, "c1")


def test_a_wrapped_key_opens_for_no_other_case(vault: KeyVault) -> None:
    with pytest.raises(StoreUnavailable):
        vault.unwrap(vault.wrap(KEY, "c1"), "c2")


def test_a_changed_or_cut_wrapped_key_does_not_open(vault: KeyVault) -> None:
    wrapped = vault.wrap(KEY, "c1")
    for place in range(len(wrapped)):
        bad = bytearray(wrapped)
        bad[place] ^= 1
        with pytest.raises(StoreUnavailable):
            vault.unwrap(bytes(bad), "c1")
    for length in (0, 1, 9, 15, len(wrapped) - 1):
        with pytest.raises(StoreUnavailable):
            vault.unwrap(wrapped[:length], "c1")


def _local(folder: Path) -> LocalKeys:
    return LocalKeys(folder / "master.key", folder / "motcua.db")


def test_the_master_key_is_for_its_owner_only(tmp_path: Path) -> None:
    _local(tmp_path)
    path = tmp_path / "master.key"
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(Invalid, match="chmod 600"):
        _local(tmp_path)


def test_many_first_starts_at_once_share_one_master_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        vaults = list(pool.map(lambda _n: _local(tmp_path), range(8)))
    wrapped = vaults[0].wrap(KEY, "c1")
    assert {vault.unwrap(wrapped, "c1") for vault in vaults} == {KEY}
    assert [path.name for path in tmp_path.iterdir()] == ["master.key"]


def test_a_lost_master_key_is_never_made_anew_beside_a_database(tmp_path: Path) -> None:
    (tmp_path / "motcua.db").touch()
    with pytest.raises(Invalid, match="restore the file from its backup"):
        _local(tmp_path)
    assert not (tmp_path / "master.key").exists()


@pytest.mark.parametrize("content", [b"", b"not base64!\n", b"c2hvcnQ=\n"])
def test_a_damaged_master_key_stops_the_start(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "master.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(Invalid, match="32 bytes a line"):
        _local(tmp_path)


def test_after_rotation_old_keys_still_open_and_new_ones_need_the_new_master(tmp_path: Path) -> None:
    vault = _local(tmp_path)
    before = (tmp_path / "master.key").read_bytes()
    old = vault.wrap(KEY, "c1")
    vault.rotate()
    new = vault.wrap(KEY, "c1")
    assert _local(tmp_path).unwrap(old, "c1") == _local(tmp_path).unwrap(new, "c1") == KEY
    assert (tmp_path / "master.key").stat().st_mode & 0o777 == 0o600
    (tmp_path / "master.key").write_bytes(before)
    with pytest.raises(StoreUnavailable, match="does not hold"):
        _local(tmp_path).unwrap(new, "c1")


def test_a_seal_opens_with_its_key_in_its_place_only() -> None:
    key = CaseKey.new()
    sealed = key.seal("Nguyễn Thị Lan".encode(), b"c1/1")
    assert key.open(sealed, b"c1/1").decode() == "Nguyễn Thị Lan"
    assert CaseKey(key.raw).open(sealed, b"c1/1") == key.open(sealed, b"c1/1")
    attempts = ((CaseKey.new(), sealed, b"c1/1"), (key, sealed, b"c1/2"), (key, sealed[:-1], b"c1/1"))
    for other, text, place in (*attempts, (key, b"", b"c1/1")):
        with pytest.raises(StoreUnavailable):
            other.open(text, place)


def test_the_same_words_are_never_sealed_alike_and_a_key_does_not_show_itself() -> None:
    key = CaseKey.new()
    assert key.seal(b"x", b"") != key.seal(b"x", b"")
    assert key.raw.hex() not in repr(key) and repr(key.raw) not in repr(key)
    with pytest.raises(ValueError, match="32 bytes"):
        CaseKey(b"short")
