"""Officers sign in and out."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.bootstrap import world
from functions.domain.errors import Forbidden, TooMany
from functions.domain.i18n import _
from functions.entrypoints import officer_case, officer_work
from functions.entrypoints.http import (
    FORMS,
    address,
    cookie,
    door,
    failure,
    posted,
    query,
    see_other,
    wants_json,
)
from functions.entrypoints.officer_door import (
    HOME,
    KEPT,
    SESSION,
    SIGN_IN,
    Visitor,
    may_return,
    officer_door,
    sign_in_page,
)

officer_session = Blueprint(__name__)


def _request() -> Request:
    request: Request = officer_session.current_request
    return request


@officer_session.route(SIGN_IN, methods=["GET"])
@door("public", _request)
def sign_in_form() -> Response:
    """The form, or the inbox for those who are signed in already."""
    back = may_return(query(_request(), "ve"))
    try:
        world().sign_in.officer(cookie(_request(), SESSION))
    except Forbidden:
        return sign_in_page(back=back)
    return see_other(back)


@officer_session.route(SIGN_IN, methods=["POST"], content_types=FORMS)
@door("public", _request)
def sign_in() -> Response:
    """Check name and password; then on to where the officer wanted to go, with what was typed before."""
    request, form = _request(), posted(_request())
    back = may_return(form.one("ve"))
    kept = {name.removeprefix(KEPT): t for name, t in form.texts.items() if name.startswith(KEPT)}
    try:
        _from_here(request)
        session = world().sign_in.enter(form.one("ten"), form.one("mat_khau"), address(request))
    except (Forbidden, TooMany) as error:
        if wants_json(request):
            return failure(error, request)
        status = 429 if isinstance(error, TooMany) else 403
        return sign_in_page(status, error.message, back, kept or None)
    answer = _resumed(session, back, kept) if kept else see_other(back)
    answer.headers["Set-Cookie"] = [session_cookie(session)]
    return answer


@officer_session.route("/can-bo/thoat", methods=["POST"], content_types=FORMS)
@officer_door(_request)
def sign_out(visitor: Visitor) -> Response:
    """Forget the session in this browser."""
    visitor.form()
    return see_other(SIGN_IN, [session_cookie("", "; Max-Age=0")])


def session_cookie(value: str, more: str = "") -> str:
    """The session's cookie: out of scripts' reach, never sent along from another site."""
    secure = "; Secure" if world().settings.public_url.startswith("https://") else ""
    return f"{SESSION}={value}; Path={HOME}; HttpOnly; SameSite=Strict{secure}{more}"


def _from_here(request: Request) -> None:
    """Before there is a session there is no token: the browser itself tells where a form came from."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden(_("Mở trang đăng nhập của cổng rồi đăng nhập từ đó."))


def _resumed(session: str, back: str, kept: dict[str, list[str]]) -> Response:
    """The page on which the session ended, with what was typed there; nothing was done yet."""
    visitor = Visitor(world().sign_in.officer(session), session, _request())
    notice = _(
        "Việc bấm trước khi đăng nhập lại chưa được ghi. Nội dung đã gõ vẫn còn; xem lại rồi bấm lần nữa."
    )
    parts = back.split("/")
    if back.startswith("/can-bo/ho-so/"):
        return officer_case.resume(visitor, parts[3], kept, notice)
    if back.startswith("/can-bo/viec-moi/"):
        return officer_work.resume(visitor, parts[3], kept, notice)
    return see_other(back)
