"""``motcua units``: files for systemd, nginx and logrotate, with the paths of this installation in them."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

from functions.domain.errors import Invalid
from functions.entrypoints.units.writing import Place, files
from functions.settings import load

_FOLDER = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(name="units", short_help="Write files for systemd, nginx and logrotate for this installation")
@click.argument("folder", type=_FOLDER)
@click.option("--user", default="motcua", show_default=True, help="Account that the portal runs under.")
@click.option("--environment", type=_FILE, default="/etc/motcua/motcua.env", show_default=True)
@click.option("--backups", type=_FOLDER, default="/var/backups/motcua", show_default=True)
@click.option("--key-backups", type=_FOLDER, default="/var/backups/motcua-keys", show_default=True)
@click.option("--keep", type=click.IntRange(min=1), default=14, show_default=True, help="Backups that stay.")
@click.option("--certificate", type=_FILE, default="/etc/motcua/tls.crt", show_default=True)
@click.option("--certificate-key", type=_FILE, default="/etc/motcua/tls.key", show_default=True)
@click.option("--http", type=click.IntRange(1, 65535), default=80, show_default=True)
@click.option("--https", type=click.IntRange(1, 65535), default=443, show_default=True)
@click.option("--ipv6/--no-ipv6", default=True, show_default=True, help="Whether nginx listens on IPv6 too.")
@click.option("--nginx-logs", type=_FOLDER, default="/var/log/nginx", show_default=True)
def command(folder: Path, **given: object) -> None:
    """Write the files into FOLDER, from the settings in the environment and the options, installing nothing.

    FOLDER stays in use: nginx takes its headers and the page for an outage from there. Written anew,
    the files replace those of before; what is changed by hand belongs beside them (systemctl edit).

    Exit status: 0 written; 1 the settings do not hold.
    """
    settings = load(os.environ)
    program = shutil.which("motcua", path=str(Path(sys.executable).parent)) or shutil.which("motcua")
    if program is None:
        raise Invalid("The command motcua is in no folder of PATH: install the package first.")
    place = Place(settings, folder.resolve(), Path(program), Path.cwd(), given)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files(place):
        (folder / name).write_text(text, encoding="utf-8")
        click.echo(folder / name)
    click.echo(_NEXT.format(folder=folder, environment=given["environment"]))


_NEXT = """
Next, as root:
  install -D -m 640 {folder}/motcua.env {environment}     (then complete it)
  cp {folder}/*.socket {folder}/*.service {folder}/*.timer /etc/systemd/system/
  systemctl daemon-reload
  systemctl enable --now motcua.socket motcua.service
  systemctl enable --now motcua-backup.timer motcua-audit.timer motcua-probe.timer motcua-digest.timer
  cp {folder}/nginx.conf /etc/nginx/conf.d/motcua.conf && nginx -t && systemctl reload nginx"""
