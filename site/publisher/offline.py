"""What the portal needs to be read without signal: the service worker with its list of files, the page that
it shows where nothing is kept, and the manifest."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from functions.domain.i18n import _
from functions.domain.model import JSON
from publisher.json_text import json_text
from publisher.outputs import Output, sha256
from publisher.site import Site

OFFLINE = "/ngoai-tuyen/"
FUNCTIONS = (
    "nop",
    "ban-nhap",
    "ho-so",
    "can-bo",
    "kiem-tra-chu-ky",
    "suc-khoe",
    "san-sang",
    "tai-len",
    "tim",
    "thu-nghiem",
)
"""First parts of addresses that functions answer: somebody's pages, never kept on a device."""
MOST_PAGES = 60
"""Pages that a device keeps; about 2 MB of them."""
PATIENCE_MS = 4000
"""After this long without an answer, a page that was read before is shown instead, and says so."""
_SHELL = ("css/tokens.css", "css/base.css", "js/offline.js", "js/offline_kept.js", "js/drafts_vault.js")
"""What every kept page needs. All other files are kept when first asked for, so that a visit stays light."""
_FORM = ("form", "faults", "fields", "constraints", "expression", "rows", "uploads", "drafts")
"""Beginnings of the scripts that a kept form needs."""
_NEVER = (".txt", "/sw.js")


def outputs(site: Site) -> Iterable[Output]:
    page = site.page(f"{OFFLINE.strip('/')}/index.html", "offline.html", context=_context)
    yield page
    theme = _theme_files(str(site.settings.get("THEME") or ""))
    key = site.key("", page.key, *theme.items())
    yield Output("sw.js", key, partial(_worker, theme, page.key))
    yield Output("manifest.webmanifest", site.key(""), partial(_manifest, site))


def _context() -> JSON:
    return {"current": "", "unlisted": True}


def _theme_files(theme: str) -> dict[str, str]:
    """Hashes of the theme's files by address; none where only names of outputs are asked for."""
    if not theme:
        return {}
    static = Path(theme) / "static"
    files = sorted(path for path in static.rglob("*") if path.is_file())
    named = {f"/theme/{path.relative_to(static).as_posix()}": path for path in files}
    return {name: sha256(path.read_bytes()) for name, path in named.items() if not name.endswith(_NEVER)}


def _worker(theme: dict[str, str], page_key: str) -> bytes:
    """The worker: its list changes with any file, and a browser then takes the new one."""
    scripts = [name for name in theme if name.startswith("/theme/js/")]
    config = {
        "files": {OFFLINE: page_key} | theme,
        "shell": [OFFLINE, *(name for name in theme if name.endswith(_SHELL))],
        "form": [name for name in scripts if name.removeprefix("/theme/js/").startswith(_FORM)],
        "offline": OFFLINE,
        "functions": FUNCTIONS,
        "most": MOST_PAGES,
        "patience": PATIENCE_MS,
        "words": {
            "seen": _("Không tải được bản mới: đây là trang bạn đã xem lúc {time} (theo giờ của máy).")
        },
    }
    text = json.dumps(config, ensure_ascii=False, indent=1)
    return f'import {{ serve }} from "/theme/js/sw.js";\n\nserve({text});\n'.encode()


def _manifest(site: Site) -> bytes:
    """A portal put on the home screen opens as itself."""
    portal = site.reference.portal
    icon = {"src": "/theme/icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    return json_text(
        {
            "name": portal.name,
            "short_name": portal.short_name,
            "lang": "vi",
            "start_url": "/",
            "scope": "/",
            "display": "minimal-ui",
            "theme_color": "#0a2f50",
            "background_color": "#ffffff",
            "icons": [icon],
        }
    )
