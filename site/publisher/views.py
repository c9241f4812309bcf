"""What the pages of a procedure show: the declaration in the citizens' words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from functions.domain.declaration import (
    Authority,
    Channel,
    Evidence,
    Fee,
    LegalBasis,
    OnlineLevel,
    Procedure,
    Reference,
    Status,
)
from functions.domain.i18n import _
from functions.domain.model import JSON
from functions.domain.say import day, dong


@dataclass(frozen=True, slots=True)
class Summary:
    """A procedure in a list."""

    slug: str
    title: str
    code: str
    summary: str
    time: str
    fee: str
    online: str
    online_said: str
    place: str
    level: str
    field: str
    sector: str
    sector_url: str
    url: str


def summary(service: Procedure, reference: Reference, words: JSON | None = None) -> Summary:
    """The facts that stand beside a procedure's name, here and in lists; ``words`` are its translation's."""
    sector = next((_(one.name) for one in reference.sectors if one.id == service.field), service.field)
    said = words or {}
    return Summary(
        slug=service.slug,
        title=said.get("title") or service.title,
        code=service.code,
        summary=said.get("summary") or service.summary,
        time=_times(service),
        fee=_fees(service),
        online=str(service.online),
        online_said=_online(service.online),
        place=_(" hoặc ").join(_place(_(one.name), bool(one.per)) for one in _deciding(service, reference)),
        level=service.level.say(),
        field=service.field,
        sector=sector,
        sector_url=sector_url(service.field),
        url=f"/thu-tuc/{service.slug}/",
    )


def sector_url(id: str) -> str:
    """Where the procedures of a field are listed."""
    return f"/thu-tuc/linh-vuc/{id}/"


def steps(service: Procedure, reference: Reference) -> list[JSON]:
    """The public steps that a case usually passes; waiting for the citizen and endings are not among them."""
    roles = {role.id: role.name for role in reference.roles}
    waiting = (Status.SUPPLEMENT_REQUESTED, Status.FEE_REQUESTED)
    return [
        {
            "label": step.label,
            "who": roles.get(step.role or "", ""),
            "time": step.time_limit.say() if step.time_limit else "",
        }
        for step in service.workflow.steps
        if step.public and step.status not in waiting and (step.role or not step.status.final)
    ]


def channels(service: Procedure) -> list[JSON]:
    """One row a channel, with the fee lines that apply to it."""
    return [
        {
            "name": channel.kind.say(),
            "time": channel.time_limit.say(),
            "fees": [_fee_line(fee) for fee in _fees_of(channel, service.fees)],
            "note": ". ".join(part.rstrip(".") for part in (channel.place, channel.note) if part),
        }
        for channel in service.channels
    ]


def quantity(paper: Evidence) -> str:
    """How many of a paper, and how it is handled."""
    if paper.handling == "show":
        return _("chỉ xuất trình")
    parts = []
    if paper.originals:
        parts.append(_("{n} bản chính").format(n=paper.originals))
    if paper.copies:
        parts.append(_("{n} bản sao").format(n=paper.copies))
    return ", ".join(parts)


def validity(basis: LegalBasis) -> str:
    """Since when a law is in force, and until when."""
    parts = []
    if basis.valid_from:
        parts.append(_("từ {day}").format(day=day(basis.valid_from)))
    if basis.valid_to:
        parts.append(_("đến {day}").format(day=day(basis.valid_to)))
    return " ".join(parts) or _("chưa ghi ngày hiệu lực")


def _online(level: OnlineLevel) -> str:
    return {
        OnlineLevel.FULL: _("Trực tuyến toàn trình"),
        OnlineLevel.PARTIAL: _("Trực tuyến một phần"),
        OnlineLevel.NONE: _("Nộp trực tiếp"),
    }[level]


def _place(name: str, per_commune: bool) -> str:
    return _("{name} xã, phường, đặc khu").format(name=name) if per_commune else name


def _deciding(service: Procedure, reference: Reference) -> list[Authority]:
    """The competent authority, then those that decide just as well."""
    found = [reference.authority(id) for id in (service.authority, *service.also_at)]
    return [one for one in found if one is not None]


def _times(service: Procedure) -> str:
    limits = [row.time_limit for row in service.channels]
    limits += [case.time_limit for case in service.time_limit_cases]
    said = list(dict.fromkeys(limit.say() for limit in limits))
    text = _(" hoặc ").join(said)
    return text[:1].upper() + text[1:]


def _fees(service: Procedure) -> str:
    """The usual fee, or the span of it; conditional lines are told where they apply."""
    if not service.fees:
        return _("Không khai mức thu")
    sums = {
        sum(
            fee.amount for fee in _fees_of(channel, service.fees) if fee.when is None and fee.quantity is None
        )
        for channel in service.channels
    }
    low, high = min(sums), max(sums)
    if high == 0:
        return _("Không thu") if all(fee.amount == 0 for fee in service.fees) else _("Tùy trường hợp")
    return dong(high) if low == high else _("{low} đến {high}").format(low=dong(low), high=dong(high))


def _fees_of(channel: Channel, fees: Sequence[Fee]) -> list[Fee]:
    return [fee for fee in fees if channel.fees is None or fee.id in channel.fees]


def _fee_line(fee: Fee) -> str:
    amount = dong(fee.amount) if fee.amount else _("không thu")
    each = _(" một bản, trang hoặc người") if fee.quantity else ""
    exempt = "; ".join(one.label for one in fee.exemptions)
    return f"{fee.label}: {amount}{each}" + (_(". Miễn, giảm: {who}").format(who=exempt) if exempt else "")
