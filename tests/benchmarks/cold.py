"""Cold import of ``app``: a fresh interpreter each time, with and without compiled files.

Compiled files go to a folder of the measurement; those of the libraries and our own are removed there for the
second figure, while the standard library keeps its own, as on AWS Lambda.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from sysconfig import get_path

ROOT = Path(__file__).parents[2]
_CLOCKED = "import time; began = time.perf_counter(); {}; print(1000 * (time.perf_counter() - began))"
OURS = "import app"
RIVAL = "import fastapi; fastapi.FastAPI()"
FIRST = "import app; from functions.bootstrap import world; world().submissions.procedure('{slug}')"


@dataclass(frozen=True, slots=True)
class Cold:
    """Milliseconds, medians."""

    compiled: float
    uncompiled: float


def cold(statement: str, times: int, **environment: str) -> Cold:
    """The time that a statement takes in a new interpreter."""
    with tempfile.TemporaryDirectory(prefix="motcua-cold-") as folder:
        kept = Path(folder)
        _run(statement, kept, write=True, **environment)
        compiled = [_run(statement, kept, **environment) for _n in range(times)]
        for source in {get_path("purelib"), get_path("platlib"), str(ROOT)}:
            shutil.rmtree(kept / source.lstrip("/"), ignore_errors=True)
        uncompiled = [_run(statement, kept, **environment) for _n in range(times)]
    return Cold(statistics.median(compiled), statistics.median(uncompiled))


def _run(statement: str, kept: Path, write: bool = False, **more: str) -> float:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment |= {"PYTHONPYCACHEPREFIX": str(kept), **more}
    if not write:
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
    done = subprocess.run(
        [sys.executable, "-c", _CLOCKED.format(statement)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)
