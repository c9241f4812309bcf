"""Making what is stale: the only place that calls ``make``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from functions.domain.errors import Refused
from functions.domain.i18n import SOURCE, _, language
from functions.domain.model import JSON
from functions.domain.translation import translated
from functions.rendering.language import ENGLISH, finished
from publisher import views
from publisher.cache.library import Damaged
from publisher.outputs import Output
from publisher.parallel import spread
from publisher.progress import Progress


class Renderer:
    """The theme's environment, made when the first page asks for it; compiled templates are kept on disk."""

    def __init__(self, theme: Path, compiled: Path, portal: Any) -> None:
        self._theme, self._compiled, self._portal = theme, compiled, portal
        self._envs: dict[str, Any] = {}
        self.pages: Collection[str] = ()
        """Addresses of pages, beside the catalogue, that stand in English too."""

    def __call__(self, template: str, context: JSON) -> str:
        code = language()
        if code not in self._envs:
            self._envs[code] = self._made()
        return finished(str(self._envs[code].get_template(template).render(context)), self.pages, _)

    def _made(self) -> Any:
        from jinja2 import FileSystemBytecodeCache

        from functions.rendering.environment import environment

        env = environment(self._theme)
        env.filters.update(quantity=views.quantity, validity=views.validity)
        portal = self._portal if language() == SOURCE else translated(self._portal, {}, _)
        env.globals.update(portal=portal, current="")
        self._compiled.mkdir(parents=True, exist_ok=True)
        env.bytecode_cache = FileSystemBytecodeCache(str(self._compiled))
        return env


def unique(outputs: Sequence[Output]) -> None:
    """Raises :class:`Refused` when two outputs are the same file."""
    count = Counter(output.path for output in outputs)
    if len(count) < len(outputs):
        raise twice(sorted(path for path, n in count.items() if n > 1))


def twice(paths: Sequence[str]) -> Refused:
    """The error of a file that two parts of the portal want to write."""
    return Refused(_("Hai phần của cổng cùng ghi một tệp: {names}").format(names=", ".join(paths)))


def make(
    stale: Sequence[Output], standing: Path, fresh: Path, workers: int, progress: Progress, label: str
) -> int:
    """Write below ``fresh`` each output whose bytes differ from what stands; says how many differ.

    Raises :class:`Refused` naming the file that could not be made.
    """
    # Outputs of one service, in both languages, lie in one folder; made together, they share what was loaded.
    in_folders = sorted(stale, key=lambda output: output.path.removeprefix(f"{ENGLISH}/"))
    done = spread(partial(_make, standing if standing.exists() else None, fresh), in_folders, workers)
    written = 0
    for result in progress.over(done, label, len(stale)):
        if isinstance(result, str):
            raise Refused(result)
        written += result
    return written


def _make(standing: Path | None, fresh: Path, output: Output) -> int | str:
    """1 where the file differs, 0 where not, or what went wrong: errors travel badly between processes."""
    try:
        made = output.make()
    except Damaged:
        raise
    except Exception as error:
        reason = _("Dựng trang không thành: {path}: {reason}")
        return reason.format(path=output.path, reason=f"{type(error).__name__}: {error}")
    return int(put(made, standing and standing / output.path, fresh / output.path))


def put(made: bytes, standing: Path | None, fresh: Path) -> bool:
    """Let ``made`` wait at ``fresh``, unless it stands already."""
    try:
        if standing and standing.read_bytes() == made:
            return False
    except OSError:
        pass
    try:
        fresh.write_bytes(made)
    except FileNotFoundError:
        fresh.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(made)
    return True
