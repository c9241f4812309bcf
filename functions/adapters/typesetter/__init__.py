"""Documents set by Typst as PDF/A-2a, in fonts of our own; what citizens wrote is data, never markup.

The data reach a template as one JSON text. A character that no font of ours can show would fail the PDF/A,
or be a box that nobody can read: it is written out as ``[U+4E2D]``, and the document says so.
"""

from __future__ import annotations

import json
import threading
import unicodedata
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

from functions.domain.errors import EffectFailed
from functions.domain.i18n import _
from functions.domain.model import JSON

_HERE = Path(__file__).parent
_FONTS = _HERE / "fonts"
_TEMPLATES = _HERE / "templates"


class TypstTypesetter:
    """See :class:`functions.ports.Typesetter`. Templates are files of ``templates/``."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def pdf(self, template: str, data: JSON) -> bytes:
        """A PDF/A-2a. Raises :class:`EffectFailed` for an unknown template, or one that its data break."""
        page = _TEMPLATES / f"{template}.typ"
        if template not in self.templates:
            raise EffectFailed(f"There is no document template “{template}”.")
        shown, lost = self._printable(data)
        if lost and isinstance(shown, dict):
            shown["unprintable"] = _(
                "Phông chữ của văn bản không có một số ký tự; chỗ đó ghi mã Unicode trong ngoặc vuông."
            )
        text = json.dumps(_with_qr(shown), ensure_ascii=False)
        from typst import TypstError

        try:
            with self._lock:  # the compiler keeps one document's inputs at a time
                made = self._compiler.compile(
                    page, format="pdf", sys_inputs={"data": text}, pdf_standards=["a-2a"]
                )
        except TypstError:
            # Its message may quote what stands in the document, and operators read what is raised here.
            raise EffectFailed(f"The template “{template}” could not be set.") from None
        return bytes(made)

    @cached_property
    def templates(self) -> frozenset[str]:
        """Names of the templates."""
        return frozenset(path.stem for path in _TEMPLATES.glob("*.typ"))

    @cached_property
    def _compiler(self) -> Any:
        import typst

        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_FONTS)]
        )
        return typst.Compiler(root=_TEMPLATES, font_paths=fonts, ignore_system_fonts=True)

    @cached_property
    def _shown(self) -> frozenset[str]:
        """All characters that every one of our fonts has."""
        runs = (line.split("-") for line in (_FONTS / "coverage.txt").read_text().split())
        return frozenset(
            chr(code) for first, last in runs for code in range(int(first, 16), int(last, 16) + 1)
        )

    def _printable(self, value: Any) -> tuple[Any, bool]:
        """The same data with every text printable, and whether any character had to be written out."""
        if isinstance(value, str):
            text = unicodedata.normalize("NFC", value)
            if self._shown.issuperset(text.replace("\n", "").replace("\t", "")):
                return text, False
            return "".join(map(self._spell, text)), True
        if isinstance(value, dict):
            parts = {key: self._printable(one) for key, one in value.items()}
            return {key: one for key, (one, _lost) in parts.items()}, any(
                lost for _one, lost in parts.values()
            )
        if isinstance(value, list):
            items = [self._printable(one) for one in value]
            return [one for one, _lost in items], any(lost for _one, lost in items)
        return value, False

    def _spell(self, char: str) -> str:
        if char in self._shown or char in "\n\t":
            return char
        return "" if unicodedata.category(char) in ("Cc", "Cf") else f"[U+{ord(char):04X}]"


def _with_qr(data: JSON) -> JSON:
    """The data with the address under ``qr`` drawn as an SVG."""
    if not data.get("qr"):
        return data
    import segno

    drawn = BytesIO()
    # One mask for all: trying the eight for the best takes three quarters of the time, and readers need none.
    code = segno.make(data["qr"], error="m", micro=False, mask=2)
    code.save(drawn, kind="svg", border=0, xmldecl=False, nl=False)
    return {**data, "qr_svg": drawn.getvalue().decode()}
