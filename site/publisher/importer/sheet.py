"""One value of an editor's front matter is changed, and every other letter stays: comments, order, quotes.

PyYAML tells where each node begins and ends; the new text goes exactly there. Whatever would take a comment
along is refused, since a comment is an editor's word too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from publisher.importer.emit import entry, inline, item
from publisher.importer.rows import IDENTITY

Pair = tuple[yaml.Node, yaml.Node]
Steps = Sequence[str | int]
_BLOCK_TEXT = ("|", ">")


class HoldsWords(Exception):
    """The text to replace holds a comment of the editor."""


class Sheet:
    """The text between the fences of a service file.

    Rows of lists are named by what identifies them, or by number. Without ``mind_words`` the comments inside
    what is replaced or taken out go with it: whoever deletes a row deletes what was said about it.
    """

    def __init__(self, text: str, *, mind_words: bool = True) -> None:
        self.text = text
        self._mind_words = mind_words
        self._root = self._parse()

    def has(self, path: Steps) -> bool:
        """Whether the path leads to something."""
        return self._find(path) is not None

    def set(self, path: Steps, value: Any) -> None:
        """Replace what ``path`` leads to. Raises :class:`HoldsWords`."""
        parent, n = self._place(path)
        if isinstance(parent, yaml.SequenceNode):
            node = parent.value[n]
            self._require_wordless(node.start_mark.index, node)
            self._replace(node.start_mark.index, _end(self.text, node), inline(value))
            return
        key, node = parent.value[n]
        start, end = key.start_mark.index, _end(self.text, node)
        self._require_wordless(start, node, key)
        if _flow(parent) or self._behind(end).strip():
            fresh = f"{path[-1]}: {inline(value)}"
        else:
            fresh = entry(str(path[-1]), value, key.start_mark.column, bare=True).strip()
        self._replace(start, end, fresh)

    def delete(self, path: Steps) -> None:
        """Take out what ``path`` leads to, with its line. Raises :class:`HoldsWords`."""
        parent, n = self._place(path)
        if len(parent.value) == 1 and len(path) > 1:
            self.delete(path[:-1])
            return
        first, last = _ends(parent.value[n])
        self._require_wordless(first.start_mark.index, last, *([] if first is last else [first]))
        start, end = first.start_mark.index, _end(self.text, last)
        if _flow(parent):
            self._cut_from_brackets(parent, n, start, end)
            return
        if self._mind_words and self._behind(end).strip():
            raise HoldsWords
        self._cut_lines(parent, n, start, end)

    def insert(self, path: Steps, value: Any, before: Steps) -> None:
        """Put something new where ``path`` says, behind the nearest of ``before`` that is there."""
        parent = self._find(path[:-1])
        if parent is None or not _holds(parent):
            self._insert_parent(path, value, before)
            return
        places = [self._number(parent, path[:-1], step) for step in before]
        n = next((place for place in places if place is not None), None)
        if _flow(parent):
            self._insert_in_brackets(parent, n, path, value)
        else:
            self._insert_lines(parent, n, path, value)

    # Finding -------------------------------------------------------------------------------------------

    def _parse(self) -> yaml.Node:
        root = yaml.compose(self.text, Loader=yaml.CSafeLoader)
        return root if root is not None else yaml.MappingNode("", [], flow_style=False)

    def _find(self, path: Steps) -> yaml.Node | None:
        node: yaml.Node | None = self._root
        for depth, step in enumerate(path):
            n = self._number(node, path[:depth], step) if node is not None else None
            if node is None or n is None:
                return None
            node = node.value[n][1] if isinstance(node, yaml.MappingNode) else node.value[n]
        return node

    def _place(self, path: Steps) -> tuple[yaml.Node, int]:
        parent = self._find(path[:-1])
        n = self._number(parent, path[:-1], path[-1]) if parent is not None else None
        if parent is None or n is None:
            raise KeyError(path)
        return parent, n

    @staticmethod
    def _number(node: yaml.Node, path: Steps, step: str | int) -> int | None:
        """Which of a node's parts ``step`` names."""
        if isinstance(node, yaml.MappingNode):
            names = [key.value for key, _value in node.value]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            return step if step < len(node.value) else None
        elif isinstance(node, yaml.SequenceNode) and path and path[-1] in IDENTITY:
            names = [_label(path[-1], row) for row in node.value]
        else:
            return None
        return names.index(step) if step in names else None

    # Writing -------------------------------------------------------------------------------------------

    def _replace(self, start: int, end: int, fresh: str) -> None:
        self.text = self.text[:start] + fresh + self.text[end:]
        self._root = self._parse()

    def _behind(self, end: int) -> str:
        """What stands behind a place on its line."""
        stop = self.text.find("\n", end)
        return self.text[end : stop if stop >= 0 else len(self.text)]

    def _require_wordless(self, start: int, node: yaml.Node, *more: yaml.Node) -> None:
        """Outside the scalars, a ``#`` begins a comment."""
        if not self._mind_words:
            return
        gaps, at = [], start
        for one in sorted([*more, *_scalars(node)], key=lambda each: each.start_mark.index):
            gaps.append(self.text[at : max(at, one.start_mark.index)])
            at = max(at, _end(self.text, one))
        gaps.append(self.text[at : _end(self.text, node)])
        if any("#" in gap for gap in gaps):
            raise HoldsWords

    def _cut_from_brackets(self, parent: yaml.Node, n: int, start: int, end: int) -> None:
        if n + 1 < len(parent.value):
            end = _ends(parent.value[n + 1])[0].start_mark.index
        elif n:
            start = _end(self.text, _ends(parent.value[n - 1])[1])
        gone = self.text[start:end]
        if self._mind_words and "#" in gone and "\n" in gone:
            raise HoldsWords
        self._replace(start, end, "")

    def _cut_lines(self, parent: yaml.Node, n: int, start: int, end: int) -> None:
        """Whole lines, except that a first key leaves the dash of its row to the next key."""
        line = self.text.rfind("\n", 0, start) + 1
        head = self.text[line:start]
        if isinstance(parent, yaml.MappingNode) and head.strip():
            following = _ends(parent.value[n + 1])[0].start_mark.index
            if self._mind_words and "#" in self.text[end:following]:
                raise HoldsWords
            self._replace(start, following, "")
            return
        stop = self.text.find("\n", end)
        self._replace(line, stop + 1 if stop >= 0 else len(self.text), "")

    def _insert_parent(self, path: Steps, value: Any, before: Steps) -> None:
        """The list or group around the new thing is missing or empty: write it with that alone."""
        whole = [value] if path[-2:-1] and path[-2] in IDENTITY else {path[-1]: value}
        if self.has(path[:-1]):
            self.set(path[:-1], whole)
        else:
            self.insert(path[:-1], whole, before)

    def _insert_in_brackets(self, parent: yaml.Node, n: int | None, path: Steps, value: Any) -> None:
        row = inline(value)
        fresh = f"{path[-1]}: {row}" if isinstance(parent, yaml.MappingNode) else row
        if n is None:
            at = _ends(parent.value[0])[0].start_mark.index
            self._replace(at, at, f"{fresh}, ")
        else:
            at = _end(self.text, _ends(parent.value[n])[1])
            self._replace(at, at, f", {fresh}")

    def _insert_lines(self, parent: yaml.Node, n: int | None, path: Steps, value: Any) -> None:
        keys = isinstance(parent, yaml.MappingNode)
        first = _ends(parent.value[0])[0]
        indent = first.start_mark.column if keys else parent.start_mark.column
        flow = not keys and _flow(parent.value[-1])
        fresh = entry(str(path[-1]), value, indent) if keys else item(value, indent, flow=flow)
        if n is None and keys and parent is not self._root:
            n = 0
        if n is None:
            at = self.text.rfind("\n", 0, first.start_mark.index) + 1
            self._replace(at, at, fresh)
            return
        end = _end(self.text, _ends(parent.value[n])[1])
        stop = self.text.find("\n", end)
        at = stop + 1 if stop >= 0 else len(self.text)
        self._replace(at, at, ("" if stop >= 0 else "\n") + fresh)


