"""YAML to plain data, with the line of every key, and without YAML's guesses, anchors and tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from functions.domain.i18n import _

Lines = dict[str, int]
MAX_DEPTH = 30

_INTEGER = re.compile(r"-?(0|[1-9]\d{0,17})\Z")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


class YamlFault(Exception):
    """What is wrong with the text, and on which line of the file."""

    def __init__(self, code: str, reason: str, line: int, where: str = "") -> None:
        super().__init__(reason)
        self.code, self.reason, self.line, self.where = code, reason, line, where


def load(text: str, first_line: int = 1) -> tuple[Any, Lines]:
    """Data and the line of each path (``form[0].fields[2].label``). Raises :class:`YamlFault`."""
    return _Reader(text, first_line).read()


class _Reader:
    """One pass over the parser's events; aliases are refused before anything could multiply."""

    def __init__(self, text: str, first_line: int) -> None:
        self._events: Iterator[Any] = iter(yaml.parse(text, Loader=yaml.CSafeLoader))
        self._first = first_line
        self._lines: Lines = {}

    def read(self) -> tuple[Any, Lines]:
        try:
            return self._read(), self._lines
        except yaml.YAMLError as error:
            raise self._explained(error) from None

    def _read(self) -> Any:
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return None
        data = self._node(next(self._events), "", 0)
        next(self._events)
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            reason = _("Tệp có hơn một phần khai báo. Chỉ viết một.")
            raise YamlFault("yaml_documents", reason, self._line(after))
        return data

    def _line(self, event: Any) -> int:
        return int(event.start_mark.line) + self._first

    def _node(self, event: Any, where: str, depth: int) -> Any:
        self._refuse(event, where, depth)
        self._lines.setdefault(where, self._line(event))
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(where, depth)
        return self._mapping(where, depth)

    def _refuse(self, event: Any, where: str, depth: int) -> None:
        line = self._line(event)
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            reason = _("Không dùng dấu “&” và “*” để lặp lại đoạn khác; viết rõ ra, hoặc đặt chữ trong nháy.")
            raise YamlFault("yaml_anchor", reason, line, where)
        if event.tag is not None and event.tag != "!":
            reason = _("Không dùng thẻ “{tag}”; đặt chữ trong nháy nếu cần dấu “!”.").format(tag=event.tag)
            raise YamlFault("yaml_tag", reason, line, where)
        if depth > MAX_DEPTH:
            raise YamlFault("yaml_depth", _("Các mục lồng nhau quá sâu."), line)

    @staticmethod
    def _scalar(event: Any) -> Any:
        value: str = event.value
        if event.style in ("", None):
            if value in _WORDS:
                return _WORDS[value]
            if _INTEGER.match(value):
                return int(value)
        return value

    def _sequence(self, where: str, depth: int) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            found.append(self._node(event, f"{where}[{len(found)}]", depth + 1))
        return found

    def _mapping(self, where: str, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            line = self._line(event)
            if not isinstance(event, yaml.ScalarEvent) or event.value == "<<":
                raise YamlFault("yaml_key", _("Tên khóa phải là chữ, rồi dấu hai chấm."), line, where)
            self._refuse(event, where, depth)
            inner = f"{where}.{event.value}" if where else event.value
            if event.value in found:
                reason = _("Khóa “{key}” đã có ở dòng {line}. Giữ một chỗ.").format(
                    key=event.value, line=self._lines[inner]
                )
                raise YamlFault("yaml_twice", reason, line, inner)
            self._lines[inner] = line
            found[event.value] = self._node(next(self._events), inner, depth + 1)
        return found

    def _explained(self, error: yaml.YAMLError) -> YamlFault:
        marks = [getattr(error, "problem_mark", None), getattr(error, "context_mark", None)]
        problem = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
        if "quoted scalar" in problem:
            marks.reverse()
        mark = marks[0] or marks[1]
        line = (mark.line if mark else 0) + self._first
        return YamlFault("yaml", _sentence(problem), line)


def _sentence(problem: str) -> str:
    """The parser's complaint in the editor's words."""
    known = {
        "quoted scalar": _("Dấu nháy mở ra mà chưa đóng."),
        "mapping values are not allowed": _(
            "Dấu hai chấm thừa ở đây. Nếu chữ có dấu “: ”, đặt cả dòng chữ trong nháy."
        ),
        "document start": _("Tệp có hơn một phần khai báo. Chỉ viết một."),
        "flow sequence": _("Danh sách “[ … ]” thiếu dấu phẩy hoặc chưa đóng."),
        "flow mapping": _("Nhóm “{ … }” thiếu dấu phẩy hoặc chưa đóng."),
        "could not find expected ':'": _("Thiếu dấu hai chấm sau tên khóa."),
        "block collection": _("Thụt lề không đều với các dòng cùng nhóm."),
        "block mapping": _("Thụt lề không đều với các khóa cùng nhóm."),
        "cannot start any token": _("Dòng bắt đầu bằng ký tự không dùng được; đặt chữ trong nháy."),
        "anchor": _("Không dùng dấu “&” và “*” để lặp lại đoạn khác."),
        "alias": _("Không dùng dấu “&” và “*” để lặp lại đoạn khác."),
        "tag": _("Không dùng thẻ bắt đầu bằng “!”; đặt chữ trong nháy."),
    }
    for words, sentence in known.items():
        if words in problem:
            return sentence
    return _("Không đọc được dòng này. Xem lại thụt lề, dấu hai chấm và dấu nháy.")
