"""Words that are often written wrong in administrative Vietnamese, found by file and line.

The list is content: ``content/reference/spelling.yml``. It holds pairs that are wrong wherever they stand; a
dictionary would report every name and every abbreviation, and nobody would read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from functions.domain.compile import read_as
from functions.domain.errors import Invalid
from functions.domain.i18n import _
from functions.domain.model import Model, Text
from publisher.catalogue import within
from publisher.front_matter import FileFault, read_text, read_yaml, unreadable

LIST = "spelling.yml"
FOLDERS = ("procedures", "processes", "news", "campaigns", "pages", "handbook", "reference")
"""Folders of content whose words are read."""
_KINDS = frozenset({".md", ".yml"})
_DRAFT = re.compile(r"^status: *[\"']?draft\b", re.MULTILINE)
_NOT_PROSE = re.compile(
    r"```.*?```|`[^`\n]*`|https?://\S+|^ *said: .*$|\bsaid: \"[^\"\n]*\"", re.DOTALL | re.M
)
"""Code, addresses, and the words of national records that doubts quote."""

Level = Literal["error", "warning"]


class Pair(Model):
    """What is written, and what it should be."""

    wrong: Text
    right: Text
    excepted: Annotated[tuple[Text, ...], Field(alias="except")] = ()
    """Phrases that hold the wrong words and are right."""
    level: Level = "error"


class _List(Model):
    pairs: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class Spelling:
    """The list, ready to be looked for."""

    pairs: dict[str, Pair]
    """By the wrong words in small letters."""
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, pairs: Sequence[Pair]) -> Spelling:
        # Exceptions begin no later than what they excuse, and stand first, so that they are taken first.
        right = [phrase for pair in pairs for phrase in pair.excepted]
        wrong = sorted((pair.wrong for pair in pairs), key=len, reverse=True)
        looked_for = f"(?:{_any(right)})|({_any(wrong)})" if right else f"({_any(wrong)})"
        pattern = re.compile(rf"(?<!\w)(?:{looked_for})(?!\w)", re.IGNORECASE)
        return cls({pair.wrong.lower(): pair for pair in pairs}, pattern)

    def wrong(self, text: str) -> Iterator[tuple[Pair, str, int]]:
        """Each pair found, the words as they stand, and their line counted from 1."""
        if not self.pairs:
            return
        prose = _NOT_PROSE.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)
        for found in self.pattern.finditer(prose):
            if said := found.group(1):
                words = " ".join(said.split())
                yield self.pairs[words.lower()], words, text.count("\n", 0, found.start()) + 1


def load_spelling(content: Path) -> Spelling:
    """The list of a content folder, empty where there is none. Raises :class:`Invalid`."""
    path = content / "reference" / LIST
    if not path.exists():
        return Spelling({}, re.compile(r"(?!)"))
    source = read_yaml(path, str(path.relative_to(content.parent)))
    try:
        pairs = read_as(_List, source.data).pairs
    except Invalid as invalid:
        raise Invalid(invalid.message, [source.fault(fault) for fault in invalid.faults]) from None
    seen: set[str] = set()
    for n, pair in enumerate(pairs):
        if pair.wrong.lower() in seen or pair.wrong.lower() == pair.right.lower():
            reason = _("Cặp “{wrong}” đã có ở trên, hoặc chữ đúng giống chữ sai. Bỏ dòng này.")
            line = source.line(f"pairs[{n}]")
            raise unreadable(source.path, line, "spelling_pair", reason.format(wrong=pair.wrong))
        seen.add(pair.wrong.lower())
    return Spelling.of(pairs) if pairs else Spelling({}, re.compile(r"(?!)"))


def misspelt(content: Path, only: Sequence[Path] = ()) -> list[FileFault]:
    """Every wrong word below ``content``; with ``only``, in those files and folders alone.

    A draft is warned, never refused. Files that cannot be read are named by those who read them.
    """
    try:
        spelling = load_spelling(content)
    except Invalid as invalid:
        return [fault for fault in invalid.faults if isinstance(fault, FileFault)]
    names = [str(path.absolute()) for path in only]
    found: list[FileFault] = []
    for path in _files(content):
        if not names or within(path, names):
            found += _of_file(path, str(path.relative_to(content.parent)), spelling)
    return found


def _of_file(path: Path, name: str, spelling: Spelling) -> Iterable[FileFault]:
    try:
        text = read_text(path, name)
    except Invalid:
        return
    draft = bool(_DRAFT.search(text))
    for pair, words, line in spelling.wrong(text):
        reason = _("Viết “{wrong}” là sai chính tả. Sửa thành “{right}”.")
        if pair.level == "warning":
            reason = _("Viết “{wrong}”, cổng này viết “{right}”. Sửa cho cùng một lối.")
        level: Level = "warning" if draft else pair.level
        yield FileFault("", "spelling", reason.format(wrong=words, right=pair.right), name, line, level)


def _files(content: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((content / folder).rglob("*")):
            if path.suffix in _KINDS and path.is_file() and path.name != LIST:
                yield path


def _any(phrases: Iterable[str]) -> str:
    return "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in phrases)
