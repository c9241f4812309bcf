"""``motcua deploy``: what a deployment would change, the deployment, one step back, the template."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from functions.domain.errors import Invalid
from functions.settings import Settings, load

if TYPE_CHECKING:
    from functions.bootstrap.deploying import Description

_portal_only = click.option(
    "--portal-only",
    is_flag=True,
    help="Only the portal, to S3-compatible storage of your own (MOTCUA_S3_ENDPOINT); no stack.",
)
_replace = click.option(
    "--replace-data",
    is_flag=True,
    help="Go on although a table, bucket, key or queue would be replaced by an empty one.",
)


@click.group(name="deploy", invoke_without_command=True, short_help="Deploy to AWS, or say what would change")
@click.option("--yes", is_flag=True, help="Carry the plan out. Without this, nothing is touched.")
@_portal_only
@_replace
@click.option(
    "--counts",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What “motcua counts” wrote, to say how many running cases keep their version.",
)
@click.pass_context
def command(
    context: click.Context, yes: bool, portal_only: bool, replace_data: bool, counts: Path | None
) -> None:
    """Say in words what a deployment would change, and with --yes carry it out.

    Code and portal are uploaded beside what stands; then one change set of CloudFormation switches all of it,
    and goes back by itself when a part fails.

    Exit status: 0 done, or planned; 1 it cannot be done, and nothing was changed.
    """
    if context.invoked_subcommand:
        return
    from functions.bootstrap.deploying import deployment, wanted

    settings = load(os.environ)
    description = None if portal_only else describe(settings)
    to_be = wanted(settings, _routes(), description)
    there = deployment(settings, portal_only=portal_only)
    plan = there.plan(to_be, _running(counts))
    click.echo(plan.told())
    if plan.losses and yes and not replace_data:
        raise Invalid("Something would be lost, see WARNING. Nothing was changed. To go on: --replace-data.")
    if not yes:
        click.echo("Nothing was touched." + ("" if plan.empty else " To carry this out: motcua deploy --yes"))
        return
    travelled = there.execute(to_be, _now(), lose=replace_data)
    click.echo(
        f"Deployed. Release {to_be.release.id}, {travelled} files uploaded. Back: motcua deploy rollback"
    )


@command.command()
@click.option("--yes", is_flag=True, help="Go back. Without this, it only says what was shown before.")
@_portal_only
@_replace
@click.option("--to", default="", help="A release by the beginning of its id, instead of the one before.")
def rollback(yes: bool, portal_only: bool, replace_data: bool, to: str) -> None:
    """Show the release again that was shown before, with the code that belonged to it.

    Cases that began meanwhile keep the version of their service that they began with.
    """
    from functions.bootstrap.deploying import deployment

    there = deployment(load(os.environ), portal_only=portal_only)
    if not yes:
        target = there.releases.pointer().back(to).now
        click.echo(f"Would show {target.release} of {target.at} again. To do it: add --yes" if target else "")
        return
    left, shown = there.back(to, lose=replace_data)
    click.echo(
        f"Shown again: {shown.release} of {shown.at}" + (f", instead of {left.release}" if left else "")
    )


@command.command()
def template() -> None:
    """Print the template of CloudFormation, for whoever reviews it."""
    from functions.bootstrap.deploying import template_text

    click.echo(template_text(describe(load(os.environ))))


@command.command()
@_portal_only
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def pull(folder: Path, portal_only: bool) -> None:
    """Bring the release that is shown into FOLDER, for web servers that serve it from their own disk.

    FOLDER/current leads to it, and is changed over in one step when all files are there.
    """
    from functions.bootstrap.deploying import deployment

    there = deployment(load(os.environ), portal_only=portal_only)
    release, files = there.releases.pull(folder)
    click.echo(f"{folder / 'current'} shows {release}: {files} files")


@command.command()
@click.option(
    "--write",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Put the table between its marks in this page of the handbook.",
)
def costs(write: Path | None) -> None:
    """What a million cases cost, from measured requests and the price list beside them."""
    from functions.bootstrap.deploying import costs_placed, costs_table

    if write is None:
        click.echo(costs_table())
    else:
        write.write_text(costs_placed(write.read_text(encoding="utf-8")), encoding="utf-8")


def describe(settings: Settings) -> Description:
    """What is to stand, from the app and the settings."""
    from app import app
    from functions.bootstrap.deploying import UPLOADS, Description, Function, environment
    from functions.entrypoints.frame import security_headers
    from functions.entrypoints.lambda_names import ENVIRONMENT, LAMBDA_FUNCTIONS

    functions = [
        Function(
            name=one.name,
            handler=one.handler,
            trigger=one.trigger,
            says=one.says,
            seconds=one.seconds,
            megabytes=one.megabytes,
            touches={str(name): said for name, said in one.touches.items()},
            every=one.every,
            batch=one.batch,
        )
        for one in LAMBDA_FUNCTIONS
    ]
    variables = environment(settings, ENVIRONMENT)
    return Description(functions, _routes(), app.api.binary_types, security_headers(UPLOADS), variables)


def _routes() -> dict[str, list[str]]:
    """Methods by path, without those of the demonstration."""
    from functions.entrypoints.routes import routes

    found: dict[str, list[str]] = {}
    for one in routes():
        if one.authorisation != "demo":
            found.setdefault(one.path, []).append(one.method)
    return found


def _running(counts: Path | None) -> dict[str, dict[str, int]] | None:
    if counts is None:
        return None
    try:
        return dict(json.loads(counts.read_text(encoding="utf-8"))["cases"])
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid(f"{counts} is not what “motcua counts” writes.") from error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
