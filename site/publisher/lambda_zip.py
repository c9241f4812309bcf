"""The zip that Lambda runs: code, compiled catalogue, templates and locked libraries, and nothing else.

It belongs to publishing: it takes what the build made and brings it where it runs, and nothing of it is
needed there. Chalice's own packager is not used, since it leaves ``functions/`` out without a word and ships
no compiled files. The same input gives the same bytes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from functions.domain.errors import Invalid

PYTHON = (3, 11)
MACHINE = "x86_64"
"""That of the build machines too, so that what is packed can be tried before it is sent."""
PLATFORMS = tuple(f"manylinux{version}_{MACHINE}" for version in ("2014", "_2_17", "_2_26", "_2_28"))
TASK_ROOT = "/var/task"
"""Where Lambda unpacks a zip; compiled files name their sources there."""
MOST_UNPACKED = 250 * 2**20
"""What Lambda takes, unpacked. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""

FRAME = ("chalice/__init__.py", "chalice/app.py")
"""The part of Chalice that runs; the rest deploys, with libraries that Lambda does not have."""
AWS_SERVICES = frozenset({"dynamodb", "kms", "s3", "secretsmanager", "ses", "sesv2", "sns", "sqs", "sts"})
"""Services whose descriptions botocore keeps; those of all others weigh more than our code."""

_LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", "*.po", "*.pot")
_STAMP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Packed:
    """The zip, its bytes, and what they become when unpacked."""

    path: Path
    packed: int
    unpacked: int


def package(root: Path, build: Path, out: Path, vendored: Path | None = None) -> Packed:
    """Make ``out/lambda/motcua.zip`` by way of ``out/lambda-stage``.

    ``vendored`` is a folder of libraries that :func:`vendor` filled before. Raises ``Invalid`` for whatever
    is missing, all at once, before anything is written.
    """
    _check(root, build)
    stage = out / "lambda-stage"
    shutil.rmtree(stage, ignore_errors=True)
    if vendored is None:
        vendor(root, stage)
    else:
        shutil.copytree(vendored, stage, ignore=_LEFT_OUT)
    for source, target in _ours(root, build):
        _copy(source, stage / target)
    compile_all(stage)
    made = _zipped(stage, out / "lambda" / "motcua.zip")
    if made.unpacked > MOST_UNPACKED:
        raise Invalid(f"Unpacked it has {made.unpacked} bytes; Lambda takes {MOST_UNPACKED}.")
    return made


def vendor(root: Path, target: Path) -> None:
    """Install the locked libraries for Lambda, by hash, whatever machine this is. Raises ``Invalid``."""
    target.mkdir(parents=True, exist_ok=True)
    _install(root / "requirements.txt", target)
    frame = target / ".frame"
    frame.mkdir()
    lock = frame / "lock.txt"
    lock.write_text(_pin(root / "requirements" / "functions.txt", "chalice"), encoding="utf-8")
    _install(lock, frame)
    for name in FRAME:
        _copy(frame / name, target / name)
    for notice in frame.glob("chalice-*.dist-info"):
        _copy(notice, target / notice.name)
    shutil.rmtree(frame)
    _trim(target)


def compile_all(folder: Path) -> None:
    """Compile every module. Lambda's files are read-only, so that without this each cold start compiles anew.

    *Unchecked*: Python does not look at the source again. A process of its own, with hashing fixed, since the
    order of a set would show in the bytes.
    """
    command = [sys.executable, "-m", "compileall", "-q", "-j", "1", "--invalidation-mode", "unchecked-hash"]
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONHASHSEED": "0"}
    done = subprocess.run(  # noqa: S603 - ourselves
        [*command, "-s", str(folder), "-p", TASK_ROOT, str(folder)],
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Invalid(f"Not every module compiles:\n{done.stdout}{done.stderr}")


def _ours(root: Path, build: Path) -> Iterator[tuple[Path, str]]:
    """What is ours, with its place in the zip; the settings' defaults find it there."""
    yield root / "app.py", "app.py"
    yield root / "functions", "functions"
    yield root / "themes/civic/templates", "themes/civic/templates"
    yield root / "LICENSE", "LICENSE"
    yield build / "catalogue", "build/catalogue"
    yield build / "www/tim", "build/www/tim"
    for manifest in sorted(build.glob("catalogue*.json")):
        yield manifest, f"build/{manifest.name}"


def _check(root: Path, build: Path) -> None:
    missing = [f"{path} is missing." for path, _target in _ours(root, build) if not path.exists()]
    if not (build / "catalogue.json").is_file():
        missing.append(f"There is no compiled catalogue in {build}. Run “motcua build” first.")
    if not list((root / "functions").rglob("*.mo")):
        missing.append("The English sentences are not compiled. Run “make setup” first.")
    if sys.version_info[:2] != PYTHON:
        missing.append(f"Compiled files are wanted for Python {PYTHON[0]}.{PYTHON[1]}; run that one.")
    if missing:
        raise Invalid("Nothing was packed.\n" + "\n".join(missing))


def _install(lock: Path, target: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--require-hashes", "--no-deps", "--no-compile", "--only-binary", ":all:"]
    command += ["--implementation", "cp", "--python-version", f"{PYTHON[0]}.{PYTHON[1]}"]
    for abi in (f"cp{PYTHON[0]}{PYTHON[1]}", "abi3", "none"):
        command += ["--abi", abi]
    for platform in PLATFORMS:
        command += ["--platform", platform]
    done = subprocess.run(  # noqa: S603 - pip, with our own arguments
        [*command, "--target", str(target), "-r", str(lock)], capture_output=True, text=True
    )
    if done.returncode:
        raise Invalid(f"The libraries of {lock.name} could not be had for {MACHINE}:\n{done.stderr.strip()}")


def _pin(lock: Path, name: str) -> str:
    """One library of a lock file with its hashes."""
    _before, found, rest = lock.read_text(encoding="utf-8").partition(f"\n{name}==")
    if not found:
        raise Invalid(f"{lock.name} does not lock {name}.")
    lines: list[str] = []
    for line in f"{name}=={rest}".splitlines():
        if lines and not line.startswith(" "):
            break
        lines.append(line)
    return "\n".join([*lines, ""])


def _trim(folder: Path) -> None:
    """Take out what never runs there: scripts, tests, manuals, the installer's notes, other services."""
    for name in ("bin", "share"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for path in [*folder.glob("*.dist-info/*"), *folder.rglob("*.pyi")]:
        if path.name in ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json") or path.suffix == ".pyi":
            path.unlink()
    for path in [one for one in folder.rglob("tests") if one.is_dir()]:
        shutil.rmtree(path, ignore_errors=True)
    for path in (folder / "botocore" / "data").iterdir():
        if path.is_dir() and path.name not in AWS_SERVICES:
            shutil.rmtree(path)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=_LEFT_OUT, dirs_exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def _zipped(stage: Path, target: Path) -> Packed:
    """Zip in the order of names, all files of one day and mode. The old zip stays until the new is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".fresh")
    unpacked = 0
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in _files(stage):
            data = path.read_bytes()
            unpacked += len(data)
            entry = zipfile.ZipInfo(path.relative_to(stage).as_posix(), _STAMP)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o100644 << 16
            archive.writestr(entry, data, compresslevel=9)
    fresh.replace(target)
    return Packed(target, target.stat().st_size, unpacked)


def _files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
