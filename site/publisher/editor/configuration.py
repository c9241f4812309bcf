"""The whole configuration of the editors' page, made from the models that also judge the files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from functions.domain.declaration import ProcedureFile, ProcessFile
from functions.domain.i18n import _
from functions.domain.model import JSON
from publisher.catalogue import FOLDERS
from publisher.editor.choices import Choices
from publisher.editor.form_data import SHORT
from publisher.editor.git_host import GitHost
from publisher.editor.widgets import UNASKED, Widgets
from publisher.portal.writing import FILES, Kind

DOOR = "/bien-tap/kho"
"""Where the page asks when it stands before the repository of this machine."""
BASE = "_ban"
"""A key that is never written to a file: which version of it a form began with."""
MEDIA, MEDIA_URL = "content/images", "/hinh"


def configuration(choices: Choices, host: GitHost | None = None, branch: str = "main") -> JSON:
    """What ``CMS.init`` gets. Without a git host the page talks to :mod:`publisher.editor.door`."""
    local = host is None
    backend = {"name": "proxy", "proxy_url": DOOR, "branch": branch} if host is None else host.backend()
    return {
        "load_config_file": False,
        "backend": backend | {"commit_messages": _commit_messages()},
        "locale": "vi",
        "media_folder": MEDIA,
        "public_folder": MEDIA_URL,
        "show_preview_links": False,
        "slug": {"encoding": "ascii", "clean_accents": True, "sanitize_replacement": "-"},
        "collections": [_collection(Widgets(choices), *one, local=local) for one in _collections()],
    }


def _collections() -> Sequence[tuple[str, str, str, type[BaseModel], JSON]]:
    """Folder, name of all, name of one, model, and what is special."""
    by_field = {"path": "{{field}}/{{slug}}", "summary": "{{title}} ({{code}})"}
    return (
        ("procedures", _("Thủ tục"), _("thủ tục"), ProcedureFile, by_field),
        (
            "processes",
            _("Quy trình nội bộ"),
            _("quy trình"),
            ProcessFile,
            {"summary": "{{title}} ({{code}})"},
        ),
        ("news", _("Tin"), _("tin"), FILES[Kind.NEWS], {"summary": "{{date}} {{title}}"}),
        ("campaigns", _("Chiến dịch"), _("chiến dịch"), FILES[Kind.CAMPAIGN], {}),
        ("pages", _("Trang"), _("trang"), FILES[Kind.PAGE], {}),
    )


def _collection(
    widgets: Widgets, folder: str, label: str, one: str, model: type[BaseModel], more: JSON, *, local: bool
) -> JSON:
    # A git host hands over files as they are, and a form cannot show two shapes of one key.
    unasked = UNASKED if local else UNASKED | frozenset(SHORT)
    base: list[JSON] = [{"name": BASE, "widget": "hidden", "required": False}] if local else []
    return {
        "name": folder,
        "label": label,
        "label_singular": one,
        "folder": f"content/{folder}",
        "extension": "md",
        "format": "yaml-frontmatter",
        "create": True,
        "delete": False,
        "identifier_field": "title",
        "summary": "{{title}}",
        "slug": "{{slug}}",
        "editor": {"preview": False},
        "fields": [*widgets.fields(model, unasked), _body(folder), *base],
    } | more


def _body(folder: str) -> JSON:
    """Services have marks only: the editor of rich text would rewrite their tables and footnotes."""
    return {
        "name": "body",
        "label": _("Bài viết"),
        "hint": _("Viết bằng lời thường. Dòng bắt đầu bằng ## là đề mục, dòng bắt đầu bằng - là một ý."),
        "widget": "markdown",
        "modes": ["raw"] if folder in FOLDERS else ["rich_text", "raw"],
        "required": False,
    }


def _commit_messages() -> dict[str, Any]:
    return {
        "create": _("Thêm {{collection}}: {{slug}}"),
        "update": _("Sửa {{collection}}: {{slug}}"),
        "delete": _("Bỏ {{collection}}: {{slug}}"),
        "uploadMedia": _("Thêm hình {{path}}"),
        "deleteMedia": _("Bỏ hình {{path}}"),
    }
