"""Fields and agencies that records name and this portal lacks, added to the reference data as proposals."""

from __future__ import annotations

from pathlib import Path

from functions.domain.errors import Invalid, Refused
from functions.domain.i18n import _
from publisher.importer.base import write
from publisher.importer.report import authority_line, sector_line
from publisher.importer.tally import Tally
from publisher.reference import load_reference

_REMARK = "  # Thêm khi nhập dữ liệu quốc gia; cần người xác nhận."


def extend_reference(figures: Tally, content: Path) -> tuple[int, int]:
    """Append what is missing, and say how many fields and agencies that were.

    Agencies above the province are left out. Raises :class:`Refused`, with the files as they were, when the
    reference data could not be read afterwards.
    """
    folder = content / "reference"
    reference = load_reference(folder, content.parent)
    known = {one.id for one in reference.sectors} | {one.id for one in reference.authorities}
    sectors = {id: sector_line(id, name) for id, name in figures.sectors if id not in known}
    agencies = {
        id: authority_line(id, name, level)
        for id, name, level in figures.authorities
        if id not in known and level
    }
    rows = {"sectors.yml": list(sectors.values()), "authorities.yml": list(agencies.values())}
    before = {name: (folder / name).read_text(encoding="utf-8") for name in rows}
    for name, added in rows.items():
        if added:
            whole = before[name].rstrip("\n") + "\n" + "\n".join([_REMARK, *added]) + "\n"
            write(folder / name, whole)
    try:
        load_reference(folder, content.parent)
    except Invalid as error:
        for name, text in before.items():
            write(folder / name, text)
        reason = _("Chưa thêm được vào dữ liệu dùng chung: danh sách phải là phần cuối tệp. {reason}")
        raise Refused(reason.format(reason=error.faults[0].message if error.faults else "")) from None
    return len(sectors), len(agencies)
