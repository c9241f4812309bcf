"""Who a service is: its field, authority, level and validity."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from functions.domain.checks.finding import Finding, error
from functions.domain.declaration import AnyService, Level, Procedure, Process, Reference
from functions.domain.declaration.service import NATIONAL_CODE
from functions.domain.i18n import _

DISTRICTS_ENDED = date(2025, 7, 1)
"""From this day there are two tiers, province and commune (Law 72/2025/QH15)."""


def check_identity(service: AnyService, reference: Reference, day: date) -> list[Finding]:
    """Unknown field or authority, a district that no longer exists, dates the wrong way round."""
    return [*_known(service, reference), *_level(service), *_dates(service)]


def _known(service: AnyService, reference: Reference) -> Iterator[Finding]:
    sectors = [sector.id for sector in reference.sectors]
    if service.field not in sectors:
        reason = _("Không có lĩnh vực “{id}”. Các lĩnh vực: {allowed}.")
        yield error("field", "sector_unknown", reason.format(id=service.field, allowed=", ".join(sectors)))
    if reference.authority(service.authority) is None:
        reason = _("Không có cơ quan “{id}”.").format(id=service.authority)
        yield error("authority", "authority_unknown", reason)
    for n, id in enumerate(service.also_at if isinstance(service, Procedure) else ()):
        if id == service.authority or reference.authority(id) is None:
            reason = _("Không có cơ quan nào khác tên “{id}”.").format(id=id)
            yield error(f"also_at[{n}]", "authority_unknown", reason)
    if isinstance(service, Process) and re.match(NATIONAL_CODE, service.code):
        reason = _("Quy trình nội bộ dùng mã nội bộ dạng NB.NHIEMVU.001, không dùng mã quốc gia.")
        yield error("code", "code_national", reason)


def _level(service: AnyService) -> Iterator[Finding]:
    if isinstance(service, Process) or service.level is not Level.DISTRICT:
        return
    if service.valid_to is None or service.valid_to >= DISTRICTS_ENDED:
        reason = _("Không còn cấp huyện từ 01/07/2025: bản này phải có “valid_to” trước ngày đó.")
        yield error("level", "level_district", reason)


def _dates(service: AnyService) -> Iterator[Finding]:
    rows = [("", service.valid_from, service.valid_to)]
    rows += [
        (f"legal_basis[{n}].", one.valid_from, one.valid_to) for n, one in enumerate(service.legal_basis)
    ]
    for where, start, end in rows:
        if start and end and end < start:
            reason = _("Ngày hết hiệu lực {end} đứng trước ngày có hiệu lực {start}.").format(
                end=f"{end:%d/%m/%Y}", start=f"{start:%d/%m/%Y}"
            )
            yield error(f"{where}valid_to", "dates_reversed", reason)
