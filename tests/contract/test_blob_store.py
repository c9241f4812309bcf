"""The contract of the blob store, and what the folder promises besides."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from functions.adapters.files import FolderBlobs
from functions.domain.errors import Invalid, NotFound, StoreUnavailable
from functions.ports import BlobStore


def test_a_blob_comes_back_as_it_was_put_even_when_empty(blobs: BlobStore) -> None:
    blobs.put("c1/a.bin", b"\x00\xff" * 1000, "quarantine")
    blobs.put("c1/empty", b"", "quarantine")
    assert blobs.get("c1/a.bin", "quarantine") == b"\x00\xff" * 1000
    assert blobs.get("c1/empty", "quarantine") == b""
    assert blobs.exists("c1/a.bin", "quarantine")
    assert not blobs.exists("c1/a.bin", "clean")


def test_putting_again_replaces(blobs: BlobStore) -> None:
    blobs.put("a", b"one", "documents")
    blobs.put("a", b"two", "documents")
    assert blobs.get("a", "documents") == b"two"


def test_moving_leaves_quarantine_and_a_second_time_does_nothing(blobs: BlobStore) -> None:
    blobs.put("c1/a", b"x", "quarantine")
    for _ in range(2):
        blobs.move("c1/a", "quarantine", "clean")
        assert blobs.get("c1/a", "clean") == b"x"
        assert not blobs.exists("c1/a", "quarantine")


def test_what_is_not_there_is_not_found_and_may_be_deleted(blobs: BlobStore) -> None:
    with pytest.raises(NotFound):
        blobs.get("none", "clean")
    with pytest.raises(NotFound):
        blobs.move("none", "quarantine", "clean")
    blobs.delete("none/at/all", "clean")


def test_a_deleted_blob_is_gone(blobs: BlobStore) -> None:
    blobs.put("a", b"x", "clean")
    blobs.delete("a", "clean")
    assert not blobs.exists("a", "clean")


def test_an_area_names_what_was_put_before_a_moment(blobs: BlobStore) -> None:
    begun = datetime.now(UTC) - timedelta(minutes=1)
    blobs.put("c1/a.bin", b"x", "quarantine")
    blobs.put("b", b"x", "quarantine")
    blobs.put("moved", b"x", "quarantine")
    blobs.move("moved", "quarantine", "clean")
    later = datetime.now(UTC) + timedelta(minutes=1)
    assert sorted(blobs.names("quarantine", later)) == ["b", "c1/a.bin"]
    assert list(blobs.names("clean", later)) == ["moved"]
    assert list(blobs.names("quarantine", begun)) == list(blobs.names("documents", later)) == []


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/etc/passwd",
        "../a",
        "a/../../b",
        "a//b",
        "a/",
        ".hidden",
        "a/.b",
        "a\\b",
        "a\0b",
        "a\n",
        "đơn",
        "a" * 129,
        "a/b/c/d/e",
        "a b",
        "..",
        ".",
    ],
)
def test_an_unsafe_name_is_refused_in_every_way(blobs: BlobStore, name: str) -> None:
    with pytest.raises(Invalid):
        blobs.put(name, b"x", "clean")
    with pytest.raises(Invalid):
        blobs.get(name, "clean")
    with pytest.raises(Invalid):
        blobs.move(name, "quarantine", "clean")
    with pytest.raises(Invalid):
        blobs.delete(name, "clean")
    with pytest.raises(Invalid):
        blobs.exists(name, "clean")


def test_an_area_that_does_not_exist_is_refused(blobs: BlobStore) -> None:
    with pytest.raises(Invalid):
        blobs.put("a", b"x", "../clean")  # type: ignore[arg-type]


def test_files_are_for_their_owner_only_and_leave_nothing_beside_them(tmp_path: Path) -> None:
    FolderBlobs(tmp_path).put("c1/a", b"x", "quarantine")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files == [tmp_path / "quarantine/c1/a"]
    assert files[0].stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "quarantine/c1").stat().st_mode & 0o777 == 0o700


def test_a_failing_disk_is_said_and_keeps_what_was_there(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    blobs.put("a", b"old", "clean")
    (tmp_path / "clean/folder/x").mkdir(parents=True)
    with pytest.raises(StoreUnavailable):
        blobs.put("folder/x", b"a folder stands where the file should go", "clean")
    assert blobs.get("a", "clean") == b"old"
    assert list((tmp_path / "incoming").iterdir()) == []


def test_half_written_files_of_a_dead_process_are_swept_and_fresh_ones_are_not(tmp_path: Path) -> None:
    FolderBlobs(tmp_path)
    stale, fresh = tmp_path / "incoming/stale", tmp_path / "incoming/fresh"
    for path in (stale, fresh):
        path.write_bytes(b"half")
    os.utime(stale, (0, 0))
    FolderBlobs(tmp_path)
    assert not stale.exists() and fresh.exists()


def test_what_must_be_kept_is_read_hidden_and_replaced_like_any_other(blobs: BlobStore) -> None:
    until = datetime.now(UTC) + timedelta(days=3)
    blobs.put("c1/result", b"signed", "documents", until)
    assert blobs.get("c1/result", "documents") == b"signed"
    blobs.put("c1/result", b"signed again", "documents", until)
    assert blobs.get("c1/result", "documents") == b"signed again"
    blobs.delete("c1/result", "documents")
    assert not blobs.exists("c1/result", "documents")
    assert list(blobs.names("documents", until)) == []


def test_the_folder_keeps_the_bytes_until_their_day_and_not_after(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    today = datetime.now(UTC)
    blobs.put("c1/result", b"signed", "documents", today + timedelta(days=3))
    blobs.put("c1/old", b"past", "documents", today - timedelta(days=3))
    blobs.delete("c1/result", "documents")
    (kept, past) = sorted(
        (one for one in (tmp_path / "kept").rglob("*") if one.is_file()), key=Path.read_bytes, reverse=True
    )
    assert (kept.read_bytes(), past.read_bytes()) == (b"signed", b"past")
    assert kept.stat().st_mode & 0o777 == 0o400
    assert kept.relative_to(tmp_path / "kept").parts[0] == (today + timedelta(days=4)).date().isoformat()
    FolderBlobs(tmp_path)
    assert kept.exists() and not past.exists() and blobs.get("c1/old", "documents") == b"past"
