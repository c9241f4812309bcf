"""From the table of ways to hand in to ``channels`` and ``fees``, with the doubts about times and money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from functions.domain.declaration import DoubtKind
from functions.domain.duration import Duration
from functions.domain.model import JSON
from publisher.importer.channels import Row, read_rows
from publisher.importer.doubts import Doubts
from publisher.importer.fees import Charge, read_charge
from publisher.importer.names import Names
from publisher.importer.text import line, plain
from publisher.importer.times import against, differ, read_cell


@dataclass(slots=True)
class Ways:
    """What the table became; ``channels`` is ``None`` where nothing could be read."""

    channels: list[JSON] | None = None
    fees: list[JSON] = field(default_factory=list)


@dataclass(slots=True)
class _Lines:
    """Fee lines found so far, each once, with the channels that charge them."""

    charges: list[Charge] = field(default_factory=list)
    rows: list[JSON] = field(default_factory=list)

    def number(self, charge: Charge) -> int:
        if charge not in self.charges:
            self.charges.append(charge)
            self.rows.append(_line(charge))
        return self.charges.index(charge)


def read_ways(table: str, known: Sequence[JSON], doubts: Doubts) -> Ways:
    """Channels in the record's order, rows of one channel together."""
    rows = read_rows(table)
    if rows is None:
        doubts.add(DoubtKind.CHANNELS_UNREADABLE, "channels", table)
        return Ways()
    order = list(dict.fromkeys(row.kind for row in rows))
    grouped = groupby(sorted(rows, key=lambda row: order.index(row.kind)), key=lambda row: row.kind)
    lines, channels, limits = _Lines(), [], []
    for kind, group in grouped:
        own = list(dict.fromkeys(group))
        limit = _limit(own, f"channels.{kind}", doubts)
        charged = _charged(own, f"channels.{kind}", lines, doubts)
        limits += [limit] if limit else []
        channel: JSON = {"kind": str(kind)} | ({"time_limit": str(limit)} if limit else {})
        channels.append((channel | {"fees": charged}) | _note(own, untold=not charged))
    if differ(limits):
        said = "; ".join(f"{row.kind.say()}: {row.time}" for row in dict.fromkeys(rows))
        doubts.add(DoubtKind.TIMES_DIFFER, "channels", said)
    Names(known, "label").assign(lines.rows, [str(row["label"]) for row in lines.rows])
    for channel in channels:
        channel["fees"] = [lines.rows[n]["id"] for n in channel["fees"]]
    return Ways(channels, lines.rows)


def _limit(rows: list[Row], where: str, doubts: Doubts) -> Duration | None:
    """The limit of a channel, when its rows agree on one; it is never chosen among several."""
    place = f"{where}.time_limit"
    times = [read_cell(row.time) for row in rows]
    for row, time in zip(rows, times, strict=True):
        if row.run_together:
            doubts.add(DoubtKind.TIME_RUN_TOGETHER, place, row.time)
        elif time.doubt:
            doubts.add(time.doubt, place, row.time or row.words)
        elif time.limit and (kind := against(time.limit, row.words)):
            doubts.add(kind, place, f"{row.time} | {row.words}")
    limits = {time.limit for time in times if time.limit}
    if len(limits) > 1:
        doubts.add(DoubtKind.TIME_SEVERAL, place, "; ".join(row.time for row in rows))
    sure = len(limits) == 1 and all(time.limit for time in times)
    return limits.pop() if sure else None


def _charged(rows: list[Row], where: str, lines: _Lines, doubts: Doubts) -> list[int]:
    """Numbers of the fee lines that a channel charges."""
    place = f"{where}.fees"
    charges = [read_charge(row) for row in rows]
    for row, charge in zip(rows, charges, strict=True):
        for kind in charge.doubts:
            doubts.add(kind, place, line(f"{row.fee} {row.fee_note}") or row.words)
    owed = [charge for charge in dict.fromkeys(charges) if charge.amount is not None]
    paid = [charge for charge in owed if charge.amount]
    if len(paid) > 1 or (paid and len(paid) < len(owed)):
        doubts.add(DoubtKind.FEE_SEVERAL, place, "; ".join(row.fee for row in rows))
    return list(dict.fromkeys(lines.number(charge) for charge in paid or owed[:1]))


def _line(charge: Charge) -> JSON:
    row: JSON = {"kind": str(charge.kind), "label": charge.label, "amount": charge.amount}
    return row | ({"note": charge.note} if charge.note and plain(charge.note) != "mien phi" else {})


def _note(rows: list[Row], *, untold: bool) -> JSON:
    """The rows word for word, as far as the other keys do not say it; ``untold`` fees are among it."""
    parts: list[str] = []
    for row in rows:
        time = row.time if len(rows) > 1 or row.run_together or read_cell(row.time).limit is None else ""
        fee = line(f"{row.fee} ({row.fee_note})" if row.fee_note else row.fee) if untold else ""
        cells = " – ".join(cell for cell in (time, fee) if cell)
        parts += [part for part in (cells, row.words) if part]
    return {"note": "\n".join(dict.fromkeys(parts))} if parts else {}
