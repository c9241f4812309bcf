"""Write the lock files: every dependency, exact, with the hashes of all its files. Called by ``make lock``.

pip-tools downloads each file of each release to measure its hash where the index has no JSON API, which
is thousands of megabytes. The index's own pages state the hashes, and pip holds downloads against the
same pages: so a stated SHA-256 is taken over, and only a file without one is downloaded and measured.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pip._internal.models.link import Link
from piptools.repositories.pypi import PyPIRepository
from piptools.scripts.compile import cli as pip_compile

HERE = Path(__file__).parent
ROOT = HERE.parent
OPTIONS = [
    "--quiet",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-trusted-host",
    "--no-emit-find-links",
    "--no-emit-options",
    "--no-header",
    "--no-annotate",
    "--strip-extras",
    "--allow-unsafe",
    "--no-reuse-hashes",
]
HEAD = "# Written by `make lock`; say what is wanted in the .in file instead."
ELSEWHERE = ("chalice", "waitress", "python-pkcs11", "opentelemetry-exporter")
"""Chalice's packager brings its own run time; the others are for one's own machines."""
LAYERS = ("functions", "publisher", "dev", "docs")

measure = PyPIRepository._get_file_hash


def stated_or_measured(repository: PyPIRepository, link: Link) -> str:
    """``sha256:…`` of one file of a release."""
    if link.hash_name == "sha256" and link.hash:
        return f"sha256:{link.hash}"
    return measure(repository, link)


def compile_layer(source: Path, target: Path, *more: str) -> None:
    """Resolve one ``.in`` file; what is locked already stays unless ``--upgrade`` was given."""
    pip_compile([*OPTIONS, *more, "--output-file", str(target), str(source)], standalone_mode=False)
    pins = [line for line in target.read_text().splitlines() if line and not line.startswith("#")]
    target.write_text("\n".join([HEAD, *pins, ""]))


def main() -> None:
    PyPIRepository._get_file_hash = stated_or_measured
    more = sys.argv[1:]
    for layer in LAYERS:
        compile_layer(HERE / f"{layer}.in", HERE / f"{layer}.txt", *more)
    lambda_only(more)


def lambda_only(more: list[str]) -> None:
    """``requirements.txt`` for Chalice's packager, without what Lambda brings itself or cannot use."""
    lines = (HERE / "functions.in").read_text().splitlines()
    source = HERE / ".lambda.in"
    kept = [line for line in lines if not line.startswith(ELSEWHERE)]
    source.write_text("\n".join([*kept, "-c functions.txt", ""]))
    try:
        compile_layer(source, ROOT / "requirements.txt", *more)
    finally:
        source.unlink()


if __name__ == "__main__":
    main()
