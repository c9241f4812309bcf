"""A file of content with other data: every letter that need not change stays, comments and order included."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from yaml import YAMLError

from functions.domain.model import JSON
from publisher.editor.form_data import pairs
from publisher.front_matter import FENCE
from publisher.importer.emit import front_matter
from publisher.importer.sheet import HoldsWords, Sheet
from publisher.yaml_data import YamlFault, load

Step = str | int


def written(data: JSON, body: str) -> str:
    """A new file."""
    return f"{FENCE}\n{front_matter(data)}{FENCE}\n{_ended(body)}"


def rewritten(text: str, data: JSON, body: str) -> str:
    """``text`` so that its front matter says ``data`` and its body is ``body``.

    Comments go only with a row or key that goes. Where the old writing cannot be kept the front matter is
    written anew: what it says comes before how it looks.
    """
    opening, head, closing, old_body = parts(text)
    return (
        opening
        + _front(head, data)
        + closing
        + (old_body if old_body.strip() == body.strip() else _ended(body))
    )


def _front(head: str, data: JSON) -> str:
    sheet = Sheet(head, mind_words=False)
    try:
        _change(sheet, (), load(head)[0] or {}, data)
        if (load(sheet.text)[0] or {}) == data:
            return sheet.text
    except (KeyError, IndexError, HoldsWords, YAMLError, YamlFault):
        pass
    return front_matter(data)


def parts(text: str) -> tuple[str, str, str, str]:
    """Fence, front matter, fence and body; joined they are the text again."""
    rows = re.findall(r"[^\n]*\n|[^\n]+", text)
    end = next(n for n, row in enumerate(rows[1:], 1) if row.rstrip() == FENCE)
    return rows[0], "".join(rows[1:end]), rows[end], "".join(rows[end + 1 :])


def _ended(body: str) -> str:
    """A body begins on its first line and ends with one line end."""
    return body.strip("\n") + "\n"


def _change(sheet: Sheet, path: tuple[Step, ...], old: Any, new: Any) -> None:
    """Bring what stands at ``path`` from ``old`` to ``new`` by the smallest edits."""
    if type(old) is type(new) and old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict) and old and new:
        _change_keys(sheet, path, old, new)
    elif isinstance(old, list) and isinstance(new, list) and old and new:
        _change_rows(sheet, path, old, new)
    else:
        sheet.set(path, new)


def _change_keys(sheet: Sheet, path: tuple[Step, ...], old: JSON, new: JSON) -> None:
    for key in old:
        if key in new:
            _change(sheet, (*path, key), old[key], new[key])
    for n, key in enumerate(new):
        if key not in old:
            before = tuple(reversed([*new][:n]))
            sheet.insert((*path, key), new[key], before)
    for key in old:
        if key not in new:
            sheet.delete((*path, key))


def _change_rows(sheet: Sheet, path: tuple[Step, ...], old: list[Any], new: list[Any]) -> None:
    kept = dict(pairs(old, new))
    if not kept:
        sheet.set(path, new)
        return
    for n, was in kept.items():
        _change(sheet, (*path, was), old[was], new[n])
    for was in reversed(range(len(old))):
        if was not in kept.values():
            sheet.delete((*path, was))
    for n, row in enumerate(new):
        if n not in kept:
            sheet.insert((*path, n), row, _behind(n))


def _behind(n: int) -> Sequence[Step]:
    return (n - 1,) if n else ()
