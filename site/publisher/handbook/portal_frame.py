"""The portal's own header and footer for the handbook, cut out of a page that the portal really renders.

So the two never drift apart: a new entry of the portal's menu stands in the handbook after its next build.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from functions.domain.errors import Refused
from functions.domain.i18n import _
from functions.domain.model import JSON
from publisher.handbook.scoped_css import scoped

SCOPE = "portal-frame"
SHEETS = ("css/tokens.css", "css/base.css")
FONTS = "fonts"
_HEADER = re.compile(r"<header\b.*?</header>", re.S)
_FOOTER = re.compile(r"<footer\b.*</footer>", re.S)
_SYMBOL = re.compile(r'<symbol id="([^"]+)".*?</symbol>', re.S)
_SCRIPT = re.compile(r"<script\b.*?</script>", re.S)


def portal_frame(theme: Path, context: JSON) -> Iterator[tuple[str, str]]:
    """Names and texts of the theme's parts: header, footer, and the style that both need.

    Raises :class:`Refused` when the portal's base template has no header or footer.
    """
    html = _rendered(theme, context)
    header, footer = _cut(_HEADER, html), _cut(_FOOTER, html)
    classes = {name for found in re.findall(r'class="([^"]*)"', header + footer) for name in found.split()}
    css = "".join((theme / "static" / sheet).read_text(encoding="utf-8") for sheet in SHEETS)
    yield "partials/portal-header.html", _part(_sprite(html, header + footer) + header)
    yield "partials/portal-footer.html", _part(footer)
    yield "assets/portal.css", _fonts(css) + scoped(css, f".{SCOPE}", classes)


def _rendered(theme: Path, context: JSON) -> str:
    """The base template with nothing in it; what a page would tell it is empty."""
    from jinja2 import ChainableUndefined

    from functions.rendering.environment import environment

    env = environment(theme)
    env.undefined = ChainableUndefined
    env.globals.update(context)
    return str(env.get_template("base.html").render())


def _cut(part: re.Pattern[str], html: str) -> str:
    found = part.search(html)
    if not found:
        raise Refused(_("Mẫu base.html của cổng không có phần đầu hoặc phần chân trang."))
    return _SCRIPT.sub("", found[0])


def _sprite(html: str, used: str) -> str:
    """The symbols that the two parts show."""
    wanted = set(re.findall(r'href="#([^"]+)"', used))
    symbols = [found[0] for found in _SYMBOL.finditer(html) if found[1] in wanted]
    hidden = 'class="sprite" aria-hidden="true" focusable="false" width="0" height="0"'
    return f"<svg {hidden}>{''.join(symbols)}</svg>"


def _part(html: str) -> str:
    """A template that shows the HTML as it is."""
    return f'{{% raw %}}<div class="{SCOPE}">{html}</div>{{% endraw %}}\n'


def _fonts(css: str) -> str:
    """The font faces, from the copies beside the sheet."""
    faces = re.findall(r"@font-face\s*{[^}]*}", css)
    return "\n".join(face.replace("../fonts/", f"{FONTS}/") for face in faces) + "\n"
