"""From what an editor wrote to what the engine runs: reading, explaining, filling in, and versioning."""

from functions.domain.compile.explain import explain
from functions.domain.compile.migrate import migrate
from functions.domain.compile.places import place_in_file
from functions.domain.compile.service import compile_procedure, compile_process
from functions.domain.compile.source import compile_data, read_as
from functions.domain.compile.version import canonical, content_hash
from functions.domain.compile.workflow import compile_workflow

__all__ = [
    "canonical",
    "compile_data",
    "compile_procedure",
    "compile_process",
    "compile_workflow",
    "content_hash",
    "explain",
    "migrate",
    "place_in_file",
    "read_as",
]
