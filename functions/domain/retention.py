"""How long the data of a case are kept after its end."""

from __future__ import annotations

from datetime import date, timedelta

from functions.domain.deadline import add_months
from functions.domain.duration import Duration, Unit


def kept_until(ended: date, retention: Duration) -> date:
    """The last day on which the data are kept. Plain calendar time: no calendar of holidays reaches that far.

    Working time is taken as weeks of five days, so that nothing goes early.
    """
    if retention.unit is Unit.MONTHS:
        return add_months(ended, retention.value)
    if retention.unit is Unit.DAYS:
        return ended + timedelta(days=retention.value)
    days = retention.value if retention.unit is Unit.WORKING_DAYS else -(-retention.value // 8)
    return ended + timedelta(days=-(-days * 7 // 5))
