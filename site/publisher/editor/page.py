"""The editors' page itself: one HTML file, three scripts of ours, and Decap CMS as npm brings it."""

from __future__ import annotations

import html
import json
import shutil
from pathlib import Path

from functions.domain.errors import Invalid
from functions.domain.i18n import _
from functions.domain.model import JSON
from publisher.editor.git_host import GitHost
from publisher.editor.locale import missing_words

CMS = "decap-cms.js"
OURS = ("before.js", "editor.js", "editor.css")
_ROOT = Path(__file__).parents[3]
STATIC = _ROOT / "themes" / "civic" / "static" / "editor"
BUNDLE = _ROOT / "node_modules" / "decap-cms" / "dist"


def policy(host: GitHost | None = None) -> str:
    """The content security policy.

    Decap writes its styles into the page and compiles the schema of its configuration: two exceptions.
    """
    foreign = " ".join(host.origins) if host else ""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' blob: data:",
            "font-src 'self' data:",
            f"connect-src 'self' blob: {foreign}".strip(),
            "base-uri 'none'",
            "form-action 'self'",
        )
    )


def write_page(output: Path, configuration: JSON, host: GitHost | None = None) -> None:
    """Put the whole page into ``output``. Raises :class:`Invalid` where npm has not brought the CMS."""
    if not (BUNDLE / CMS).is_file():
        raise Invalid(_("Chưa có Decap CMS trong node_modules. Chạy: make setup"))
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    for path in [
        *BUNDLE.glob("*.decap-cms.js"),
        *BUNDLE.glob("*.wasm"),
        BUNDLE / CMS,
        *BUNDLE.glob(f"{CMS}.LICENSE.txt"),
    ]:
        shutil.copyfile(path, output / path.name)
    for name in OURS:
        shutil.copyfile(STATIC / name, output / name)
    made = json.dumps(
        {"cms": configuration, "words": _words(), "locale": missing_words()}, ensure_ascii=False
    )
    (output / "config.json").write_text(made, encoding="utf-8")
    (output / "index.html").write_text(_html(host), encoding="utf-8")


def _html(host: GitHost | None) -> str:
    unable = _("Trang soạn bài cần JavaScript. Bật lại, hoặc sửa tệp bằng trình soạn thảo.")
    return (
        "<!doctype html>\n"
        f'<html lang="vi">\n<head>\n<meta charset="utf-8">\n<title>{_("Soạn bài")}</title>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy(host))}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n'
        '<link rel="icon" href="data:,">\n'
        '<link rel="stylesheet" href="editor.css">\n'
        f'<script src="before.js"></script>\n<script src="{CMS}" defer></script>\n'
        '<script src="editor.js" defer></script>\n'
        f"</head>\n<body>\n<noscript>{unable}</noscript>\n</body>\n</html>\n"
    )


def _words() -> dict[str, str]:
    """Sentences that our scripts show."""
    return {
        "usual": _("Để trống: {value}"),
        "yes": _("Có"),
        "no": _("Không"),
        "unset": _("Chưa chọn"),
        "broken": _("Dữ liệu chưa đúng dạng JSON. Xem lại dấu ngoặc, dấu phẩy và dấu nháy."),
        "failed": _("Không mở được trang soạn bài. Tải lại trang."),
    }
