"""The index is cut so that one edit changes little of it and a question opens little of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from publisher.catalogue import load
from publisher.search import segments
from publisher.search.findable import Findable
from publisher.search.says import NOTE, says
from tests.search.built import ROOT, Built, site_of, write_index
from tests.search.conftest import DAY


def many(count: int) -> list[Findable]:
    return [
        Findable(
            "procedure",
            f"/thu-tuc/viec-{n}/",
            f"Việc số {n}",
            f"1.{n:06}",
            says(f"Việc số {n}", (), ["Nộp đơn"], ""),
            f"0 linh-vuc-{n % 7}",
        )
        for n in range(count)
    ]


def test_segments_hold_everything_once_and_none_is_large() -> None:
    found = many(900)
    cut = segments.cut(found)
    assert sorted(one.url for segment in cut for one in segment) == sorted(one.url for one in found)
    assert max(map(len, cut)) <= segments.MOST
    assert all(len(segment) >= segments.LEAST for segment in cut[:-1])


def test_one_thing_more_changes_the_segment_that_it_comes_into_and_hardly_another() -> None:
    found = many(900)
    before = {segments.names_key(one) for one in segments.cut(found)}
    after = {segments.names_key(one) for one in segments.cut([*found, *many(901)[900:]])}
    assert len(after - before) <= 3 < len(after) / 4


def test_the_order_in_which_things_are_named_does_not_matter() -> None:
    found = many(300)
    assert segments.cut(found) == segments.cut(found[::-1])


def test_names_of_files_follow_their_content(own: Built, tmp_path: Path) -> None:
    """The same content gives the same files; another title gives other names, and no file is left behind by name."""
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content, ignore=shutil.ignore_patterns("images"))
    again = write_index(site_of(load(content, DAY), content, DAY), tmp_path / "again")
    assert files(again) == files(own)
    path = content / "procedures" / "ho-tich" / "dang-ky-ket-hon.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("title: Đăng ký kết hôn", "title: Đăng ký việc kết hôn"), encoding="utf-8")
    edited = write_index(site_of(load(content, DAY), content, DAY), tmp_path / "edited")
    kept = files(own).items() & files(edited).items()
    assert edited.ask("kết hôn")[0].item.title == "Đăng ký việc kết hôn"
    assert 0 < len(kept) < len(files(own)) and files(edited)["index.json"] != files(own)["index.json"]


def files(built: Built) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in built.folder.iterdir()}


def test_a_withdrawn_service_is_not_found_and_a_draft_only_in_a_preview(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content, ignore=shutil.ignore_patterns("images"))
    path = content / "procedures" / "ho-tich" / "dang-ky-ket-hon.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("time_limit:", "status: draft\ntime_limit:", 1), encoding="utf-8")
    site = site_of(load(content, DAY), content, DAY)
    public = write_index(site, tmp_path / "public")
    preview = write_index(site_of(load(content, DAY), content, DAY, preview=True), tmp_path / "preview")
    assert "1.000894" not in [hit.item.code for hit in public.ask("đăng ký kết hôn")]
    assert preview.ask("đăng ký kết hôn")[0].item.code == "1.000894"


def test_a_note_is_cut_at_a_word() -> None:
    note = says("Tên", (), [], "chữ " * 100).note
    assert len(note) <= NOTE + 1 and note.endswith("chữ…")


def test_an_unknown_format_is_refused(own: Built) -> None:
    from functions.domain.search import Index

    data = json.loads((own.folder / "index.json").read_bytes())
    with pytest.raises(ValueError, match="format 99"):
        Index({**data, "format": 99})
