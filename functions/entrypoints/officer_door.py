"""What every officer's door shares: who is signed in, forms of our own pages only, the frame of the pages."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from chalice.app import Request, Response

from functions.bootstrap import world
from functions.domain.errors import Forbidden, Invalid, MotcuaError
from functions.domain.i18n import _
from functions.entrypoints.forms import Posted
from functions.entrypoints.http import (
    answer_json,
    cookie,
    door,
    failure,
    html,
    posted,
    see_other,
    status_of,
    wants_json,
)
from functions.ports import Officer

SESSION = "motcua_phien"
HOME = "/can-bo"
SIGN_IN = "/can-bo/dang-nhap"
CSRF = "_csrf"
KEPT = "_giu."
"""Prefix of inputs that carry, through signing in again, what was typed before a session ended."""

_RETURN = re.compile(r"/can-bo(/[A-Za-z0-9._-]+)*", re.ASCII)
_ACTS = re.compile(r"(/can-bo/ho-so/[^/]+)/.+")


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in officer and the request that they sent."""

    officer: Officer
    session: str
    request: Request

    def page(self, template: str, status: int = 200, /, **context: Any) -> Response:
        """A page in the officers' frame."""
        here = world()
        reference = here.catalogue.reference
        roles = {role.id: _(role.name) for role in reference.roles}
        me = {
            "name": self.officer.name,
            "office": reference.office(self.officer.office_id).name,
            "roles": ", ".join(roles.get(one, one) for one in self.officer.roles),
            "csrf": here.sign_in.csrf(self.session),
        }
        return html(template, status, me=me, **context)

    def form(self) -> Posted:
        """The posted form. Raises :class:`Forbidden` unless it came from a page of this session."""
        form = posted(self.request)
        world().sign_in.check_csrf(self.session, form.one(CSRF))
        return form


View = Callable[..., Response]


def officer_door(current: Callable[[], Request]) -> Callable[[View], View]:
    """Let signed-in officers in; the view gets a :class:`Visitor` before its parameters."""

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def entered(**parameters: str) -> Response:
            request = current()
            session = cookie(request, SESSION)
            try:
                visitor = Visitor(world().sign_in.officer(session), session, request)
            except Forbidden as error:
                return _turned_away(request, error)
            try:
                return view(visitor, **parameters)
            except MotcuaError as error:
                return _trouble(visitor, error)

        return door("officer", current)(entered)

    return wrap


def may_return(path: str) -> str:
    """``path`` where it is a page of officers that one may be led to after signing in, else the inbox."""
    known = _RETURN.fullmatch(path) and not path.startswith((SIGN_IN, "/can-bo/thoat"))
    return path if known else HOME


def sign_in_page(
    status: int = 200, message: str = "", back: str = HOME, kept: dict[str, list[str]] | None = None
) -> Response:
    """The sign-in form. ``kept`` is what was typed when a session ended; it is shown, and goes along."""
    texts = [text for name, found in (kept or {}).items() for text in found if not name.startswith("_")]
    hidden = [(KEPT + name, text) for name, found in (kept or {}).items() for text in found]
    return html(
        "officer/sign_in.html",
        status,
        message=message,
        back=back,
        typed=[text for text in texts if text.strip()],
        hidden=hidden,
        ended=kept is not None,
    )


def _turned_away(request: Request, error: Forbidden) -> Response:
    """No session: to the sign-in page, and what was typed goes along."""
    if wants_json(request):
        problem = {"type": f"about:{error.code}", "title": error.message, "status": 401}
        return answer_json(problem, 401, {"Content-Type": "application/problem+json"})
    back = _page_of(request)
    if request.method == "GET":
        return see_other(SIGN_IN if back == HOME else f"{SIGN_IN}?ve={quote(back)}")
    message = _("Phiên làm việc đã hết. Việc vừa bấm chưa được ghi lại; đăng nhập rồi bấm lần nữa.")
    try:
        typed = {name: texts for name, texts in posted(request).texts.items() if name != CSRF}
    except Invalid:
        typed = {}
    return sign_in_page(403, message, back, typed)


def _page_of(request: Request) -> str:
    """The page on which the form of this request stands, or the page that was asked for."""
    values = {name: quote(value, safe="") for name, value in (request.uri_params or {}).items()}
    path = str(request.path).format(**values)
    act = _ACTS.fullmatch(path)
    return may_return(act[1] if act else path)


def _trouble(visitor: Visitor, error: MotcuaError) -> Response:
    """An error as a page in the officers' frame, or as JSON."""
    if wants_json(visitor.request):
        return failure(error, visitor.request)
    faults = error.faults if isinstance(error, Invalid) else ()
    return visitor.page("officer/problem.html", status_of(error), message=error.message, faults=faults)
