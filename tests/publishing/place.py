"""A place to build in, ways in which it may change, and how what was built is compared."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from publisher.build import Built, build
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
        """The services; translations go wherever they go."""
        every = (self.content / "procedures").rglob("*.md")
        return sorted(path for path in every if not path.name.endswith(".en.md"))

    def build(self, *, full: bool = False) -> Built:
        return build(self.content, self.output, self.settings, self.day, full=full)


def _few_communes(path: Path) -> None:
    """Forms list every commune: with the first four they say as much, and are made sooner."""
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(rows[:7]), encoding="utf-8")


def snapshot(output: Path) -> dict[str, bytes]:
    """All that is published, folders included."""
    found = {}
    for top in ("www", "catalogue", "catalogue.json", "catalogue.en.json"):
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


def edit(place: Place, chance: random.Random) -> None:
    path = chance.choice(place.files())
    path.write_text(path.read_text(encoding="utf-8") + f"\nThêm {chance.random()}.\n", encoding="utf-8")


def title(place: Place, chance: random.Random) -> None:
    change(chance.choice(place.files()), "title: ", f"title: {chance.choice('XYZ')} ")


def limit(place: Place, chance: random.Random) -> None:
    change(chance.choice(place.files()), "time_limit: ", f"time_limit: {chance.randint(1, 8)}")


def add(place: Place, chance: random.Random) -> None:
    place.add(chance)


def link(place: Place, chance: random.Random) -> None:
    place.add(chance, more=f"related: [{chance.choice(place.files()).stem}]\n")


def delete(place: Place, chance: random.Random) -> None:
    gone = chance.choice(place.files())
    if not any(f"[{gone.stem}]" in path.read_text(encoding="utf-8") for path in place.files()):
        gone.unlink()
        _in_english(gone).unlink(missing_ok=True)


def _in_english(path: Path) -> Path:
    return path.with_suffix(".en.md")


def _go(old: Path, new: Path) -> None:
    old.rename(new)
    if _in_english(old).exists():
        _in_english(old).rename(_in_english(new))


def translate(place: Place, chance: random.Random) -> None:
    """A translation comes, changes, or goes again."""
    path = _in_english(chance.choice(place.files()))
    if path.exists() and chance.random() < 0.3:
        path.unlink()
    else:
        path.write_text(f"---\ntitle: In English {chance.random()}\n---\nText.\n", encoding="utf-8")


def shared_words(place: Place, chance: random.Random) -> None:
    with (place.content / "reference" / "en.yml").open("a", encoding="utf-8") as file:
        file.write(f"Chữ {chance.random()}: Word\n")


def rename(place: Place, chance: random.Random) -> None:
    old = chance.choice(place.files())
    if not any(f"[{old.stem}]" in path.read_text(encoding="utf-8") for path in place.files()):
        _go(old, old.with_name(f"{old.stem}-{chance.randint(1, 99)}.md"))


def move(place: Place, chance: random.Random) -> None:
    old = chance.choice(place.files())
    folder = old.parent.with_name("noi-khac")
    folder.mkdir(exist_ok=True)
    _go(old, folder / old.name)


def status(place: Place, chance: random.Random) -> None:
    path = chance.choice(place.files())
    text = path.read_text(encoding="utf-8")
    kept = [line for line in text.splitlines(keepends=True) if not line.startswith("status:")]
    kept.insert(1, f"status: {chance.choice(['draft', 'withdrawn', 'published'])}\n")
    path.write_text("".join(kept), encoding="utf-8")


def behind_the_clock(place: Place, chance: random.Random) -> None:
    """Same length, and the time set back, as some editors and tools do."""
    path = chance.choice(place.files())
    stat = path.stat()
    change(path, "## Phần", f"## {chance.choice(['Mục', 'Phẩn'])} "[: len("## Phần")])
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def touch(place: Place, chance: random.Random) -> None:
    chance.choice(place.files()).touch()


def portal(place: Place, chance: random.Random) -> None:
    change(place.content / "reference" / "portal.yml", "short_name: ", "short_name: Mới ")


def sector(place: Place, chance: random.Random) -> None:
    change(place.content / "reference" / "sectors.yml", "name: ", f"name: Ngành {chance.randint(1, 9)} ")


def authority(place: Place, chance: random.Random) -> None:
    change(place.content / "reference" / "authorities.yml", "name: ", "name: Cơ quan ")


def message(place: Place, chance: random.Random) -> None:
    change(place.content / "reference" / "messages.yml", "Hồ sơ", "Bộ hồ sơ")


def template(place: Place, chance: random.Random) -> None:
    name = chance.choice(["base.html", "facts.html", "list.html", "procedure.html", "index.html"])
    path = place.theme / "templates" / name
    path.write_text(path.read_text(encoding="utf-8") + "{# x #}", encoding="utf-8")
    change(place.theme / "templates" / "base.html", "<header", f'<header data-n="{chance.random()}"')


def static(place: Place, chance: random.Random) -> None:
    (place.theme / "static" / "css" / f"{chance.randint(1, 3)}.css").write_text(f"/* {chance.random()} */")


def settings(place: Place, chance: random.Random) -> None:
    place.settings.write_text(
        place.settings.read_text(encoding="utf-8") + f"SITENAME = '{chance.random()}'\n"
    )


def news(place: Place, chance: random.Random) -> None:
    place.tell(f"tin-{chance.randint(0, 9)}", place.day - timedelta(days=chance.randint(0, 40)))


def news_for_later(place: Place, chance: random.Random) -> None:
    place.tell("tin-mai", place.day + timedelta(days=1))


def no_news(place: Place, chance: random.Random) -> None:
    (place.content / "news" / "tin-0.md").unlink(missing_ok=True)


def next_day(place: Place, chance: random.Random) -> None:
    place.day += timedelta(days=chance.choice([1, 400]))


CHANGES: tuple[Change, ...] = (
    *(edit, title, limit, add, link, delete, rename, move, status, behind_the_clock, touch),
    *(portal, sector, authority, message, template, static, settings, next_day),
    *(news, news_for_later, no_news, translate, shared_words),
)
