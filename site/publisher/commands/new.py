"""``motcua new``: the ten lines with which a service begins."""

from __future__ import annotations

import re
from pathlib import Path

import click

from functions.domain.compile import compile_data
from functions.domain.errors import Fault, Invalid, Refused
from functions.domain.i18n import _
from publisher.catalogue import service_files
from publisher.front_matter import read_document
from publisher.reference import load_reference

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@click.command(name="new", help=_("Viết tệp mười dòng cho một thủ tục mới; tệp ấy đã chạy được."))
@click.argument("slug")
@click.option("--title", required=True, help=_("Tên thủ tục."))
@click.option("--code", required=True, help=_("Mã quốc gia, ví dụ 1.001193, hoặc mã nội bộ NB.XXX.001."))
@click.option("--field", default="ho-tich", show_default=True, help=_("Lĩnh vực, theo sectors.yml."))
@click.option("--authority", default="ubnd_xa", show_default=True, help=_("Cơ quan, theo authorities.yml."))
@click.option("--time-limit", default="3 working_days", show_default=True, help=_("Thời hạn kèm đơn vị."))
@click.option(
    "--content",
    default="content",
    show_default=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=_("Thư mục nội dung."),
)
def command(
    slug: str, title: str, code: str, field: str, authority: str, time_limit: str, content: Path
) -> None:
    """Write ``content/procedures/FIELD/SLUG.md``; an existing file is never overwritten."""
    keys = {
        "code": code,
        "title": " ".join(title.split()),
        "field": field,
        "authority": authority,
        "time_limit": time_limit,
    }
    _require_valid(slug, keys, content)
    path = content / "procedures" / field / f"{slug}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(ten_lines(keys))
    except FileExistsError:
        raise Refused(_("Đã có tệp {path}.").format(path=path)) from None
    click.echo(_("Đã viết {path}. Sửa tệp rồi chạy: motcua check").format(path=path))


def ten_lines(keys: dict[str, str]) -> str:
    """The file's text. Titles are quoted, since a colon in one would read as a key."""
    title = keys["title"].replace("\\", "\\\\").replace('"', '\\"')
    return (
        "---\n"
        f'code: "{keys["code"]}"\n'
        f'title: "{title}"\n'
        f"field: {keys['field']}\n"
        f"authority: {keys['authority']}\n"
        f"time_limit: {keys['time_limit']}\n"
        "---\n"
        + _("Viết ở đây bằng lời thường: ai cần làm việc này, khi nào, và nhận được gì.")
        + "\n\n"
        + _("Viết tiếp những điều người dân hay hỏi.")
        + "\n"
    )


def _require_valid(slug: str, keys: dict[str, str], content: Path) -> None:
    """Refuse now what ``motcua check`` would refuse later. Raises :class:`Invalid`."""
    faults: list[Fault] = []
    if not _SLUG.fullmatch(slug) or len(slug) > 100:
        reason = _("“{given}” chỉ gồm chữ thường không dấu và số, nối bằng dấu “-”.").format(given=slug)
        faults.append(Fault("SLUG", "slug", reason))
    reference = load_reference(content / "reference", content.parent)
    if keys["field"] not in {sector.id for sector in reference.sectors}:
        reason = _("Không có lĩnh vực “{id}”.").format(id=keys["field"])
        faults.append(Fault("--field", "sector_unknown", reason))
    try:
        compile_data(dict(keys), "x", reference)
    except Invalid as error:
        faults += [Fault(f"--{one.where}".replace("_", "-"), one.code, one.message) for one in error.faults]
    faults += _taken(slug, keys["code"], content)
    if faults:
        raise Invalid(_("Chưa viết được tệp."), faults)


def _taken(slug: str, code: str, content: Path) -> list[Fault]:
    faults = []
    for path, _process in service_files(content):
        if path.stem == slug:
            reason = _("Đã có tệp {path}.").format(path=path)
            faults.append(Fault("SLUG", "slug_twice", reason))
        try:
            data = read_document(path).data
        except Invalid:
            continue
        if data.get("code") == code:
            faults.append(Fault("--code", "code_twice", _("Mã này đã dùng ở {path}.").format(path=path)))
    return faults
