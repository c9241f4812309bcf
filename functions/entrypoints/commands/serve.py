"""``motcua serve``: the portal and the functions in one process, behind a real WSGI server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import click

from functions.domain.errors import Invalid
from functions.domain.model import complete
from functions.entrypoints.background import Background, waking
from functions.entrypoints.channel import speak_our_words
from functions.entrypoints.gateway import Gateway
from functions.entrypoints.logs import write_logs
from functions.settings import Settings, load


@click.command(name="serve", short_help="Serve the portal and the functions in one process")
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

    Stops at Ctrl-C or SIGTERM, after the requests and effects under way.
    """
    if preview:
        serve_preview(load(os.environ), watch=watch)
        return
    if demo:
        os.environ.setdefault("MOTCUA_DEMO", "true")
    from functions.bootstrap import world
    from functions.entrypoints.demo import guide, seeded

    write_logs()
    builder = start_builder(Path(os.environ.get("MOTCUA_BUILD", "build"))) if watch else None
    here = world()
    here.complete()
    portal = here.settings.build / "www"
    if not portal.is_dir():
        raise Invalid(f"There is no built portal in {portal}. Run “motcua build” first.")
    behind = Background(here, here.settings.workers)
    try:
        server = make_server(portal, here.settings, behind.wake)
    except OSError as error:
        place = f"{here.settings.host}, port {here.settings.port}"
        raise Invalid(f"Nothing can listen at {place}: {error.strerror}. Set MOTCUA_PORT.") from error
    _stop_on_signals(server)
    address = f"http://{here.settings.host}:{server.effective_port}"
    told = guide(here, seeded(here), address) if demo else ()
    click.echo(f"Serving {address}  (readiness: {address}/san-sang)")
    for line in told:
        click.echo(line)
    behind.start()
    try:
        server.run()
    finally:
        server.close()
        behind.stop()
        here.close()
        if builder:
            builder.terminate()
            builder.wait()


def serve_preview(settings: Settings, *, watch: bool) -> None:
    """Serve ``build/preview`` to whoever has the secret, and take nothing in."""
    from waitress.server import create_server

    from functions.entrypoints.preview import PARAMETER, fresh_secret, preview

    folder = settings.build / "preview"
    builder = start_builder(folder, "--preview") if watch else None
    secret = settings.preview_secret.get_secret_value()
    application = preview(folder / "www", secret or (fresh := fresh_secret()))
    try:
        server = create_server(application, host=settings.host, port=settings.port, ident=None)
    except OSError as error:
        place = f"{settings.host}, port {settings.port}"
        raise Invalid(f"Nothing can listen at {place}: {error.strerror}. Set MOTCUA_PORT.") from error
    _stop_on_signals(server)
    address = f"http://{settings.host}:{server.effective_port}/"
    opened = f"{address}?{PARAMETER}=<MOTCUA_PREVIEW_SECRET>" if secret else f"{address}?{PARAMETER}={fresh}"
    click.echo(f"Preview at {opened}")
    try:
        server.run()
    finally:
        server.close()
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


def make_server(portal: Path, settings: Settings, wake: Callable[[], None]) -> Any:
    """A waitress server around the Chalice app. ``wake`` is called after each writing request."""
    from waitress.server import create_server

    from app import app
    from functions.entrypoints.http import bare_problem

    complete()
    most = settings.max_body_mb * 2**20
    beside = {"huong-dan": settings.build / "handbook"}
    server = create_server(
        waking(Gateway(app, portal, most, problem=bare_problem, beside=beside), wake),
        host=settings.host,
        port=settings.port,
        threads=settings.threads,
        max_request_body_size=4 * most,
        ident=None,
        clear_untrusted_proxy_headers=True,
    )
    speak_our_words(server, bare_problem)
    return server


def _stop_on_signals(server: Any) -> None:
    """SIGTERM and SIGINT let running requests finish."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, stop)
