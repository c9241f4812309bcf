"""How fast publishing is: ours beside Pelican, Hugo and Eleventy, on the same guidance, in one run.

``make bench-build`` measures at 1,000 procedures; ``SIZES="1000 10000"`` at others, and writes the table into
the handbook. A program that is not on the machine is named and left out.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.publishing.corpus import ROOT, write
from tests.benchmarks.publishing.measure import Peak, Taken, run

HERE = Path(__file__).parent
PAGE = ROOT / "content" / "handbook" / "engineering" / "benchmarks-build.md"
MOTCUA = [sys.executable, "-c", "from functions.entrypoints.cli import main; main()"]
COMPILED = tempfile.TemporaryDirectory(prefix="motcua-pyc-")
ENV = {
    "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
    "PYTHONDONTWRITEBYTECODE": "",  # compiled modules are kept, as on any machine, whatever this shell says
    "PYTHONPYCACHEPREFIX": COMPILED.name,
}
EDITS = 5
"""Edits measured; the table shows their median."""

Row = tuple[str, Taken]


def ours(folder: Path, count: int) -> Iterator[Row]:
    """Everything that our build makes, then one edit as a command and under a watch."""
    write(folder / "content", count, "ours")
    command = [*MOTCUA, "build", "--content", str(folder / "content"), "--output", str(folder / "build")]
    yield "ours: pages, forms, schemas; from nothing", run([*command, "--full"], ROOT, ENV)
    yield "ours: nothing changed", _median([run(command, ROOT, ENV) for _ in range(EDITS)])
    source = next((folder / "content" / "procedures").rglob("*.md"))
    page = folder / "build" / "www" / "thu-tuc" / source.stem / "index.html"
    yield "ours: one edit, as a command", _median([_edit(source, page, command, n) for n in range(EDITS)])
    yield "ours: one edit, under a watch", _watched(source, page, command)


def ours_alone(folder: Path, count: int) -> Iterator[Row]:
    """Pages alone: what the others make too."""
    write(folder / "content", count, "ours, pages alone")
    command = [
        *MOTCUA,
        "build",
        "--content",
        str(folder / "content"),
        "--output",
        str(folder / "build"),
        "--full",
    ]
    yield "ours: pages alone; from nothing", run(command, ROOT, ENV)


def hugo(folder: Path, count: int) -> Iterator[Row]:
    _rival(folder, count, "hugo")
    if _there("hugo"):
        yield "Hugo", run(["hugo", "--quiet"], folder)


def eleventy(folder: Path, count: int) -> Iterator[Row]:
    _rival(folder, count, "eleventy")
    (folder / "lists.njk").rename(folder / "content" / "lists.njk")
    program = HERE / "node_modules" / ".bin" / "eleventy"
    if _there(str(program)):
        yield "Eleventy", run([str(program), "--config=eleventy.config.cjs"], folder)


def pelican(folder: Path, count: int) -> Iterator[Row]:
    _rival(folder, count, "pelican")
    yield (
        "Pelican, simple theme",
        run([sys.executable, "-m", "pelican", "-s", "pelicanconf.py", "-q"], folder),
    )


PROGRAMS: tuple[Callable[[Path, int], Iterator[Row]], ...] = (ours, ours_alone, hugo, eleventy, pelican)


def _rival(folder: Path, count: int, name: str) -> None:
    shutil.copytree(HERE / "rivals" / name, folder, dirs_exist_ok=True)
    write(folder / "content", count, name)


def _there(program: str) -> bool:
    found = shutil.which(program) is not None
    if not found:
        print(f"left out, not on this machine: {program}", file=sys.stderr)
    return found


def _edit(source: Path, page: Path, command: list[str], number: int) -> Taken:
    _append(source, number)
    taken = run(command, ROOT, ENV)
    if not _shows(page, number):
        raise RuntimeError("the edit is not on the page")
    return taken


def _watched(source: Path, page: Path, command: list[str]) -> Taken:
    """From writing the file to the page that shows it, as somebody would see it who looks all the time."""
    with _running([*command, "--watch"]) as process:
        _until(process, "đang chờ tệp đổi")
        peak, seconds = Peak(process.pid), []
        for number in range(100, 100 + EDITS):
            time.sleep(1)
            begun = time.perf_counter()
            _append(source, number)
            while not _shows(page, number):
                time.sleep(0.002)
                if time.perf_counter() - begun > 60:
                    raise RuntimeError("the watch did not publish the edit")
            seconds.append(time.perf_counter() - begun)
        return Taken(statistics.median(seconds), peak.stop() / 2**20)


@contextmanager
def _running(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **ENV}, text=True, stdout=subprocess.PIPE
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate()


def _until(process: subprocess.Popen[str], words: str) -> None:
    for line in process.stdout or ():
        if words in line:
            return
    raise RuntimeError("the watch ended before its first build")


def _append(source: Path, number: int) -> None:
    with source.open("a", encoding="utf-8") as file:
        file.write(f"\nSửa lần {number}.\n")


def _shows(page: Path, number: int) -> bool:
    return f"Sửa lần {number}." in page.read_text(encoding="utf-8")


def _median(taken: list[Taken]) -> Taken:
    return Taken(
        statistics.median(one.seconds for one in taken),
        max(one.mebibytes for one in taken),
        statistics.median(one.cpu for one in taken),
    )


def measure(count: int, folder: Path, only: list[str] | None) -> list[Row]:
    rows = []
    for program in (one for one in PROGRAMS if not only or one.__name__ in only):
        with tempfile.TemporaryDirectory(dir=folder) as place:
            for row in program(Path(place), count):
                name, taken = row
                figures = f"{taken.seconds:8.2f} s {taken.cpu:8.2f} cpu {taken.mebibytes:8.0f} MiB"
                print(f"{count:>6} {name:<44} {figures}", flush=True)
                rows.append(row)
    return rows


def table(count: int, rows: list[Row]) -> str:
    """One size as Markdown, each time also as a multiple of Hugo's."""
    base = next((taken.seconds for name, taken in rows if name == "Hugo"), None)
    lines = [
        f"## {count:,} procedures, {count // 10:,} news",
        "",
        "| build | seconds | × Hugo | processor seconds | peak memory, MiB |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, taken in rows:
        ratio = f"{taken.seconds / base:.2f}" if base else "–"
        cpu = f"{taken.cpu:.2f}" if taken.cpu else "–"
        lines.append(f"| {name} | {taken.seconds:.2f} | {ratio} | {cpu} | {taken.mebibytes:,.0f} |")
    return "\n".join(lines)


def machine() -> str:
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    load = os.getloadavg()[0]
    return (
        f"{date.today():%Y-%m-%d}, {len(os.sched_getaffinity(0))} processors ({names[0].split(': ')[1]}), "
        f"load before the run {load:.1f}; Python {platform.python_version()}, Pelican {version('pelican')}, "
        f"Markdown {version('markdown')}{_version('hugo', 'version')}{_version('node', '--version')}"
    )


def _version(program: str, question: str) -> str:
    if shutil.which(program) is None:
        return ""
    said = subprocess.run([program, question], capture_output=True, text=True, check=True).stdout.split()
    return f", {program} {said[1] if program == 'hugo' else said[0]}"


TEXT = """# Benchmark: building

Written by `make bench-build`. The same Vietnamese guidance (about 4 KB a procedure) under each program's own front matter, built one after the
other on one machine, output on the same disk. Seconds are by the clock, so whatever else runs on the machine counts; processor seconds are of the
program and all its processes. Memory is the peak of the resident sets of all processes together; what forked processes share is
counted for each. The others make pages and lists by category and tag; they have no build of one change that starts from nothing kept in memory,
so one edit costs them a whole build. Ours also compiles each declaration, holds it against every rule, and writes the catalogue; “forms, schemas”
adds the form of each procedure, its JSON Schema and its OpenAPI description.

{machine}

"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[1000])
    parser.add_argument("--folder", type=Path, help="where to build; the disk that is measured")
    parser.add_argument("--only", nargs="*", help="names of the programs to run, e.g. hugo ours_alone")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    given = parser.parse_args()
    said = machine()
    folder = given.folder or Path(tempfile.gettempdir())
    parts = [table(size, measure(size, folder, given.only)) for size in given.sizes]
    text = TEXT.format(machine=said) + "\n\n".join(parts) + "\n"
    if given.write:
        PAGE.write_text(text, encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
