"""Measurements that the running side computed from its log, as a file beside the portal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from functions.domain.errors import Refused
from functions.domain.i18n import _
from functions.domain.model import Model, Text

FIGURES = "figures.json"


class _Figure(Model):
    target: int
    numerator: int
    denominator: int
    source: Text
    measured_on: date


class _Figures(Model):
    figures: tuple[_Figure, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement."""

    numerator: int
    denominator: int
    source: str
    measured_on: str


def load_figures(output: Path) -> dict[int, Figure]:
    """Measurements by target; none where nobody measured. Raises :class:`Refused` for a broken file."""
    path = output / FIGURES
    try:
        found = _Figures.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValidationError) as error:
        reason = _("Tệp số liệu {path} hỏng: {reason}. Tính lại, hoặc xóa tệp để ghi “chưa có số liệu”.")
        raise Refused(reason.format(path=path.name, reason=str(error).splitlines()[0])) from None
    return {
        one.target: Figure(one.numerator, one.denominator, one.source, one.measured_on.isoformat())
        for one in found.figures
    }
