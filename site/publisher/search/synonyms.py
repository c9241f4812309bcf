"""``content/reference/synonyms.yml``: what people say, and what it is called officially."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import permutations
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from functions.domain.compile import read_as
from functions.domain.errors import Invalid
from functions.domain.i18n import _
from functions.domain.model import Model, Text
from functions.domain.search.words import plain_words, words_of
from publisher.cache.stamps import Stamp, stamp_of
from publisher.front_matter import FileFault, Source, read_yaml
from publisher.outputs import digest

FILE = "synonyms.yml"
LONGEST = 8
"""Words of a phrase."""


class Row(Model):
    """Everyday phrases with one meaning."""

    say: Annotated[tuple[Text, ...], Field(min_length=1)]
    means: Text | Annotated[tuple[Text, ...], Field(min_length=1)]

    @property
    def targets(self) -> tuple[str, ...]:
        return (self.means,) if isinstance(self.means, str) else self.means


class SynonymsFile(Model):
    """The file as an editor writes it."""

    same: tuple[Annotated[tuple[Text, ...], Field(min_length=2)], ...] = ()
    """Names that all mean the same and all stand in titles, such as an abbreviation and the long form."""

    synonyms: tuple[Row, ...] = ()
    later: tuple[Row, ...] = ()
    """For services that this portal does not have yet: they wait without a fault, and work once it has."""


class Synonyms(NamedTuple):
    """The file, read."""

    pairs: tuple[tuple[str, str], ...] = ()
    """Phrase and official words, in the order of the file."""
    needed: tuple[tuple[str, str], ...] = ()
    """Official words that must be known, and where the file says them."""
    source: Source | None = None

    @property
    def key(self) -> str:
        return digest(*(part for one in self.pairs for part in one))

    def active(self, names: Iterable[str]) -> list[tuple[str, str]]:
        """The pairs whose official words stand in the names of one thing; ``names`` as in :class:`Says`."""
        known = _known(names, {target for _say, target in self.pairs})
        return [one for one in self.pairs if one[1] in known]


def load_synonyms(folder: Path, root: Path) -> Synonyms:
    """The file below ``folder``, which may be missing. Raises :class:`Invalid` with every fault."""
    path = folder / FILE
    if not path.exists():
        return Synonyms()
    return _loaded(path, root, stamp_of(path.stat()))


@lru_cache(4)
def _loaded(path: Path, root: Path, _stamp: Stamp) -> Synonyms:
    source = read_yaml(path, str(path.relative_to(root)))
    try:
        read = read_as(SynonymsFile, source.data)
    except Invalid as invalid:
        raise Invalid(invalid.message, [source.fault(fault) for fault in invalid.faults]) from None
    faults = list(_faults(read, source))
    if faults:
        raise Invalid(_("Tệp từ đồng nghĩa có chỗ sai."), faults)
    rows = [row for _where, row in _rows(read)]
    pairs = [(say, target) for row in rows for target in row.targets for say in row.say]
    pairs += [(one, other) for group in read.same for one, other in permutations(group, 2)]
    needed = tuple(
        (target, f"synonyms[{n}].means") for n, row in enumerate(read.synonyms) for target in row.targets
    )
    return Synonyms(tuple(pairs), needed, source)


def judge_synonyms(content: Path, names: Iterable[str]) -> list[FileFault]:
    """Everything that is wrong with the file, by line; ``names`` has the plain words of each thing."""
    try:
        return unknown_targets(load_synonyms(content / "reference", content.parent), names)
    except Invalid as invalid:
        return [fault for fault in invalid.faults if isinstance(fault, FileFault)]


def unknown_targets(synonyms: Synonyms, names: Iterable[str]) -> list[FileFault]:
    """Official words that nothing is called by. Only a warning: a procedure that is withdrawn must not keep
    everything else from the public."""
    names = list(names)
    if synonyms.source is None or not names:  # where nothing can be read, nothing can be missed
        return []
    known = _known(names, {target for target, _where in synonyms.needed})
    reason = _(
        "Không có thủ tục hay trang nào có đủ các chữ “{target}” trong tên. "
        "Viết đúng tên chính thức, hoặc chuyển dòng này xuống “later”."
    )
    return [
        _fault(synonyms.source, where, "synonym_unknown", reason.format(target=target), "warning")
        for target, where in synonyms.needed
        if target not in known
    ]


def _known(names: Iterable[str], targets: Collection[str]) -> set[str]:
    """Targets all of whose words stand in one thing's names."""
    wanted = {target: set(plain_words(target)) for target in targets}
    where: dict[str, set[int]] = {word: set() for words in wanted.values() for word in words}
    for number, text in enumerate(names):
        for word in where.keys() & text.split():
            where[word].add(number)
    return {target for target, words in wanted.items() if set.intersection(*(where[one] for one in words))}


def _rows(read: SynonymsFile) -> Iterator[tuple[str, Row]]:
    for name, rows in (("synonyms", read.synonyms), ("later", read.later)):
        for n, row in enumerate(rows):
            yield f"{name}[{n}]", row


def _faults(read: SynonymsFile, source: Source) -> Iterator[FileFault]:
    first: dict[tuple[str, ...], str] = {}
    phrases = [(where, say, LONGEST) for where, row in _rows(read) for say in row.say]
    phrases += [(f"same[{n}]", name, LONGEST) for n, group in enumerate(read.same) for name in group]
    targets = [(where, target, 2 * LONGEST) for where, row in _rows(read) for target in row.targets]
    for where, phrase, most in (*phrases, *targets):
        if not 0 < len(words_of(phrase)) <= most:
            reason = _("“{phrase}” phải có từ 1 đến {most} chữ.").format(phrase=phrase, most=most)
            yield _fault(source, where, "synonym_length", reason)
    for where, phrase, _most in phrases:
        other = first.setdefault(_key(phrase), where)
        if other is not where:
            reason = _("“{say}” đã có ở dòng {line}. Gộp hai dòng làm một.")
            line = source.line(other)
            yield _fault(source, where, "synonym_twice", reason.format(say=phrase, line=line))
    yield from _loops(read, source, first)


def _loops(read: SynonymsFile, source: Source, first: Mapping[tuple[str, ...], str]) -> Iterator[FileFault]:
    """An official phrase that is an everyday one elsewhere leads on, or around: it must be the last word."""
    for where, row in _rows(read):
        for target in row.targets:
            other = first.get(_key(target))
            if other is not None:
                reason = _(
                    "“{target}” là từ chính thức ở đây nhưng là từ thường gọi ở dòng {line}: thành vòng "
                    "hoặc chuỗi. Viết thẳng từ chính thức cuối cùng."
                )
                yield _fault(
                    source, where, "synonym_loop", reason.format(target=target, line=source.line(other))
                )


def _key(phrase: str) -> tuple[str, ...]:
    return tuple(word.marked for word in words_of(phrase))


def _fault(
    source: Source, where: str, code: str, reason: str, level: Literal["error", "warning"] = "error"
) -> FileFault:
    return FileFault(where, code, reason, source.path, source.line(where), level)
