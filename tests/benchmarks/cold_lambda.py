"""Cold import as AWS Lambda has it: the packed zip, unpacked, in an interpreter that sees it and nothing else.

The rival, FastAPI with Mangum, lies likewise in one folder with compiled files. Both take turns; what counts is
the processor's time (user and system), the least of all runs, since other work on the machine only adds to it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement

from functions.entrypoints.lambda_names import ENVIRONMENT
from publisher.lambda_zip import compile_all, package

ROOT = Path(__file__).parents[2]
RIVALS = ("fastapi", "mangum")
SENDING = "import app; app.app.routes['/nop/{{slug}}']"
"""The handler and the views of a form that is posted, with all that they import."""
FIRST = SENDING + "; from functions.bootstrap import world; world().submissions.procedure('{slug}')"
RIVAL = "import fastapi, mangum; mangum.Mangum(fastapi.FastAPI())"
_CLOCKED = (
    "import os, sys, time; sys.path.insert(0, {folder!r}); os.chdir({folder!r}); "
    "began = time.process_time(); {statement}; print(1000 * (time.process_time() - began))"
)


def least(built: Path, folder: Path, times: int, slug: str) -> Mapping[str, float]:
    """Milliseconds of the processor by what is imported. ``folder`` is emptied by nobody but its owner."""
    ours, theirs = _packed(built, folder), _rival(folder / "rival")
    contenders = {
        "`import app`": (ours, "import app"),
        "sending path: `import app` and the views of a posted form": (ours, SENDING.format()),
        "the same, installation opened, one service read": (ours, FIRST.format(slug=slug)),
        "bare FastAPI app in Mangum": (theirs, RIVAL),
    }
    runs: dict[str, list[float]] = {name: [] for name in contenders}
    for _turn in range(times):
        for name, (place, statement) in contenders.items():
            runs[name].append(_run(place, statement, folder / "var"))
    return {name: min(took) for name, took in runs.items()}


def _packed(built: Path, folder: Path) -> Path:
    vendored = ROOT / "build" / "lambda-vendor"
    made = package(ROOT, built, folder / "packed", vendored if vendored.is_dir() else None)
    target = folder / "task"
    shutil.unpack_archive(made.path, target)
    return target


def _rival(target: Path) -> Path:
    """FastAPI and Mangum with all that they need, as installed here."""
    wanted, done = list(RIVALS), set()
    while wanted:
        name = wanted.pop()
        if name in done:
            continue
        done.add(name)
        found = distribution(name)
        for file in found.files or ():
            if file.suffix not in (".pyc",) and ".." not in file.parts:
                place = target / file
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(str(file.locate()), place)
        needed = [Requirement(one) for one in found.requires or ()]
        wanted += [one.name for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]
    compile_all(target)
    return target


def _run(folder: Path, statement: str, state: Path) -> float:
    code = _CLOCKED.format(folder=str(folder), statement=statement)
    own = {**ENVIRONMENT, "MOTCUA_STATE": str(state), "AWS_LAMBDA_FUNCTION_NAME": "motcua"}
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], env=own, capture_output=True, text=True, check=True
    )
    return float(done.stdout.splitlines()[-1])
