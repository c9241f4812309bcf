"""The index of a content folder as a build writes it, without the pages; and both readers of it."""

from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from functions.domain.search import Hit, Index, answer
from publisher.catalogue import Content
from publisher.entry import Entry
from publisher.outputs import digest
from publisher.portal.editorial import Editorial
from publisher.portal.shelf import load_shelf
from publisher.search import index_files
from publisher.site import Site

ROOT = Path(__file__).parents[2]
SHOWN = 10
SCRIPT = """
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Index } from "./themes/civic/static/js/search-index.js";
import { answer } from "./themes/civic/static/js/search-rank.js";
const open = async (name) => JSON.parse(await readFile(`${process.argv[1]}/${name}.json`, "utf8"));
const index = new Index(await open("index"), open);
for await (const line of createInterface({ input: process.stdin })) {
  const hits = await answer(index, JSON.parse(line));
  console.log(JSON.stringify(hits.slice(0, 10).map(({ item, score, matched }) => [item.url, score, [...matched].sort()])));
}
"""


class Built:
    """An index on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.index = Index(self.open("index"))

    def open(self, name: str) -> Any:
        return json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))

    def ask(self, question: str) -> list[Hit]:
        return answer(self.index, question, self.open, self.open)

    def cost(self, question: str) -> int:
        """Bytes over the line of a first question, compressed, without the scripts."""
        opened = {"index"}

        def note(name: str) -> Any:
            opened.add(name)
            return self.open(name)

        answer(Index(self.open("index")), question, note, note)
        return sum(len(gzip.compress((self.folder / f"{name}.json").read_bytes(), 9)) for name in opened)


def site_of(found: Content, content: Path, day: date, *, preview: bool = False) -> Site:
    entries = [Entry.of(page, found.reference)[0] for page in found.pages.values()]
    editorial = Editorial(content, load_shelf(content), day, preview=preview)
    return Site(found.reference, entries, day, {"SITEURL": ""}, digest, _no_page, editorial)


def _no_page(_template: str, _context: object) -> str:
    raise RuntimeError("an index needs no page")


def write_index(site: Site, folder: Path) -> Built:
    """Make the files of the index below ``folder``."""
    for output in index_files.outputs(site):
        path = folder / output.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(output.make())
    return Built(folder / "tim")


class Script:
    """Asks the browser's own code in a Node process."""

    def __init__(self, folder: Path) -> None:
        command = ["node", "--input-type=module", "-e", SCRIPT, str(folder)]
        self._run = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def ask(self, question: str) -> list[tuple[str, int, list[str]]]:
        """Address, score and matched words of the first ten."""
        assert self._run.stdin and self._run.stdout
        self._run.stdin.write(json.dumps(question) + "\n")
        self._run.stdin.flush()
        return [(url, score, words) for url, score, words in json.loads(self._run.stdout.readline())]

    def close(self) -> None:
        assert self._run.stdin and self._run.stdout
        self._run.stdin.close()
        self._run.wait()
        self._run.stdout.close()


@contextmanager
def script(folder: Path) -> Iterator[Script]:
    running = Script(folder)
    try:
        yield running
    finally:
        running.close()


def shown(hits: Sequence[Hit]) -> list[tuple[str, int, list[str]]]:
    return [(hit.item.url, hit.score, sorted(hit.matched)) for hit in hits[:SHOWN]]