def _flow(node: yaml.Node) -> bool:
    """Whether a group or list stands in brackets on its line."""
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def _holds(node: yaml.Node) -> bool:
    return isinstance(node, (yaml.MappingNode, yaml.SequenceNode)) and bool(node.value)


def _ends(part: yaml.Node | Pair) -> Pair:
    """First and last node of a part: key and value, or the row itself."""
    return part if isinstance(part, tuple) else (part, part)


def _end(text: str, node: yaml.Node) -> int:
    """Where a node's own text ends. YAML counts the lines behind a block to it, with their comments."""
    if isinstance(node, yaml.ScalarNode):
        end = int(node.end_mark.index)
        return len(text[:end].rstrip()) if node.style in _BLOCK_TEXT else end
    if _flow(node) or not node.value:
        return int(node.end_mark.index)
    return _end(text, _ends(node.value[-1])[1])


def _scalars(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.ScalarNode):
        return [node]
    return [one for part in node.value for end in dict.fromkeys(_ends(part)) for one in _scalars(end)]


def _label(name: str, row: yaml.Node) -> str:
    if not isinstance(row, yaml.MappingNode):
        return ""
    values = {key.value: value.value for key, value in row.value if isinstance(value, yaml.ScalarNode)}
    return " ".join(values.get(key, "") for key in IDENTITY[name])
