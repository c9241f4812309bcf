"""The link in a text message: a question, and behind it one's own case."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.bootstrap import world
from functions.domain.errors import Invalid, TooMany
from functions.domain.i18n import _
from functions.entrypoints.http import FORMS, door, html, posted, see_other

citizen_unlock = Blueprint(__name__)
_LONGEST = 20


def _request() -> Request:
    request: Request = citizen_unlock.current_request
    return request


@citizen_unlock.route("/ho-so/{code}/m/{short}", methods=["GET"])
@door("case token", _request)
def ask(code: str, short: str) -> Response:
    """Ask whoever opens the link of a text message for the last digits of the applicant's citizen id."""
    world().unlocking.case(code, short)
    return _page(code, short)


@citizen_unlock.route("/ho-so/{code}/m/{short}", methods=["POST"], content_types=FORMS)
@door("case token", _request)
def answer(code: str, short: str) -> Response:
    """Lead to the case when the digits are right."""
    digits = posted(_request()).one("so")[:_LONGEST]
    try:
        token = world().unlocking.open(code, short, digits)
    except Invalid as error:
        return _page(code, short, error.message, 422)
    except TooMany:
        return _page(code, short, _("Đã thử quá nhiều lần. Thử lại sau một giờ, hoặc gọi tổng đài."), 429)
    return see_other(f"/ho-so/{code}/{token}")


def _page(code: str, short: str, error: str = "", status: int = 200) -> Response:
    return html("unlock.html", status, code=code, short=short, error=error, current="ho-so")
