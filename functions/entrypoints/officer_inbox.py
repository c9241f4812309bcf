"""The officers' inbox: cases of their office and roles, soonest due first."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from chalice.app import Blueprint, Request, Response

from functions.bootstrap import world
from functions.domain.declaration import Status
from functions.domain.errors import NotFound
from functions.domain.i18n import _
from functions.entrypoints.http import query, see_other
from functions.entrypoints.officer_chips import Chip, due_chip, status_chip
from functions.entrypoints.officer_door import HOME, Visitor, officer_door
from functions.services.inbox import PAGE, Inbox, Row, View

officer_inbox = Blueprint(__name__)

_CURSOR_MOST = 200


def _request() -> Request:
    request: Request = officer_inbox.current_request
    return request


@officer_inbox.route(HOME, methods=["GET"])
@officer_door(_request)
def inbox(visitor: Visitor) -> Response:
    """A view of the inbox, or the case that was searched by its code."""
    typed = query(visitor.request, "ma").strip()
    if not typed:
        return _listed(visitor)
    try:
        code = world().casework.find(visitor.officer, typed)
    except NotFound as error:
        return _listed(visitor, 404, missed=error.message, typed=typed[:60])
    return see_other(f"/can-bo/ho-so/{quote(code)}")


def _listed(visitor: Visitor, status: int = 200, missed: str = "", typed: str = "") -> Response:
    here, request = world(), visitor.request
    asked = query(request, "xem")
    view = View(asked) if asked in set(View) else View.ALL
    after = query(request, "sau")[:_CURSOR_MOST] or None
    found = here.casework.inbox(visitor.officer, view, _number(query(request, "trang")), after)
    now, calendar = here.clock.now(), here.cases.calendar
    context: dict[str, Any] = {
        "views": _views(found),
        "found": found,
        "rows": [(row, _due(row), status_chip(Status(row.projection.status))) for row in found.rows],
        "first": (found.page - 1) * PAGE + 1,
        "pages": [(n, _href(view, n, after)) for n in range(1, found.pages + 1)],
        "more": _href(view, 1, found.more) if found.more else "",
        "now": calendar.local(now),
        "cut_off": calendar.cut_off,
        "local": calendar.local,
        "left": query(request, "xong") == "1",
    }
    return visitor.page("officer/inbox.html", status, missed=missed, typed=typed, **context)


def _due(row: Row) -> Chip:
    here = world()
    chip = due_chip(row.standing, row.due, here.clock.now(), here.cases.calendar)
    if not row.of_step:
        return chip
    text = chip.text[:1].lower() + chip.text[1:]
    return Chip(chip.kind, chip.icon, _("Tiếp nhận: {text}").format(text=text))


def _views(found: Inbox) -> list[dict[str, Any]]:
    return [
        {
            "label": view.say(),
            "count": found.counts[view],
            "href": _href(view),
            "current": view is found.view,
            "hot": view is View.LATE and found.counts[view] > 0,
        }
        for view in View
    ]


def _href(view: View, page: int = 1, after: str | None = None) -> str:
    given = {
        "xem": view if view is not View.ALL else "",
        "trang": str(page) if page > 1 else "",
        "sau": after or "",
    }
    asked = urlencode({name: value for name, value in given.items() if value})
    return f"{HOME}?{asked}" if asked else HOME


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
