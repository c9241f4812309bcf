"""Plain data of a file to a compiled service, with every fault of one pass at once."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from functions.domain.compile.explain import explain
from functions.domain.compile.migrate import migrate
from functions.domain.compile.service import compile_procedure, compile_process
from functions.domain.declaration import AnyService, ProcedureFile, ProcessFile, Reference
from functions.domain.errors import Invalid
from functions.domain.i18n import _
from functions.domain.model import JSON

Shape = TypeVar("Shape", bound=BaseModel)


def read_as(model: type[Shape], data: object) -> Shape:
    """Validate ``data``; raises :class:`Invalid` with explained faults instead of pydantic's error."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults = explain(error, data, model)
        raise Invalid(_("Có {n} chỗ cần sửa.").format(n=len(faults)), faults) from None


def compile_data(data: JSON, slug: str, reference: Reference, *, process: bool = False) -> AnyService:
    """The front matter of one file as the engine runs it. Raises :class:`Invalid`."""
    data = migrate(data)
    if process:
        return compile_process(read_as(ProcessFile, data), slug, reference)
    return compile_procedure(read_as(ProcedureFile, data), slug, reference)
