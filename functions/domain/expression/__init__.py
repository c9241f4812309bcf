"""Conditions and cross-field rules: a documented subset of CEL, the same on server and browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from functions.domain.expression.check import CelType, check
from functions.domain.expression.evaluate import ExpressionError, evaluate
from functions.domain.expression.parse import MAX_LENGTH, Tree, parse, variables

__all__ = ["CelType", "Expression", "ExpressionError", "Tree"]


class Expression:
    """A condition as written (``source``) and as it runs (``tree``, plain JSON)."""

    __slots__ = ("source", "tree")

    def __init__(self, source: str) -> None:
        """Raises ``ValueError`` with a Vietnamese sentence when the source cannot be read."""
        self.source = source
        self.tree = parse(source)

    def variables(self) -> frozenset[str]:
        """The dotted names that the expression reads."""
        return variables(self.tree)

    def evaluate(self, values: Mapping[str, Any]) -> Any:
        """The value for nested answers. Raises :class:`ExpressionError` where there is none."""
        return evaluate(self.tree, values)

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Whether it is true; where it has no value, e.g. a question not answered yet, it is not."""
        try:
            return evaluate(self.tree, values) is True
        except ExpressionError:
            return False

    def check(self, types: Mapping[str, CelType], *, condition: bool = True) -> list[str]:
        """What is wrong with it, given the kinds of the known names; empty when all is well."""
        return check(self.tree, types, condition=condition)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and self.source == other.source

    def __hash__(self) -> int:
        return hash(self.source)

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        def validate(value: Any) -> Expression:
            if isinstance(value, Expression):
                return value
            try:
                return cls(str(value).lower() if isinstance(value, bool) else str(value))
            except ValueError as error:
                raise PydanticCustomError("expression", "{reason}", {"reason": str(error)}) from None

        return core_schema.no_info_plain_validator_function(
            validate, serialization=core_schema.plain_serializer_function_ser_schema(lambda e: e.source)
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "maxLength": MAX_LENGTH}
