"""``motcua import`` over all that the State publishes: no crash, drafts that pass, and merges that lose nothing."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from publisher.catalogue import Content, load
from publisher.importer.base import Bases
from publisher.importer.draft import Draft, make_draft
from publisher.importer.intake import Intake, Outcome, Taken, file_text
from publisher.importer.merge import merge
from publisher.importer.places import look_around
from publisher.importer.tally import tally
from publisher.importer.vocabulary import Vocabulary, load_vocabulary
from publisher.reference import load_reference
from publisher.yaml_data import load as load_yaml

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 23)
CELLS = (
    *("ten_thu_tuc", "linh_vuc", "co_quan_co_tham_quyen", "trinh_tu_thuc_hien", "cach_thuc_thuc_hien"),
    *("thanh_phan_ho_so", "can_cu_phap_ly", "yeu_cau_dieu_kien", "ket_qua_xu_ly"),
)
Record = Mapping[str, str]


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("import") / "content"
    shutil.copytree(ROOT / "content" / "reference", folder / "reference")
    (folder / "procedures").mkdir()
    return folder


@pytest.fixture(scope="module")
def vocabulary(content: Path) -> Vocabulary:
    folder = content / "reference"
    return load_vocabulary(load_reference(folder, content.parent), folder)


@pytest.fixture(scope="module")
def taken(content: Path, vocabulary: Vocabulary, records: Sequence[dict[str, str]]) -> list[Taken]:
    return _import(content, vocabulary, records)


@pytest.fixture(scope="module")
def checked(content: Path, taken: list[Taken]) -> Content:
    return load(content, DAY)


def _import(content: Path, vocabulary: Vocabulary, records: Sequence[dict[str, str]]) -> list[Taken]:
    places = look_around(content, content / "procedures")
    return list(Intake(vocabulary, places, Bases(content / "imported"), content.parent).run(records))


def _hashes(content: Path) -> dict[str, str]:
    files = sorted(path for path in content.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_every_record_comes_in(taken: list[Taken], records: Sequence[Record]) -> None:
    figures = tally(taken)
    assert dict(figures.outcomes) == {Outcome.NEW: len(records)}
    assert figures.doubts.none + figures.doubts.some + figures.doubts.many == len(records)


def test_all_drafts_pass_the_check_as_drafts(checked: Content, records: Sequence[Record]) -> None:
    assert checked.errors == []
    assert len(checked.pages) == len(records)


def test_whatever_the_record_leaves_open_is_in_doubt(checked: Content) -> None:
    """A warning that would stop a published file has a doubt beside it, so that nothing is overlooked."""
    named = {
        "sector_unknown": "field_unknown",
        "authority_unknown": "authority_",
        "time_limit_missing": "time",
        "channels_missing": "channels_unreadable",
        "paper_without_copies": "paper_count",
    }
    for fault in checked.faults:
        if fault.code in named:
            doubts = checked.pages[fault.path].procedure.doubts
            assert any(str(doubt.kind).startswith(named[fault.code]) for doubt in doubts), fault


def test_no_fee_of_a_draft_contradicts_the_words_beside_it_unmarked(checked: Content) -> None:
    for fault in checked.faults:
        if fault.code == "fee_contradiction":
            kinds = {str(doubt.kind)[:3] for doubt in checked.pages[fault.path].procedure.doubts}
            assert "fee" in kinds or "tim" in kinds, fault


def test_importing_all_again_changes_no_byte(
    content: Path, vocabulary: Vocabulary, taken: list[Taken], records: Sequence[dict[str, str]]
) -> None:
    before = _hashes(content)
    again = _import(content, vocabulary, records)
    assert dict(tally(again).outcomes) == {Outcome.UNCHANGED: len(records)}
    assert _hashes(content) == before


def test_a_file_that_nobody_edited_becomes_what_the_new_record_says(
    vocabulary: Vocabulary, records: Sequence[dict[str, str]]
) -> None:
    """Real cells of other records stand in for what the State may change; each record loses some of its own."""
    step = max(1, len(records) // 150)
    for n in range(0, len(records) - 1, step):
        base = make_draft(records[n], vocabulary)
        theirs = make_draft(_crossed(records[n], records[n + 1], n), vocabulary, base.data)
        merged = merge(file_text(base), base, theirs)
        assert merged.conflicts == []
        _require_same(merged.text, theirs)


def _crossed(record: Record, other: Record, n: int) -> dict[str, str]:
    cells = [cell for k, cell in enumerate(CELLS) if (n >> (k % 5)) % 2 or k == n % len(CELLS)]
    return {**record, **{cell: other[cell] for cell in cells}}


def _require_same(text: str, theirs: Draft) -> None:
    """Rows may stand in another order than in a new file; nothing else differs."""
    head, body = text.split("---\n", 2)[1:]
    data = load_yaml(head)[0]
    assert data.keys() == theirs.data.keys()
    for key, value in theirs.data.items():
        if isinstance(value, list):
            assert sorted(map(repr, data[key])) == sorted(map(repr, value)), key
        else:
            assert data[key] == value, key
    assert body.split() == theirs.body.split()
