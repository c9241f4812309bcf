"""Measurements that the running side computed from its log, as a file beside the portal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator

from functions.domain.errors import Refused
from functions.domain.i18n import _
from functions.domain.model import Model, Text

FIGURES = "figures.json"
Count = Annotated[int, Field(ge=0)]


class _Figure(Model):
    target: int
    numerator: int
    denominator: int
    source: Text
    measured_on: date


class Work(Model):
    """Applications of one period, by the log. Withdrawn ones count as received only."""

    since: date
    until: date
    received: Count
    online: Count
    """Of those received, sent over the portal."""
    ended: Count
    """Ended in the period by the authority, whenever they were received."""
    on_time: Count
    """Of those ended, within their time limit."""
    running: Count
    """Not ended on the last day."""
    late: Count
    """Of those running, past their time limit."""

    @model_validator(mode="after")
    def _parts_of_wholes(self) -> Self:
        if self.online > self.received or self.on_time > self.ended or self.late > self.running:
            raise ValueError(_("một phần lớn hơn toàn bộ"))
        if self.until < self.since:
            raise ValueError(_("ngày cuối trước ngày đầu"))
        return self


class _Measured(Model):
    figures: tuple[_Figure, ...] = ()
    work: Work | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement."""

    numerator: int
    denominator: int
    source: str
    measured_on: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured: figures by target, and the work of the last period."""

    figures: Mapping[int, Figure] = field(default_factory=dict)
    work: Work | None = None


def load_measured(output: Path) -> Measured:
    """What was measured; nothing where nobody did. Raises :class:`Refused` for a broken file."""
    path = output / FIGURES
    try:
        found = _Measured.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Measured()
    except (OSError, ValidationError) as error:
        reason = _("Tệp số liệu {path} hỏng: {reason}. Tính lại, hoặc xóa tệp để ghi “chưa có số liệu”.")
        raise Refused(reason.format(path=path.name, reason=str(error).splitlines()[0])) from None
    figures = {
        one.target: Figure(one.numerator, one.denominator, one.source, one.measured_on.isoformat())
        for one in found.figures
    }
    return Measured(figures, found.work)
