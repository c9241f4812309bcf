"""What an application costs: fee lines by condition, quantity, cap and exemption, in whole đồng."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from functions.domain.declaration import ChannelKind, Collected, Fee, Procedure
from functions.domain.expression import ExpressionError
from functions.domain.model import Model


class FeeDue(Model):
    """One line as it applies here. ``amount`` is what is owed after exemptions."""

    id: str
    label: str
    full: int
    amount: int
    collected: Collected
    exemption: str = ""


class FeeBill(Model):
    """All lines that apply, in the order of the declaration."""

    lines: tuple[FeeDue, ...] = ()

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)

    def due_at(self, moment: Collected) -> int:
        """The part that is collected at one moment."""
        return sum(line.amount for line in self.lines if line.collected is moment)


def fees_due(procedure: Procedure, channel: ChannelKind, values: Mapping[str, Any]) -> FeeBill:
    """The bill for these answers. A line whose quantity cannot be told yet is left out."""
    chosen = next((one.fees for one in procedure.channels if one.kind is channel), None)
    lines = [
        line
        for fee in procedure.fees
        if (chosen is None or fee.id in chosen) and (fee.when is None or fee.when.holds(values))
        if (line := _line(fee, values)) is not None
    ]
    return FeeBill(lines=tuple(lines))


def _line(fee: Fee, values: Mapping[str, Any]) -> FeeDue | None:
    try:
        quantity = fee.quantity.evaluate(values) if fee.quantity else 1
    except ExpressionError:
        return None
    if not isinstance(quantity, int) or isinstance(quantity, bool) or quantity < 0:
        return None
    full = fee.amount * quantity
    if fee.cap is not None:
        full = min(full, fee.cap)
    fitting = [one for one in fee.exemptions if one.when.holds(values)]
    best = max(fitting, key=lambda one: one.percent, default=None)
    # Rounded in the citizen's favour: a fraction of a đồng is not collected.
    owed = full * (100 - best.percent) // 100 if best else full
    return FeeDue(
        id=fee.id,
        label=fee.label,
        full=full,
        amount=owed,
        collected=fee.collected,
        exemption=best.label if best else "",
    )
