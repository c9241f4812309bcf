"""What the page of a procedure tells beside the bare declaration: papers by case, fees one by one."""

from __future__ import annotations

from functions.domain.declaration import Evidence, Fee, LegalBasis, Procedure
from functions.domain.i18n import _
from functions.domain.model import JSON
from functions.domain.say import dong


def papers(service: Procedure) -> list[JSON]:
    """Papers that everybody needs, then those of each case, in the order in which cases first come."""
    found: dict[str, list[Evidence]] = {}
    for paper in sorted(service.evidence, key=lambda one: bool(one.case)):
        found.setdefault(paper.case, []).append(paper)
    many = len(found) > 1
    return [
        {"case": case or (_("Ai cũng cần") if many else ""), "papers": of_case, "always": not case}
        for case, of_case in found.items()
    ]


def fees(service: Procedure) -> list[JSON]:
    """Each fee line: what it is for, how much, when it is paid, and who pays less."""
    laws = {one.id: one for one in service.legal_basis}
    return [
        {
            "label": fee.label,
            "kind": fee.kind.say(),
            "amount": _amount(fee),
            "collected": fee.collected.say(),
            "conditional": fee.when is not None,
            "note": fee.note,
            "basis": _number(laws.get(fee.basis or "")),
            "exempt": [
                {"who": one.label, "share": _share(one.percent), "basis": _number(laws.get(one.basis or ""))}
                for one in fee.exemptions
            ],
        }
        for fee in service.fees
    ]


def questions(service: Procedure) -> int:
    """How many questions the form asks at most."""
    return sum(1 for section in service.form for one in section.fields if one.asks)


def _amount(fee: Fee) -> str:
    if not fee.amount:
        return _("không thu")
    said = dong(fee.amount)
    if fee.quantity is None:
        return said
    each = _("{amount} một bản, trang hoặc người").format(amount=said)
    return _("{each}, nhiều nhất {cap}").format(each=each, cap=dong(fee.cap)) if fee.cap else each


def _share(percent: int) -> str:
    return _("miễn") if percent == 100 else _("giảm {n}%").format(n=percent)


def _number(basis: LegalBasis | None) -> str:
    return basis.number if basis else ""
