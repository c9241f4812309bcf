"""``motcua package``: the zip that Lambda runs, from the code here and the last build."""

from __future__ import annotations

from pathlib import Path

import click

from publisher.lambda_zip import package

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command(name="package", short_help="Make the zip that Lambda runs")
@click.option("--build", default="build", show_default=True, type=_FOLDER, help="Folder of the last build.")
@click.option("--output", default="build", show_default=True, type=_FOLDER, help="Where the zip goes.")
@click.option("--vendored", type=_FOLDER, help="Libraries fetched before; without it they are fetched now.")
def command(build: Path, output: Path, vendored: Path | None) -> None:
    """Stage code, compiled catalogue, templates and locked libraries in OUTPUT/lambda-stage, compile every
    module, and make OUTPUT/lambda/motcua.zip. The same input gives the same bytes.

    Run it where app.py lies. Exit status: 0 made; 1 something is missing or does not compile.
    """
    made = package(Path.cwd(), build.absolute(), output.absolute(), vendored and vendored.absolute())
    click.echo(f"{made.path}: {made.packed / 2**20:.1f} MiB, unpacked {made.unpacked / 2**20:.1f} MiB")
