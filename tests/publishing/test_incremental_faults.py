"""Whatever goes wrong in a build, what is published stays whole, and the next build mends the rest."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from functions.domain.errors import Invalid, Refused
from publisher import one_build
from publisher.outputs import Output
from tests.publishing.place import Place, add, change, edit, same_as_full, snapshot, template, title


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_a_broken_file_leaves_everything_and_what_was_read_is_not_read_again(place: Place) -> None:
    place.build()
    before = snapshot(place.output)
    edited, broken = place.files()[:2]
    edited.write_text(edited.read_text(encoding="utf-8") + "Thêm.\n", encoding="utf-8")
    right = broken.read_bytes()
    broken.write_bytes(b"---\ncode: [\n")
    with pytest.raises(Invalid):
        place.build()
    assert snapshot(place.output) == before
    broken.write_bytes(right)
    mended = place.build()
    assert mended.read == 1 and mended.written < 6
    same_as_full(place)


def test_a_page_that_cannot_be_made_leaves_everything(place: Place) -> None:
    place.build()
    before = snapshot(place.output)
    change(place.theme / "templates" / "procedure.html", "{{ view.title }}", "{{ view.khong_co }}")
    with pytest.raises(Refused, match=r"thu-tuc/viec-\d+/index.html.*khong_co"):
        place.build()
    assert snapshot(place.output) == before


@pytest.mark.parametrize("name", ["readings", "readings.pack", "published"])
@pytest.mark.parametrize("damage", [b"", b"\x80\x05garbage"])
def test_a_damaged_memory_costs_time_and_nothing_else(place: Place, name: str, damage: bytes) -> None:
    place.build()
    kept = place.output / ".cache" / name
    for path in kept.iterdir() if kept.is_dir() else [kept]:
        path.write_bytes(damage)
    edit(place, random.Random(1))
    template(place, random.Random(2))
    place.files()[-1].unlink()
    place.build()
    same_as_full(place)


def test_a_portal_that_somebody_removed_or_added_to_is_made_whole_again(place: Place) -> None:
    place.build()
    shutil.rmtree(place.output / "www")
    place.build()
    same_as_full(place)
    (place.output / "www" / "la.html").write_text("x")
    place.build(full=True)
    same_as_full(place)


def test_two_kinds_of_output_may_not_write_one_file(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    twice = (*one_build.KINDS, lambda site: [Output("index.html", "x", lambda: b"")])
    monkeypatch.setattr(one_build, "KINDS", twice)
    with pytest.raises(Refused, match=r"index\.html"):
        place.build()


def test_a_fault_in_a_process_of_its_own_comes_back_as_a_sentence(place: Place) -> None:
    for _ in range(120):
        place.add(random.Random(place.made))
    change(place.theme / "templates" / "procedure.html", "{{ view.title }}", "{{ view.khong_co }}")
    with pytest.raises(Refused, match="khong_co"):
        place.build()
    assert not (place.output / "www").exists()


def _killed_at(place: Place, step: int) -> bool:
    """Build in a process of its own that is killed for good at its ``step``-th change of the disk's names."""
    child = os.fork()
    if child == 0:
        count = 0

        def dying(real: Callable[..., object]) -> Callable[..., object]:
            def act(*args: object, **kwargs: object) -> object:
                nonlocal count
                count += 1
                if count == step:
                    os.kill(os.getpid(), 9)
                return real(*args, **kwargs)

            return act

        for name in ("replace", "unlink"):
            setattr(os, name, dying(getattr(os, name)))
            setattr(Path, name, dying(getattr(Path, name)))
        try:
            place.build()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_a_disk_that_takes_no_more_leaves_everything_and_is_told_of(place: Place) -> None:
    place.build()
    before = snapshot(place.output)
    template(place, random.Random(1))
    arguments = [
        "--content",
        str(place.content),
        "--output",
        str(place.output),
        "--settings",
        str(place.settings),
    ]
    done = subprocess.run(
        [sys.executable, "-c", "from functions.entrypoints.cli import main; main()", "build", *arguments],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and "Lỗi: " in done.stderr and "Traceback" not in done.stderr
    assert snapshot(place.output) == before
    place.build()
    same_as_full(place)


def test_killed_at_any_moment_nothing_is_broken_and_the_next_build_finishes(tmp_path: Path) -> None:
    place = Place(tmp_path, services=2)
    place.build()
    old = snapshot(place.output)
    chance = random.Random(5)
    place.files()[0].unlink()
    for one in (title, add):
        one(place, chance)
    standing = place.folder / "standing"
    shutil.copytree(place.output, standing, symlinks=True)
    place.build()
    new = snapshot(place.output)
    step, decided = 0, False
    while True:
        step += 1 if step < 10 else 4
        _restore(standing, place.output)
        if not _killed_at(place, step):
            break
        between = snapshot(place.output)
        assert all(between[name] in (old.get(name), new.get(name)) for name in between)
        for version in _named(between["catalogue.json"]):
            assert f"catalogue/{version}.json" in between
        pending = (place.output / ".next" / "journal.json").exists()
        assert pending or between in (old, new)
        decided = decided or pending
        place.build()
        assert snapshot(place.output) == new

    assert decided and step > 10


def _restore(standing: Path, output: Path) -> None:
    """Put files back without moving the portal's folder, which would count as another one."""
    for folder in (output / "www", output / "catalogue", output / ".cache"):
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(standing / folder.name, folder, dirs_exist_ok=True)
    shutil.copyfile(standing / "catalogue.json", output / "catalogue.json")


def _named(manifest: bytes) -> list[str]:
    return list(json.loads(manifest)["services"].values())


def test_what_was_never_decided_is_thrown_away(place: Place) -> None:
    place.build()
    before = snapshot(place.output)
    waiting = place.output / ".next" / "new" / "www" / "thu-tuc" / "index.html"
    waiting.parent.mkdir(parents=True)
    waiting.write_text("dở dang")
    place.build()
    assert snapshot(place.output) == before
