"""PDFs of the portal, set by Typst from templates beside this module, in fonts of our own.

Words come as data, never as markup. The same data give the same bytes: the date is that of the content,
not of the build.
"""

from __future__ import annotations

import json
import unicodedata
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from functions.domain.errors import EffectFailed
from functions.domain.model import JSON
from publisher.cache.stamps import bytes_digest

_HERE = Path(__file__).parent / "typst"


def typeset(template: str, data: JSON, qr: str, day: date) -> bytes:
    """A PDF/A-2a of ``typst/<template>.typ``, dated ``day``; ``qr`` is the address that its code opens.

    Raises :class:`EffectFailed` when the template breaks on its data.
    """
    from typst import TypstError

    dated = {"qr_svg": _drawn(qr), "qr": qr, "date": [day.year, day.month, day.day]}
    text = json.dumps({**_printable(data), **dated}, ensure_ascii=False)
    try:
        made = _compiler().compile(
            _HERE / f"{template}.typ", format="pdf", sys_inputs={"data": text}, pdf_standards=["a-2a"]
        )
    except TypstError as error:
        raise EffectFailed(f"The template “{template}” could not be set: {error.message}") from None
    return bytes(made)


@cache
def key_of(template: str) -> str:
    """Digest of a template and of what all of them share."""
    return "".join(bytes_digest((_HERE / name).read_bytes()) for name in (f"{template}.typ", "lib.typ"))


@cache
def _compiler() -> Any:
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_HERE / "fonts")]
    )
    return typst.Compiler(root=_HERE, font_paths=fonts, ignore_system_fonts=True)


@cache
def _shown() -> frozenset[str]:
    """All characters that every one of our fonts has."""
    runs = (line.split("-") for line in (_HERE / "fonts" / "coverage.txt").read_text().split())
    return frozenset(chr(code) for first, last in runs for code in range(int(first, 16), int(last, 16) + 1))


def _printable(value: Any) -> Any:
    """The same data, with characters that no font of ours has written out as ``[U+4E2D]``."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value)
        return "".join(one if one in _shown() or one == "\n" else f"[U+{ord(one):04X}]" for one in text)
    if isinstance(value, dict):
        return {key: _printable(one) for key, one in value.items()}
    return [_printable(one) for one in value] if isinstance(value, list | tuple) else value


def _drawn(text: str) -> str:
    """The code as an SVG."""
    import segno

    drawn = BytesIO()
    segno.make(text, error="m", micro=False, mask=2).save(
        drawn, kind="svg", border=0, xmldecl=False, nl=False
    )
    return drawn.getvalue().decode()
