"""The git repository behind the editors' page: reading files, and one commit for one saving."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from functions.domain.errors import Invalid, Refused, Unavailable
from functions.domain.i18n import _

SECONDS = 60.0
"""How long git, with the hooks of the repository, may take for one answer."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who saves; commits bear the name."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Repository:
    """A working tree. ``root`` is its top folder."""

    root: Path

    @classmethod
    def around(cls, folder: Path) -> Repository:
        """The repository that holds ``folder``. Raises :class:`Invalid` where there is none."""
        try:
            return cls(Path(_git(folder, "rev-parse", "--show-toplevel").strip()))
        except Refused:
            reason = _("Thư mục {folder} không nằm trong kho git nào. Chạy: git init").format(folder=folder)
            raise Invalid(reason) from None

    @property
    def branch(self) -> str:
        """The branch that commits go to."""
        return _git(self.root, "symbolic-ref", "--short", "HEAD").strip()

    def author(self) -> Author:
        """Whoever git is set up for. Raises :class:`Invalid` where it is for nobody."""
        name, email = self._setting("user.name"), self._setting("user.email")
        if not name or not email:
            raise Invalid(_("Git chưa biết bạn là ai. Chạy lại với --name và --email."))
        return Author(name, email)

    def version(self, path: Path) -> str:
        """What git calls the content of a file as it stands now; empty where there is none."""
        return _git(self.root, "hash-object", "--", str(path)).strip() if path.is_file() else ""

    def require_clean(self, paths: Sequence[Path]) -> None:
        """Refuse where somebody's work on these files is not committed yet: a commit would take it along."""
        if said := _git(self.root, "status", "--porcelain", "--", *map(str, paths)).strip():
            reason = _("Tệp {path} đang có sửa đổi chưa ghi vào kho. Ghi lại hoặc bỏ sửa đổi ấy trước.")
            raise Refused(reason.format(path=said.split(maxsplit=1)[-1]))

    def commit(self, paths: Sequence[Path], message: str, author: Author) -> str:
        """Commit these files as they stand and nothing else; answers with the commit's id."""
        names = [str(path) for path in paths]
        _git(self.root, "add", "--", *names)
        who = f"{author.name} <{author.email}>"
        _git(
            self.root,
            "commit",
            "--quiet",
            f"--author={who}",
            "-m",
            message,
            "--only",
            "--",
            *names,
            by=author,
        )
        return _git(self.root, "rev-parse", "HEAD").strip()

    def forget(self, paths: Sequence[Path]) -> None:
        """Take what was not committed out of the index again."""
        _git(self.root, "reset", "--quiet", "--", *map(str, paths))

    def _setting(self, name: str) -> str:
        try:
            return _git(self.root, "config", "--get", name).strip()
        except Refused:
            return ""


def _git(folder: Path, *arguments: str, by: Author | None = None) -> str:
    """What git says. Raises :class:`Refused` with its words where it fails."""
    surroundings = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8"}
    if by is not None:
        surroundings |= {"GIT_COMMITTER_NAME": by.name, "GIT_COMMITTER_EMAIL": by.email}
    command = ["git", "-c", "core.quotePath=false", "-C", str(folder), *arguments]
    try:
        run = subprocess.run(  # noqa: S603 - git with arguments of our own; paths stand behind "--"
            command, env=surroundings, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except FileNotFoundError:
        raise Unavailable(_("Máy này chưa có git.")) from None
    except subprocess.TimeoutExpired:
        raise Unavailable(_("Git không trả lời.")) from None
    if run.returncode:
        raise Refused(_("Git không ghi được: {said}").format(said=(run.stderr or run.stdout).strip()))
    return run.stdout
