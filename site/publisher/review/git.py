"""Asking git, by its plumbing only: settings of whoever calls do not change the answers."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from functions.domain.errors import Invalid, Unavailable
from functions.domain.i18n import _

NOTHING = "0" * 40
"""The id that git gives to what it has not hashed, such as a file of the working tree."""


class Blob(NamedTuple):
    """A file of a revision: its name from the repository's root, and the id of its bytes."""

    name: str
    id: str


class Pair(NamedTuple):
    """A file before and after: only one of both where it came or went."""

    before: Blob | None
    after: Blob | None


class Repository:
    """The repository around a folder."""

    def __init__(self, folder: Path) -> None:
        """Raises :class:`Invalid` where there is none, :class:`Unavailable` where git itself is missing."""
        self.root = folder
        found = self._run(("rev-parse", "--show-toplevel"), b"")
        if found.returncode:
            reason = _(
                "Thư mục {folder} không nằm trong kho git nào đọc được, nên không có bản cũ để so ({said})."
            )
            said = found.stderr.decode(errors="replace").strip().partition("\n")[0]
            raise Invalid(reason.format(folder=folder, said=said))
        self.root = Path(found.stdout.decode().rstrip("\n"))

    def commit(self, revision: str) -> str:
        """The id of the commit that ``revision`` names. Raises :class:`Invalid` where it names none."""
        found = None
        if revision and not revision.startswith("-") and revision.isprintable():
            found = self._ask("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        if found is None:
            reason = _("Kho git không có bản “{revision}”. Xem các bản bằng: git log --oneline").format(
                revision=revision
            )
            raise Invalid(reason + self._shallow_hint())
        return found.decode().strip()

    def common(self, one: str, other: str) -> str:
        """Where two commits parted. Raises :class:`Invalid` where that is not known."""
        found = self._ask("merge-base", one, other)
        if found is None:
            reason = _("Hai bản không có gốc chung, nên không so được bằng “...”. Viết “A..B”.")
            raise Invalid(reason + self._shallow_hint())
        return found.decode().split()[0]

    def files(self, commit: str, folder: str) -> list[Blob]:
        """All files below a folder in a commit."""
        listed = self._must("ls-tree", "-r", "-z", "--full-tree", commit, "--", folder)
        return [
            Blob(name, id)
            for meta, _tab, name in (row.partition("\t") for row in _rows(listed))
            for mode, _kind, id in (meta.split(" "),)
            if mode.startswith("100")
        ]

    def changed(self, before: str, after: str | None, folder: str) -> list[Pair]:
        """Files below a folder that differ between a commit and another, or the working tree.

        A file that moved is one pair where git sees that it is alike.
        """
        how = ("diff-tree", "-r", before, after) if after else ("diff-index", before)
        listed = self._must(*how, "-z", "-M", "--raw", "--no-abbrev", "--", f":(top,literal){folder}")
        pairs = [_raw(meta, names) for meta, names in _raw_rows(listed)]
        if after is None:
            asked = ("ls-files", "-z", "--others", "--exclude-standard", "--full-name")
            loose = _rows(self._must(*asked, "--", f":(top,literal){folder}"))
            pairs += [Pair(None, Blob(name, NOTHING)) for name in loose]
            pairs = [seen for pair in pairs for seen in self._as_it_lies(pair)]
        return pairs

    def _as_it_lies(self, pair: Pair) -> Iterator[Pair]:
        """A pair with the working tree's file hashed; none where only its time stamp moved."""
        before, after = pair
        if after is not None and set(after.id) == {"0"}:
            path = self.root / after.name
            after = Blob(after.name, blob_id(path.read_bytes())) if path.is_file() else None
        if before != after:
            yield Pair(before, after)

    def mentioning(self, words: Iterable[str], commit: str | None, folder: str) -> list[str]:
        """Names of files below a folder that contain one of ``words``."""
        patterns = [part for word in words for part in ("-e", word)]
        if not patterns:
            return []
        where = [commit] if commit else ["--untracked"]
        found = self._ask("grep", "-l", "-z", "-F", *patterns, *where, "--", f":(top,literal){folder}")
        prefix = f"{commit}:" if commit else ""
        return [row.removeprefix(prefix) for row in _rows(found or b"")]

    def read(self, blobs: Iterable[Blob]) -> Iterator[tuple[Blob, bytes | None]]:
        """The bytes of files; None for one that this copy of the repository lacks."""
        wanted = list(blobs)
        if not wanted:
            return
        answer = self._must("cat-file", "--batch", given="".join(f"{one.id}\n" for one in wanted).encode())
        place = 0
        for one in wanted:
            end = answer.index(b"\n", place)
            head = answer[place:end].split(b" ")
            place = end + 1
            if head[-1] == b"missing":
                yield one, None
                continue
            size = int(head[-1])
            yield one, answer[place : place + size]
            place += size + 1

    def _shallow_hint(self) -> str:
        if (self._ask("rev-parse", "--is-shallow-repository") or b"").strip() != b"true":
            return ""
        return _(" Kho này chỉ tải phần ngọn của lịch sử; tải đủ bằng: git fetch --unshallow")

    def _must(self, *arguments: str, given: bytes = b"") -> bytes:
        done = self._run(arguments, given)
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip()
            raise Unavailable(_("git báo lỗi: {said}").format(said=said))
        return done.stdout

    def _ask(self, *arguments: str) -> bytes | None:
        done = self._run(arguments, b"")
        return None if done.returncode else done.stdout

    def _run(self, arguments: Iterable[str], given: bytes) -> subprocess.CompletedProcess[bytes]:
        command = ["git", "--no-optional-locks", "-C", str(self.root), *arguments]
        try:
            return subprocess.run(command, input=given, capture_output=True, check=False)  # noqa: S603
        except FileNotFoundError:
            raise Unavailable(_("Máy này chưa có git. Cài git rồi chạy lại.")) from None


def blob_id(raw: bytes) -> str:
    """The id that git gives to these bytes."""
    return hashlib.sha1(b"blob %d\0" % len(raw) + raw, usedforsecurity=False).hexdigest()


def _rows(listed: bytes) -> list[str]:
    return [row.decode(errors="surrogateescape") for row in listed.split(b"\0") if row]


def _raw_rows(listed: bytes) -> Iterator[tuple[list[str], list[str]]]:
    """Rows of ``--raw -z``: what is said of a change, and one or two names."""
    rows = iter(_rows(listed))
    for row in rows:
        meta = row.lstrip(":").split(" ")
        names = [next(rows) for _n in range(2 if meta[4][0] in "RC" else 1)]
        yield meta, names


def _raw(meta: list[str], names: list[str]) -> Pair:
    old_mode, new_mode, old_id, new_id, _status = meta
    before = Blob(names[0], old_id) if old_mode.startswith("100") else None
    after = Blob(names[-1], new_id) if new_mode.startswith("100") else None
    return Pair(before, after)
