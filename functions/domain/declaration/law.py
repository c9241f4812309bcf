"""Legal bases, fees, channels and papers: what the law asks and what it costs."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from functions.domain.declaration.terms import ChannelKind, Collected, FeeKind
from functions.domain.duration import Duration
from functions.domain.expression import Expression
from functions.domain.model import Id, Model, Text

ResultCode = Annotated[str, StringConstraints(pattern=r"^KQ\.[A-Z]\d{2}\.\d{6}$")]
"""Code of a result in the national database, e.g. ``KQ.G15.000031``."""

Dong = Annotated[int, Field(ge=0, le=10**12, strict=True)]
"""An amount of money in whole đồng."""


class LegalBasis(Model):
    """A legal document that something here rests on. ``id`` is what rows cite."""

    id: Id
    name: Text
    number: Text
    url: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether the document is in force on ``day``, as far as its dates are known."""
        after_start = self.valid_from is None or self.valid_from <= day
        return after_start and (self.valid_to is None or day <= self.valid_to)


class Exemption(Model):
    """Who pays nothing, or less, of a fee line."""

    label: Text
    when: Expression
    percent: Annotated[int, Field(ge=1, le=100)] = 100
    basis: Id | None = None


class Fee(Model):
    """One fee line. ``quantity`` is an expression for fees counted by page, copy or person."""

    id: Id
    kind: FeeKind = FeeKind.LE_PHI
    label: Text
    amount: Dong
    quantity: Expression | None = None
    cap: Dong | None = None
    collected: Collected = Collected.RECEPTION
    when: Expression | None = None
    exemptions: tuple[Exemption, ...] = ()
    basis: Id | None = None
    note: str = ""
    """The fee as published, word for word; the check compares amounts in it with ``amount``."""


class Channel(Model):
    """One way to hand in, with its own time limit and fees as the national record has them."""

    kind: ChannelKind
    time_limit: Duration
    fees: tuple[Id, ...] | None = None
    """Ids of the fee lines that apply here; all of them when left out."""
    place: str = ""
    note: str = ""
    """The row as published, word for word."""
    basis: Id | None = None


class TimeLimitCase(Model):
    """A limit of its own for certain cases, e.g. 15 days for a private house instead of 20."""

    label: Text
    when: Expression
    time_limit: Duration
    basis: Id | None = None


class HeldByState(Model):
    """Why a paper is not asked for: the State has it already (Law 20/2023/QH15; "only once")."""

    registry: str = ""
    result_code: ResultCode | None = None


class Evidence(Model):
    """A paper of the application. Papers only shown (*xuất trình*) need not be uploaded."""

    id: Id
    name: Text
    handling: Annotated[str, StringConstraints(pattern=r"^(hand_in|show)$")] = "hand_in"
    originals: Annotated[int, Field(ge=0, le=20)] = 1
    copies: Annotated[int, Field(ge=0, le=20)] = 0
    electronic: bool = True
    """Whether an upload is taken; otherwise the paper is brought to the counter."""
    required: bool = True
    template: str = ""
    """File name of the form to fill, below ``content/forms``, or empty."""
    accept: tuple[str, ...] = ("pdf", "jpg", "png")
    max_mb: Annotated[int, Field(ge=1, le=50)] = 10
    max_files: Annotated[int, Field(ge=1, le=20)] = 1
    case: str = ""
    """The case in which it is asked, in words, e.g. "Trẻ bị bỏ rơi"."""
    when: Expression | None = None
    held: HeldByState | None = None
    basis: Id | None = None
    note: str = ""
