"""``motcua verify``: what the signatures of PDF files are worth."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from functions.domain.errors import Invalid
from functions.domain.i18n import _
from functions.services.verify import Checked


@click.command(name="verify", short_help=_("Kiểm tra chữ ký số của tệp PDF"))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=_("Ghi ra JSON, mỗi tệp một dòng."))
def command(files: tuple[Path, ...], as_json: bool) -> None:
    """Kiểm tra chữ ký số của các tệp PDF: ai ký, ký lúc nào, tệp có bị sửa sau khi ký không.

    Mã thoát: 0 mọi tệp hợp lệ hoặc ký thử; 1 có tệp không hợp lệ, không có chữ ký hoặc không đọc được.
    """
    from functions.bootstrap import checking_alone

    checking = checking_alone()
    good = True
    for file in files:
        try:
            checked = checking.check(_read(file))
        except Invalid as error:
            good = False
            _tell_unreadable(file, error, as_json)
            continue
        good = good and checked.verdict in ("valid", "test")
        click.echo(_line(file, checked) if as_json else _told(file, checked))
    sys.exit(0 if good else 1)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Invalid(_("Không đọc được tệp: {reason}.").format(reason=error.strerror)) from None


def _tell_unreadable(file: Path, error: Invalid, as_json: bool) -> None:
    if as_json:
        line = {"file": str(file), "verdict": "unreadable", "title": error.message}
        click.echo(json.dumps(line, ensure_ascii=False))
    else:
        click.echo(f"{file}: {error.message}")


def _line(file: Path, checked: Checked) -> str:
    from functions.entrypoints.verify import as_json

    return json.dumps({"file": str(file), **as_json(checked)}, ensure_ascii=False)


def _told(file: Path, checked: Checked) -> str:
    marks = {True: "+", False: "-", None: " "}
    lines = [f"{file}: {checked.title}", f"  {checked.lead}"]
    lines += [f"  {marks[line.holds]} {line.text}" for line in checked.lines]
    for one in checked.signatures:
        role = f", {one.role}" if one.role else ""
        proof = "" if one.proven else _(" (theo đồng hồ của người ký)")
        lines.append(f"  {one.order}. {one.kind}: {one.name}{role}, {one.at}{proof}")
        lines += [f"     - {fault}" for fault in one.faults]
    return "\n".join([*lines, f"  {checked.advice}"])
