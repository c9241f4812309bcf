"""The two sides of a review as folders that the publisher can read: only what is looked at lies there."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from functions.domain.errors import Invalid
from functions.domain.i18n import _
from publisher.catalogue import FOLDERS, service_files
from publisher.review.git import Blob, Pair, Repository
from publisher.translation import is_translation

REFERENCE = "reference"


@dataclass(frozen=True)
class Side:
    """A content folder as it was in a commit, or as it lies in the working tree."""

    repository: Repository
    prefix: str
    """The content folder, from the repository's root."""
    commit: str | None
    """None for the working tree."""
    content: Path
    """Where it can be read; for a commit a folder that holds only what was fetched."""
    fetched: set[str] = field(default_factory=set)

    def say(self) -> str:
        """The side as people name it."""
        return self.commit[:10] if self.commit else _("thư mục làm việc")

    def path(self, name: str) -> Path:
        """Where the file of that name, from the content folder, can be read."""
        return self.content / name

    def fetch(self, blobs: Iterable[Blob]) -> None:
        """Put files of the commit where they can be read. Names are those from the repository's root."""
        if self.commit is None:
            return
        wanted = [one for one in blobs if one.name not in self.fetched and _below(one.name)]
        for one, raw in self.repository.read(wanted):
            self.fetched.add(one.name)
            if raw is not None:
                path = self.content / self.short(one.name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(raw)

    def short(self, name: str) -> str:
        """A name from the repository's root as one from the content folder."""
        return name.removeprefix(f"{self.prefix}/")

    @cached_property
    def blobs(self) -> Mapping[str, Blob]:
        """Every file of the commit, by its name from the content folder; empty for the working tree."""
        if self.commit is None:
            return {}
        return {self.short(one.name): one for one in self.repository.files(self.commit, self.prefix)}

    def services(self) -> dict[str, bool]:
        """Every service file by its name from the content folder, and whether it is a process."""
        if self.commit is None:
            found = service_files(self.content)
            return {str(path.relative_to(self.content)): process for path, process in found}
        kinds = {name: kind_of(name) for name in sorted(self.blobs)}
        return {name: kind for name, kind in kinds.items() if kind is not None}

    def fetch_named(self, names: Iterable[str]) -> None:
        """:meth:`fetch` by names from the content folder."""
        self.fetch(self.blobs[name] for name in names if name in self.blobs)

    def fetch_reference(self) -> bool:
        """Make the reference data readable; whether this side has any."""
        self.fetch_named(name for name in self.blobs if name.startswith(f"{REFERENCE}/"))
        return (self.content / REFERENCE).is_dir()


@dataclass(frozen=True)
class Range:
    """What is to be compared."""

    before: Side
    after: Side
    changed: list[Pair]


@contextmanager
def opened(revisions: str, content: Path) -> Iterator[Range]:
    """``A..B``, ``A...B`` (B against where it parted from A) or ``A`` (against the working tree).

    Raises :class:`Invalid` for a range that cannot be read or a folder that git does not know.
    """
    content = content.resolve()
    repository = Repository(content)
    prefix = str(PurePosixPath(content.relative_to(repository.root.resolve())))
    if prefix == ".":
        raise Invalid(_("Thư mục nội dung không được là gốc của kho git."))
    old, new = _ends(repository, revisions)
    with tempfile.TemporaryDirectory(prefix="motcua-review-") as folder:
        before = Side(repository, prefix, old, Path(folder, "before", content.name))
        at = Path(folder, "after", content.name) if new else content
        after = Side(repository, prefix, new, at)
        yield Range(before, after, repository.changed(old, new, prefix))


def _ends(repository: Repository, revisions: str) -> tuple[str, str | None]:
    for dots in ("...", ".."):
        one, found, other = revisions.partition(dots)
        if found:
            old, new = repository.commit(one or "HEAD"), repository.commit(other or "HEAD")
            return (repository.common(old, new) if dots == "..." else old), new
    return repository.commit(revisions), None


def kind_of(name: str) -> bool | None:
    """Whether the file of that name is a process (True) or procedure (False); None for any other file.

    A translation is another file: it changes words for readers of another language, and nothing that is due.
    """
    top, slash, _rest = name.partition("/")
    return FOLDERS.get(top) if slash and name.endswith(".md") and not is_translation(name) else None


def _below(name: str) -> bool:
    """Git keeps such names out; a repository made by hand might not."""
    return ".." not in PurePosixPath(name).parts and not name.startswith("/")
