"""A build of what changed leaves the same files, byte for byte, as a build from nothing."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from functions.domain.errors import Invalid, Refused
from publisher import build as build_module
from publisher.build import Built, Publisher, build
from publisher.outputs import Output
from publisher.progress import Progress
from tests.publishing.conftest import DAY, ROOT, TEN_LINES

SECTIONS = """sections:
  - {id: tin, name: Tin tức, owner: ubnd_tinh, basis: NĐ 43/2011, holds: news, fresh_days: 3660}
"""
Change = Callable[["Place", random.Random], None]


class Place:
    """A content folder, a theme and settings of its own, and where they are built."""

    def __init__(self, folder: Path, services: int = 12) -> None:
        self.folder = folder
        self.content, self.output, self.theme = folder / "content", folder / "build", folder / "theme"
        self.settings = folder / "pelicanconf.py"
        self.day, self.made = DAY, 0
        shutil.copytree(ROOT / "content" / "reference", self.content / "reference")
        shutil.copytree(ROOT / "themes" / "civic", self.theme, ignore=shutil.ignore_patterns("*.woff2"))
        _few_communes(self.content / "reference" / "units.csv")
        text = (ROOT / "pelicanconf.py").read_text(encoding="utf-8")
        self.settings.write_text(text.replace('"themes/civic"', repr(str(self.theme))), encoding="utf-8")
        for _ in range(services):
            self.add(random.Random(self.made))
        (self.content / "reference" / "sections.yml").write_text(SECTIONS, encoding="utf-8")
        for name in ("front_page.yml", "life_events.yml"):  # they name procedures that are not here
            (self.content / "reference" / name).unlink(missing_ok=True)
        for n in range(3):
            self.tell(f"tin-{n}", self.day - timedelta(days=n))
        process = self.content / "processes" / "viec.md"
        process.parent.mkdir()
        shutil.copyfile(ROOT / "content" / "processes" / "giao-nhiem-vu.md", process)

    def add(self, chance: random.Random, more: str = "") -> Path:
        self.made += 1
        field = chance.choice(["ho-tich", "dat-dai", "xay-dung"])
        path = self.content / "procedures" / field / f"viec-{self.made}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = TEN_LINES.replace("1.004873", f"1.{100000 + self.made}").replace("ho-tich", field)
        text = text.replace("title: Cấp", f"{more}title: {chance.choice('ABCDĐ')}ấp")
        path.write_text(
            f"{text}\n## Phần {self.made}\n\nChữ **đậm**.[^1]\n\n[^1]: Ghi chú.\n", encoding="utf-8"
        )
        return path

    def tell(self, slug: str, day: date) -> None:
        path = self.content / "news" / f"{slug}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            f"---\ntitle: Tin {slug}\ndate: {day}\ncategory: tin\nby: Sở\n---\nLời *tin*.\n", "utf-8"
        )

    def files(self) -> list[Path]:
        return sorted((self.content / "procedures").rglob("*.md"))

    def build(self, *, full: bool = False) -> Built:
        return build(self.content, self.output, self.settings, self.day, full=full)


def _few_communes(path: Path) -> None:
    """Forms list every commune: with the first four they say as much, and are made sooner."""
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(rows[:7]), encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def snapshot(output: Path) -> dict[str, bytes]:
    """All that is published, folders included."""
    found = {}
    for top in ("www", "catalogue", "catalogue.json"):
        for path in sorted([output / top, *(output / top).rglob("*")]):
            found[str(path.relative_to(output))] = b"" if path.is_dir() else path.read_bytes()
    return found


def same_as_full(place: Place) -> None:
    """Earlier versions stay in the catalogue; all else is what a full build makes."""
    fresh = place.folder / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    build(place.content, fresh, place.settings, place.day, full=True)
    wanted, found = snapshot(fresh), snapshot(place.output)
    kept = {name for name in found if name.startswith("catalogue/")} - wanted.keys()
    assert {name: found[name] for name in found if name not in kept} == wanted


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _edit(place: Place, chance: random.Random) -> None:
    path = chance.choice(place.files())
    path.write_text(path.read_text(encoding="utf-8") + f"\nThêm {chance.random()}.\n", encoding="utf-8")


def _title(place: Place, chance: random.Random) -> None:
    change(chance.choice(place.files()), "title: ", f"title: {chance.choice('XYZ')} ")


def _limit(place: Place, chance: random.Random) -> None:
    change(chance.choice(place.files()), "time_limit: ", f"time_limit: {chance.randint(1, 8)}")


def _add(place: Place, chance: random.Random) -> None:
    place.add(chance)


def _link(place: Place, chance: random.Random) -> None:
    place.add(chance, more=f"related: [{chance.choice(place.files()).stem}]\n")


def _delete(place: Place, chance: random.Random) -> None:
    gone = chance.choice(place.files())
    if not any(f"[{gone.stem}]" in path.read_text(encoding="utf-8") for path in place.files()):
        gone.unlink()


def _rename(place: Place, chance: random.Random) -> None:
    old = chance.choice(place.files())
    if not any(f"[{old.stem}]" in path.read_text(encoding="utf-8") for path in place.files()):
        old.rename(old.with_name(f"{old.stem}-{chance.randint(1, 99)}.md"))


def _move(place: Place, chance: random.Random) -> None:
    old = chance.choice(place.files())
    folder = old.parent.with_name("noi-khac")
    folder.mkdir(exist_ok=True)
    old.rename(folder / old.name)


def _status(place: Place, chance: random.Random) -> None:
    path = chance.choice(place.files())
    text = path.read_text(encoding="utf-8")
    kept = [line for line in text.splitlines(keepends=True) if not line.startswith("status:")]
    kept.insert(1, f"status: {chance.choice(['draft', 'withdrawn', 'published'])}\n")
    path.write_text("".join(kept), encoding="utf-8")


def _behind_the_clock(place: Place, chance: random.Random) -> None:
    """Same length, and the time set back, as some editors and tools do."""
    path = chance.choice(place.files())
    stat = path.stat()
    change(path, "## Phần", f"## {chance.choice(['Mục', 'Phẩn'])} "[: len("## Phần")])
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def _touch(place: Place, chance: random.Random) -> None:
    chance.choice(place.files()).touch()


def _portal(place: Place, chance: random.Random) -> None:
    change(place.content / "reference" / "portal.yml", "short_name: ", "short_name: Mới ")


def _sector(place: Place, chance: random.Random) -> None:
    change(place.content / "reference" / "sectors.yml", "name: ", f"name: Ngành {chance.randint(1, 9)} ")


def _authority(place: Place, chance: random.Random) -> None:
    change(place.content / "reference" / "authorities.yml", "name: ", "name: Cơ quan ")


def _message(place: Place, chance: random.Random) -> None:
    change(place.content / "reference" / "messages.yml", "Hồ sơ", "Bộ hồ sơ")


def _template(place: Place, chance: random.Random) -> None:
    name = chance.choice(["base.html", "facts.html", "list.html", "procedure.html", "index.html"])
    path = place.theme / "templates" / name
    path.write_text(path.read_text(encoding="utf-8") + "{# x #}", encoding="utf-8")
    change(place.theme / "templates" / "base.html", "<header", f'<header data-n="{chance.random()}"')


def _static(place: Place, chance: random.Random) -> None:
    (place.theme / "static" / "css" / f"{chance.randint(1, 3)}.css").write_text(f"/* {chance.random()} */")


def _settings(place: Place, chance: random.Random) -> None:
    place.settings.write_text(
        place.settings.read_text(encoding="utf-8") + f"SITENAME = '{chance.random()}'\n"
    )


def _news(place: Place, chance: random.Random) -> None:
    place.tell(f"tin-{chance.randint(0, 9)}", place.day - timedelta(days=chance.randint(0, 40)))


def _news_for_later(place: Place, chance: random.Random) -> None:
    place.tell("tin-mai", place.day + timedelta(days=1))


def _no_news(place: Place, chance: random.Random) -> None:
    (place.content / "news" / "tin-0.md").unlink(missing_ok=True)


def _next_day(place: Place, chance: random.Random) -> None:
    place.day += timedelta(days=chance.choice([1, 400]))


CHANGES: tuple[Change, ...] = (
    *(_edit, _title, _limit, _add, _link, _delete, _rename, _move, _status, _behind_the_clock, _touch),
    *(_portal, _sector, _authority, _message, _template, _static, _settings, _next_day),
    *(_news, _news_for_later, _no_news),
)


@pytest.mark.parametrize("seed", range(2))
def test_after_any_change_the_output_is_that_of_a_full_build(place: Place, seed: int) -> None:
    chance = random.Random(seed)
    place.build()
    changes = chance.sample(CHANGES, len(CHANGES))
    for first, second in zip(changes[::2], [*changes[1::2], _edit], strict=False):
        first(place, chance)
        if chance.random() < 0.5:
            place.build()
        second(place, chance)
        place.build()
        same_as_full(place)


def test_one_process_that_builds_again_and_again_leaves_the_same(place: Place) -> None:
    chance = random.Random(99)
    publisher = Publisher(place.content, place.output, place.settings)
    publisher.build(place.day)
    for one in chance.sample(CHANGES, len(CHANGES)):
        one(place, chance)
        publisher.build(place.day)
    same_as_full(place)


def test_only_what_changed_is_read_made_and_written(place: Place) -> None:
    assert place.build().read == 13
    before = {path: path.stat().st_mtime_ns for path in (place.output / "www").rglob("*") if path.is_file()}
    nothing = place.build()
    assert (nothing.read, nothing.made, nothing.written, nothing.deleted) == (0, 0, 0, 0)
    assert before == {path: path.stat().st_mtime_ns for path in before}
    _edit(place, random.Random(1))
    one = place.build()
    # Its page, the words by which search finds it, and the lexicon that says where they stand.
    assert (one.read, one.written) == (1, 3) and one.made < 7
    _template(place, random.Random(1))
    drawn = place.build()
    assert drawn.read == 0 and drawn.made > 12


def test_a_changed_template_makes_only_the_pages_that_are_made_of_it(place: Place) -> None:
    place.build()
    path = place.theme / "templates" / "list.html"
    path.write_text(path.read_text(encoding="utf-8").replace("</h1>", " </h1>"), encoding="utf-8")
    built = place.build()
    catalogue = place.output / "www/thu-tuc"
    pages = [path.relative_to(catalogue).parts for path in catalogue.rglob("index.html")]
    assert built.made == sum(not parts[0].startswith("viec-") for parts in pages)


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
    assert (mended.read, mended.written) == (1, 1)
    same_as_full(place)


def test_a_page_that_cannot_be_made_leaves_everything(place: Place) -> None:
    place.build()
    before = snapshot(place.output)
    change(place.theme / "templates" / "procedure.html", "{{ view.title }}", "{{ view.khong_co }}")
    with pytest.raises(Refused, match=r"thu-tuc/viec-\d+/index.html.*khong_co"):
        place.build()
    assert snapshot(place.output) == before


def test_a_law_that_ends_is_told_of_on_the_day_after_without_reading_other_files(place: Place) -> None:
    path = place.add(random.Random(1))
    law = f"legal_basis:\n  - {{id: a, name: A, number: 1/2020/QH14, valid_to: {place.day}}}\nfield:"
    change(path, "field:", law)
    assert "basis_expired" not in {fault.code for fault in place.build().faults}
    place.day += timedelta(days=1)
    after = place.build()
    assert "basis_expired" in {fault.code for fault in after.faults}
    assert after.read == 1
    assert place.build().read == 0


def test_reference_data_that_no_service_looked_at_make_no_file_be_read_again(place: Place) -> None:
    place.build()
    change(place.content / "reference" / "calendar.yml", "to_year: ", "to_year: 20270 # ")
    with pytest.raises(Invalid):
        place.build()
    change(place.content / "reference" / "calendar.yml", "20270 # ", "2026 # ")
    built = place.build()
    assert built.read == 1, "only the process has examples, which count working days"
    assert built.made > 12
    _message(place, random.Random(1))
    assert place.build().read > 0
    same_as_full(place)


@pytest.mark.parametrize("name", ["readings", "readings.pack", "published"])
@pytest.mark.parametrize("damage", [b"", b"\x80\x05garbage"])
def test_a_damaged_memory_costs_time_and_nothing_else(place: Place, name: str, damage: bytes) -> None:
    place.build()
    kept = place.output / ".cache" / name
    for path in kept.iterdir() if kept.is_dir() else [kept]:
        path.write_bytes(damage)
    _edit(place, random.Random(1))
    _template(place, random.Random(2))
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
    twice = (*build_module.KINDS, lambda site: [Output("index.html", "x", lambda: b"")])
    monkeypatch.setattr(build_module, "KINDS", twice)
    with pytest.raises(Refused, match=r"index\.html"):
        place.build()


def test_work_spread_over_processes_leaves_the_same(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(120):
        place.add(random.Random(place.made))
    place.build()
    monkeypatch.setattr(build_module, "processors", lambda: 1)
    same_as_full(place)


def test_a_fault_in_a_process_of_its_own_comes_back_as_a_sentence(place: Place) -> None:
    for _ in range(120):
        place.add(random.Random(place.made))
    change(place.theme / "templates" / "procedure.html", "{{ view.title }}", "{{ view.khong_co }}")
    with pytest.raises(Refused, match="khong_co"):
        place.build()
    assert not (place.output / "www").exists()


def test_changed_code_of_the_publisher_makes_pages_again_and_reads_again_only_where_reading_changed(
    place: Place,
) -> None:
    program = place.folder / "program"
    shutil.copytree(ROOT / "site" / "publisher", program / "publisher")
    shutil.copytree(ROOT / "functions", program / "functions", ignore=shutil.ignore_patterns("__pycache__"))

    def run(*more: str) -> str:
        where = ["--content", str(place.content), "--settings", str(place.settings), *more]
        started = f"import sys; sys.path.insert(0, {str(program)!r}); from publisher.commands.build import command; command()"
        done = subprocess.run(
            [sys.executable, "-c", started, *where],
            capture_output=True,
            text=True,
            check=True,
            cwd=place.folder,
        )
        return done.stdout.splitlines()[-1]

    run("--output", "build")
    change(program / "publisher" / "lists.py", "SIZE = 50", "SIZE = 4")
    assert "đọc 0 tệp" in run("--output", "build")
    assert (place.output / "www/thu-tuc/trang/2/index.html").exists()
    change(program / "publisher" / "guidance.py", "Hình minh họa", "Ảnh minh họa")
    assert "đọc 13 tệp" in run("--output", "build")
    run("--output", "fresh", "--full")
    assert snapshot(place.output) == snapshot(place.folder / "fresh")


def test_what_decides_a_reading_is_all_in_the_key_of_reading() -> None:
    program = (
        "import sys, publisher.reading, publisher.entry, publisher.cache.asked\n"
        "print('\\n'.join(name for name, one in sys.modules.items() if name.split('.')[0] in ('publisher', 'functions')"
        " and not (one.__file__ or '').endswith('__init__.py')))"
    )
    names = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()
    from publisher.cache.code import READING

    known = {f"publisher/{name}".removesuffix(".py").replace("/", ".") for name in READING}
    known.add("functions.rendering.environment")
    assert {name for name in names if not name.startswith("functions.domain.")} <= known


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
    _template(place, random.Random(1))
    child = os.fork()
    if child == 0:
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
            place.build()
        except Refused:
            os._exit(7)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert snapshot(place.output) == before
    place.build()
    same_as_full(place)


def test_killed_at_any_moment_nothing_is_broken_and_the_next_build_finishes(tmp_path: Path) -> None:
    place = Place(tmp_path, services=2)
    place.build()
    old = snapshot(place.output)
    chance = random.Random(5)
    place.files()[0].unlink()
    for one in (_title, _add):
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
        decided = decided or (place.output / ".next" / "journal.json").exists()
        if not decided:
            assert between == old
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


def test_progress_is_shown_when_asked_and_never_by_itself_in_a_log(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w+") as stream:
        list(Progress(stream=stream).over(_slow(), "Đọc", 3))
        assert stream.tell() == 0
        list(Progress(shown=True, stream=stream).over(_slow(), "Đọc", 3))
        stream.seek(0)
        assert "Đọc: 3/3" in stream.read()


def _slow() -> Iterator[int]:
    for n in range(3):
        time.sleep(0.11)
        yield n


def test_days_between_which_nothing_changes_sides_are_noted_from_what_was_compared() -> None:
    from publisher.cache.asked import AskedDay

    day = AskedDay.of(date(2026, 5, 5))
    assert date(2026, 1, 1) < day and not day > date(2026, 9, 9)
    assert day.span() == (date(2026, 1, 2), date(2026, 9, 8))
    day.forget()
    assert day >= date(2026, 5, 5) and day.span() == (date(2026, 5, 5), date(2026, 5, 5))
    for ask in (str, hash, lambda one: one.year, lambda one: one - timedelta(1), lambda one: f"{one:%d}"):
        day.forget()
        ask(day)
        assert day.span() == (date(2026, 5, 5), date(2026, 5, 5))
