"""Reading the subset of CEL (Common Expression Language) that conditions are written in.

The tree is JSON, so that the browser evaluates the very same thing: ``["lit", value]``,
``["var", "a.b"]``, ``["list", x, …]``, ``["call", name, x, …]``, ``["&&", x, y]``, ``["?:", c, x, y]`` and
one node for every other operator. A dotted name is one variable: answers are nested by section.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from functions.domain.i18n import _

Tree = list[Any]

MAX_LENGTH = 1000
MAX_DEPTH = 50
MAX_INTEGER = 2**53 - 1
"""Beyond it a browser's numbers are no longer exact, so both sides stop there."""

FUNCTIONS = {"size": 1, "startsWith": 2, "endsWith": 2, "contains": 2, "has": 1, "years": 2, "days": 2}
"""Functions and how many arguments they take. ``years`` and ``days`` are ours, as CEL lets a host add."""

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
    r"""|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<op>&&|\|\||==|!=|<=|>=|[-+*/%<>!?:(),.\[\]])|(?P<end>$))""",
    re.S,
)
LEVELS = (("||",), ("&&",), ("==", "!=", "<", "<=", ">", ">=", "in"), ("+", "-"), ("*", "/", "%"))
"""Operators of two sides, the loosest first."""
_WORDS = {"true": True, "false": False, "null": None}
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


class Token(NamedTuple):
    """A piece of the source; ``column`` counts from 1."""

    kind: str
    text: str
    column: int


def parse(source: str) -> Tree:
    """The tree of an expression. Raises ``ValueError`` with a Vietnamese sentence naming the column."""
    if len(source) > MAX_LENGTH:
        raise ValueError(_("Điều kiện dài quá {limit} ký tự.").format(limit=MAX_LENGTH))
    return _Parser(_tokens(source)).whole()


def variables(tree: Tree) -> frozenset[str]:
    """The dotted names that a tree reads."""
    if tree[0] == "var":
        return frozenset({tree[1]})
    found = [variables(part) for part in tree[1:] if isinstance(part, list) and tree[0] != "lit"]
    return frozenset().union(*found)


def _tokens(source: str) -> list[Token]:
    tokens, at = [], 0
    while True:
        found = _TOKEN.match(source, at)
        if not found:
            column = at + len(source[at:]) - len(source[at:].lstrip()) + 1
            raise ValueError(
                _("Cột {column}: ký tự “{text}” không dùng được ở đây.").format(
                    column=column, text=source[column - 1]
                )
            )
        kind = str(found.lastgroup)
        tokens.append(Token(kind, found[kind], found.start(kind) + 1))
        if kind == "end":
            return tokens
        at = found.end()


class _Parser:
    """Precedence climbing over the tokens."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens, self._at, self._depth = tokens, 0, 0

    def whole(self) -> Tree:
        tree = self._ternary()
        if self._peek.kind != "end":
            raise self._unexpected(_("một phép toán hoặc hết điều kiện"))
        return tree

    @property
    def _peek(self) -> Token:
        return self._tokens[self._at]

    def _take(self, *texts: str) -> Token | None:
        token = self._peek
        if token.text in texts and token.kind in ("op", "name"):
            self._at += 1
            return token
        return None

    def _need(self, text: str) -> None:
        if not self._take(text):
            raise self._unexpected(f"“{text}”")

    def _unexpected(self, wanted: str) -> ValueError:
        token = self._peek
        seen = f"“{token.text}”" if token.text else _("hết điều kiện")
        return ValueError(
            _("Cột {column}: cần {wanted}, nhưng gặp {seen}.").format(
                column=token.column, wanted=wanted, seen=seen
            )
        )

    def _ternary(self) -> Tree:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ValueError(_("Điều kiện lồng nhau quá {limit} tầng.").format(limit=MAX_DEPTH))
        tree = self._binary(0)
        if self._take("?"):
            yes = self._ternary()
            self._need(":")
            tree = ["?:", tree, yes, self._ternary()]
        self._depth -= 1
        return tree

    def _binary(self, level: int) -> Tree:
        if level == len(LEVELS):
            return self._unary()
        tree = self._binary(level + 1)
        while token := self._take(*LEVELS[level]):
            tree = [token.text, tree, self._binary(level + 1)]
        return tree

    def _unary(self) -> Tree:
        signs = []
        while token := self._take("!", "-"):
            signs.append(token.text)
            if len(signs) > MAX_DEPTH:
                raise ValueError(_("Điều kiện lồng nhau quá {limit} tầng.").format(limit=MAX_DEPTH))
        tree = self._member()
        for sign in reversed(signs):
            tree = ["neg" if sign == "-" else "!", tree]
        return tree

    def _member(self) -> Tree:
        tree = self._primary()
        while self._take("."):
            name = self._peek
            if name.kind != "name":
                raise self._unexpected(_("một tên"))
            self._at += 1
            if self._take("("):
                tree = self._call(name, [tree])
            elif tree[0] == "var":
                tree = ["var", f"{tree[1]}.{name.text}"]
            else:
                raise self._unexpected(_("một hàm"))
        return tree

    def _primary(self) -> Tree:
        token = self._peek
        if self._take("("):
            tree = self._ternary()
            self._need(")")
            return tree
        if self._take("["):
            return ["list", *self._arguments("]")]
        if token.kind not in ("number", "string", "name") or token.text == "in":
            raise self._unexpected(_("một giá trị, một tên hoặc “(”"))
        self._at += 1
        if token.kind == "number":
            return ["lit", _number(token)]
        if token.kind == "string":
            return ["lit", _string(token)]
        if token.text in _WORDS:
            return ["lit", _WORDS[token.text]]
        return self._call(token, []) if self._take("(") else ["var", token.text]

    def _call(self, name: Token, target: list[Tree]) -> Tree:
        arguments = target + self._arguments(")")
        if FUNCTIONS.get(name.text) != len(arguments):
            raise ValueError(
                _("Cột {column}: không có hàm “{name}” nhận {count} giá trị. Hàm dùng được: {known}.").format(
                    column=name.column,
                    name=name.text,
                    count=len(arguments),
                    known=", ".join(sorted(FUNCTIONS)),
                )
            )
        if name.text == "has" and arguments[0][0] != "var":
            raise ValueError(_("Cột {column}: “has” chỉ nhận một tên.").format(column=name.column))
        return ["call", name.text, *arguments]

    def _arguments(self, close: str) -> list[Tree]:
        if self._take(close):
            return []
        items = [self._ternary()]
        while self._take(","):
            items.append(self._ternary())
        self._need(close)
        return items


def _number(token: Token) -> int | float:
    value = float(token.text) if "." in token.text else int(token.text)
    if abs(value) > MAX_INTEGER:
        raise ValueError(_("Cột {column}: số này quá lớn.").format(column=token.column))
    return value


def _string(token: Token) -> str:
    def escape(found: re.Match[str]) -> str:
        if found[1] not in _ESCAPES:
            raise ValueError(
                _("Cột {column}: “\\{letter}” không dùng được trong chữ.").format(
                    column=token.column, letter=found[1]
                )
            )
        return _ESCAPES[found[1]]

    return re.sub(r"\\(.)", escape, token.text[1:-1], flags=re.S)
