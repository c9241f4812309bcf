"""The contracts of drafts, archived versions, limits and officers."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.errors import Conflict, Duplicate, TooMany
from functions.ports import Officer, Store
from tests.contract.stores import NOON, draft


def test_a_draft_comes_back_as_it_was_put_with_a_new_revision(store: Store) -> None:
    first = store.drafts.put(draft("d"))
    assert first == replace(draft("d"), revision=1)
    second = store.drafts.put(replace(first, sealed=b"more", files=()))
    assert store.drafts.get("d") == second and second.revision == 2
    assert store.drafts.get("none") is None


def test_two_windows_on_one_draft_do_not_overwrite_each_other(store: Store) -> None:
    read = store.drafts.put(draft("d"))
    with ThreadPoolExecutor(2) as pool:
        saved = [pool.submit(store.drafts.put, replace(read, sealed=text)) for text in (b"one", b"two")]
    assert sorted(type(each.exception()) is Conflict for each in saved) == [False, True]
    with pytest.raises(Conflict):
        store.drafts.put(draft("d"))


def test_a_deleted_draft_is_gone_and_is_not_brought_back_by_a_late_save(store: Store) -> None:
    read = store.drafts.put(draft("d"))
    assert store.drafts.delete("d")
    assert not store.drafts.delete("d")
    with pytest.raises(Conflict):
        store.drafts.put(read)
    assert store.drafts.get("d") is None


def test_expired_drafts_go_with_their_files_and_others_stay(store: Store) -> None:
    for draft_id, days in (("old", -1), ("now", 0), ("young", 1)):
        store.drafts.put(draft(draft_id, NOON + timedelta(days=days)))
    released: list[str] = []
    assert store.drafts.purge_expired(NOON, released.append) == 2
    assert released == ["old/a", "old/b", "now/a", "now/b"]
    assert store.drafts.get("old") is None and store.drafts.get("young") is not None
    assert store.drafts.purge_expired(NOON, released.append) == 0


def test_a_draft_whose_files_could_not_be_removed_is_purged_again(store: Store) -> None:
    store.drafts.put(draft("old"))

    def fail(_name: str) -> None:
        raise OSError

    with pytest.raises(OSError):
        store.drafts.purge_expired(NOON, fail)
    assert store.drafts.get("old") is not None


def test_drafts_are_counted_by_version(store: Store) -> None:
    for draft_id, version in (("a", "v1"), ("b", "v2"), ("c", "v2")):
        store.drafts.put(draft(draft_id, version=version))
    store.drafts.put(replace(draft("d"), slug="ket-hon"))
    assert store.drafts.count_by_version("khai-sinh") == {"v1": 1, "v2": 2}


def test_a_version_once_archived_stays_as_it_is(store: Store, reopen: Callable[[], Store]) -> None:
    store.versions.put("v1", {"tên": "Khai sinh", "fee": 0})
    store.versions.put("v1", {"tên": "khác"})
    store.close()
    again = reopen()
    assert again.versions.get("v1") == {"tên": "Khai sinh", "fee": 0}
    assert again.versions.get("v2") is None


def test_a_limit_counts_down_refuses_and_begins_anew_with_its_window(store: Store) -> None:
    assert [store.limits.hit("k", 3, 60, NOON) for _ in range(3)] == [2, 1, 0]
    with pytest.raises(TooMany) as caught:
        store.limits.hit("k", 3, 60, NOON + timedelta(seconds=20))
    assert caught.value.retry_after == 40
    assert store.limits.hit("other", 3, 60, NOON) == 2
    assert store.limits.hit("k", 3, 60, NOON + timedelta(seconds=60)) == 2


def test_a_limit_holds_against_many_at_once(store: Store) -> None:
    def hit(_n: int) -> bool:
        try:
            store.limits.hit("k", 10, 60, NOON)
        except TooMany:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(hit, range(50))) == 10


OFFICER = Officer("o-1", "lan", "Nguyễn Thị Lan", "ubnd-a", ("officer", "chair"), "scrypt$…", "Chuyên viên")


def test_an_officer_is_found_by_id_and_login_and_can_be_changed(store: Store) -> None:
    store.officers.put(OFFICER)
    assert store.officers.get("o-1") == store.officers.by_login("lan") == OFFICER
    gone = replace(OFFICER, active=False, login="lan.nt")
    store.officers.put(gone)
    assert store.officers.by_login("lan.nt") == gone
    assert store.officers.by_login("lan") is None
    assert store.officers.get("none") is None


def test_a_login_belongs_to_one_officer(store: Store) -> None:
    store.officers.put(OFFICER)
    with pytest.raises(Duplicate) as caught:
        store.officers.put(replace(OFFICER, id="o-2"))
    assert caught.value.original == "o-1"
    assert store.officers.get("o-2") is None


def test_officers_are_listed_by_office(store: Store) -> None:
    for number, office in enumerate(("ubnd-b", "ubnd-a", "ubnd-a")):
        store.officers.put(replace(OFFICER, id=f"o-{number}", login=f"l{3 - number}", office_id=office))
    assert [officer.id for officer in store.officers.list()] == ["o-2", "o-1", "o-0"]
    assert [officer.id for officer in store.officers.list("ubnd-a")] == ["o-2", "o-1"]


def test_password_hashes_and_sealed_answers_do_not_show_in_logs() -> None:
    assert "scrypt" not in repr(OFFICER)
    assert "sealed" not in repr(draft("d"))
