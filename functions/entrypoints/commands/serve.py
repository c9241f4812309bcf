"""``motcua serve``: the portal and the functions behind a real WSGI server, in one process or several."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import click

from functions.bootstrap import World
from functions.domain.errors import Invalid
from functions.entrypoints.background import Background
from functions.entrypoints.logs import write_logs
from functions.entrypoints.serving.listening import listen, tell_manager
from functions.entrypoints.serving.supervisor import Supervisor
from functions.entrypoints.serving.web import Ending, make_server, serve
from functions.settings import Settings, load

__all__ = ["command", "make_server"]


@click.command(name="serve", short_help="Serve the portal and the functions")
@click.option(
    "--demo", is_flag=True, help="Seed sample officers and say what to try; never for people's papers."
)
@click.option("--watch", is_flag=True, help="Build the portal, and build again whenever a file changes.")
@click.option(
    "--preview",
    is_flag=True,
    help="Serve the private preview with drafts behind a secret, without functions.",
)
def command(demo: bool, watch: bool, preview: bool) -> None:
    """Serve the built portal and the functions, and do the work that follows from what is sent.

    MOTCUA_PROCESSES web processes share the port; from 2 on, one more does the work behind them, and one that
    fails is started again. SIGHUP gives each a successor in turn, without a gap. Stops at Ctrl-C or SIGTERM,
    after the requests and then the effects under way. Takes its port from systemd where that holds it.
    """
    settings = load(os.environ)
    if preview:
        serve_preview(settings, watch=watch)
        return
    if demo:
        os.environ.setdefault("MOTCUA_DEMO", "true")
        settings = load(os.environ)
    write_logs(settings.log_file)
    builder = start_builder(settings.build) if watch else None
    try:
        if settings.processes == 1:
            serve_alone(demo)
        else:
            serve_together(settings, demo)
    finally:
        if builder:
            builder.terminate()
            builder.wait()


def serve_alone(demo: bool) -> None:
    """Everything in this process."""
    from functions.bootstrap import world

    here = world()
    here.complete()
    portal = _portal(here.settings)
    behind = Background(here, here.settings.workers)
    listening = listen(here.settings)
    server = make_server(portal, here.settings, behind.wake, listening)
    ending = Ending(signal.SIGTERM, signal.SIGINT)
    _say(here, demo, f"http://{here.settings.host}:{server.effective_port}")
    behind.start()
    tell_manager("READY=1")
    try:
        serve(server, ending)
    finally:
        tell_manager("STOPPING=1")
        behind.stop()
        here.close()


def serve_together(settings: Settings, demo: bool) -> None:
    """Several processes, watched by this one, which opens the installation only to see that it holds."""
    from functions.bootstrap import open_world

    _portal(settings)
    listening = listen(settings)
    here = open_world(settings)
    try:
        _say(here, demo, f"http://{settings.host}:{listening.getsockname()[1]}")
    finally:
        here.close()
    roles = ["web"] * settings.processes + ["effects"]
    if Supervisor(listening, settings.state, roles).run():
        raise Invalid("The processes of the portal did not start; what they said stands above.")


def _portal(settings: Settings) -> Path:
    portal = settings.build / "www"
    if not portal.is_dir():
        raise Invalid(f"There is no built portal in {portal}. Run “motcua build” first.")
    return portal


def _say(here: World, demo: bool, address: str) -> None:
    from functions.entrypoints.demo import guide, seeded

    told = guide(here, seeded(here), address) if demo else ()
    click.echo(f"Serving {address}  (readiness: {address}/san-sang)")
    for line in told:
        click.echo(line)


def serve_preview(settings: Settings, *, watch: bool) -> None:
    """Serve ``build/preview`` to whoever has the secret, and take nothing in."""
    from waitress.server import create_server

    from functions.entrypoints.preview import PARAMETER, fresh_secret, preview

    folder = settings.build / "preview"
    builder = start_builder(folder, "--preview") if watch else None
    secret = settings.preview_secret.get_secret_value()
    application = preview(folder / "www", secret or (fresh := fresh_secret()))
    server = create_server(application, sockets=[listen(settings)], ident=None)
    ending = Ending(signal.SIGTERM, signal.SIGINT)
    address = f"http://{settings.host}:{server.effective_port}/"
    opened = f"{address}?{PARAMETER}=<MOTCUA_PREVIEW_SECRET>" if secret else f"{address}?{PARAMETER}={fresh}"
    click.echo(f"Preview at {opened}")
    try:
        serve(server, ending)
    finally:
        if builder:
            builder.terminate()
            builder.wait()


def start_builder(build: Path, *more: str) -> subprocess.Popen[bytes]:
    """Build once, and start a process that builds after every change; it ends with this one.

    A process of its own, since the functions know nothing of the publisher. What a fault left unbuilt stays
    as it was. Raises :class:`Invalid` when there is nothing to serve.
    """
    motcua = "from functions.entrypoints.cli import main; main()"
    command = [sys.executable, "-c", motcua, "build", "--output", str(build), *more]
    if subprocess.run(command).returncode and not (build / "www").is_dir():  # noqa: S603 - ourselves
        raise Invalid("The portal could not be built.")
    return subprocess.Popen([*command, "--watch"])  # noqa: S603 - ourselves
