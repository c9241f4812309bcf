"""Pages for what went wrong: an address that leads nowhere, and functions that do not answer."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from functions.domain.i18n import _
from functions.domain.model import JSON
from publisher.outputs import Output
from publisher.site import Site


def outputs(site: Site) -> Iterable[Output]:
    for code, heading in (("404", _("Không có trang này")), ("503", _("Phần nộp hồ sơ đang tạm dừng"))):
        context = partial(_context, code, heading)
        yield site.page(f"{code}.html", "fault.html", code, context=context)


def _context(code: str, heading: str) -> JSON:
    return {"code": code, "heading": heading, "current": "", "unlisted": True}
