"""The way of a case: every step can be reached, every case can end, and the statuses follow the law."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from datetime import date

from functions.domain.checks.finding import Finding, error
from functions.domain.declaration import (
    LEGAL_TRANSITIONS,
    SAME_COMMUNE,
    SELF,
    AnyService,
    Procedure,
    Process,
    Reference,
    Status,
    Step,
)
from functions.domain.i18n import _


def check_workflow(service: AnyService, reference: Reference, day: date) -> list[Finding]:
    """Unknown steps, roles and units; unreachable steps; dead ends; forbidden changes of status."""
    steps = {step.id: step for step in service.workflow.steps}
    return [
        *_start(service),
        *_targets(service.workflow.steps, steps),
        *_reach(service.workflow.steps, steps),
        *_statuses(service.workflow.steps, steps),
        *_roles(service, reference),
        *_units(service, reference),
    ]


def _at(n: int) -> str:
    return f"workflow.steps[{n}]"


def _start(service: AnyService) -> Iterator[Finding]:
    first = service.workflow.steps[0]
    if isinstance(service, Procedure) and first.status is not Status.REGISTERED:
        reason = _("Bước đầu tiên “{id}” phải có “status: 1” (Mới đăng ký).").format(id=first.id)
        yield error(f"{_at(0)}.status", "status_start", reason)


def _targets(steps: tuple[Step, ...], known: Mapping[str, Step]) -> Iterator[Finding]:
    for n, step in enumerate(steps):
        for m, move in enumerate(step.transitions):
            if move.to not in known:
                near = difflib.get_close_matches(move.to, known, n=1)
                hint = _(" Có phải “{near}”?").format(near=near[0]) if near else ""
                reason = _("“{id}” dẫn tới bước “{to}” không có trong quy trình.").format(
                    id=move.id, to=move.to
                )
                yield error(f"{_at(n)}.transitions[{m}].to", "step_unknown", reason + hint)


def _reach(steps: tuple[Step, ...], known: Mapping[str, Step]) -> Iterator[Finding]:
    after = {step.id: {move.to for move in step.transitions} & set(known) for step in steps}
    before: dict[str, set[str]] = {id: set() for id in known}
    for id, ends in after.items():
        for end in ends:
            before[end].add(id)
    reached = _closure({steps[0].id}, after)
    ending = _closure({step.id for step in steps if step.status.final}, before)
    if not any(step.status.final for step in steps):
        reason = _("Hồ sơ không bao giờ kết thúc: cần một bước có trạng thái 3, 7, 8 hoặc 10.")
        yield error("workflow.steps", "no_final_step", reason)
    for n, step in enumerate(steps):
        if step.id not in reached:
            reason = _("Không có đường nào dẫn tới bước “{id}”.").format(id=step.id)
            yield error(f"{_at(n)}.id", "step_unreachable", reason)
        elif ending and step.id not in ending:
            reason = _("Từ bước “{id}” hồ sơ không có đường tới kết thúc.").format(id=step.id)
            yield error(f"{_at(n)}.id", "dead_end", reason)


def _closure(start: set[str], ways: Mapping[str, set[str]]) -> set[str]:
    found, waiting = set(start), list(start)
    while waiting:
        for id in ways[waiting.pop()] - found:
            found.add(id)
            waiting.append(id)
    return found


def _statuses(steps: tuple[Step, ...], known: Mapping[str, Step]) -> Iterator[Finding]:
    for n, step in enumerate(steps):
        for m, move in enumerate(step.transitions):
            end = known.get(move.to)
            if end is None or end.status is step.status or end.status in LEGAL_TRANSITIONS[step.status]:
                continue
            allowed = ", ".join(str(int(one)) for one in sorted(LEGAL_TRANSITIONS[step.status]))
            reason = _(
                "Trạng thái {begin} ({said}) không được chuyển sang {end}; chỉ được: {allowed} "
                "(NĐ 61/2018 Điều 17-20)."
            ).format(
                begin=int(step.status),
                said=step.status.say(),
                end=int(end.status),
                allowed=allowed or _("không chuyển nữa"),
            )
            yield error(f"{_at(n)}.transitions[{m}].to", "status_forbidden", reason)


def _roles(service: AnyService, reference: Reference) -> Iterator[Finding]:
    known = [role.id for role in reference.roles]
    cited = [("output.signer_role", service.output.signer_role)]
    if isinstance(service, Process):
        cited += [(f"opened_by[{n}]", role) for n, role in enumerate(service.opened_by)]
    for n, step in enumerate(service.workflow.steps):
        if step.role is not None:
            cited.append((f"{_at(n)}.role", step.role))
        elif any(move.actor == "officer" for move in step.transitions):
            reason = _("Bước “{id}” có việc của cán bộ nhưng chưa nói vai trò nào làm (“role”).")
            yield error(f"{_at(n)}.id", "role_missing", reason.format(id=step.id))
        cited += [(f"{_at(n)}.consultations[{m}].role", one.role) for m, one in enumerate(step.consultations)]
    for where, role in cited:
        if role not in known:
            reason = _("Không có vai trò “{role}”. Các vai trò: {allowed}.")
            yield error(where, "role_unknown", reason.format(role=role, allowed=", ".join(known)))


def _units(service: AnyService, reference: Reference) -> Iterator[Finding]:
    home = reference.authority(service.authority)
    for n, step in enumerate(service.workflow.steps):
        cited = [(f"{_at(n)}.unit", step.unit)]
        cited += [(f"{_at(n)}.consultations[{m}].unit", one.unit) for m, one in enumerate(step.consultations)]
        for where, unit in cited:
            if unit.endswith(SAME_COMMUNE):
                if home is None or home.per is None:
                    reason = _("“{unit}” có ở từng xã, nhưng hồ sơ của thủ tục này không thuộc xã nào.")
                    name = unit.removesuffix(SAME_COMMUNE)
                    yield error(where, "unit_without_commune", reason.format(unit=name))
            elif unit != SELF and reference.authority(unit) is None:
                allowed = ", ".join([SELF, *(one.id for one in reference.authorities)])
                reason = _("Không có cơ quan “{unit}”. Dùng: {allowed}.").format(unit=unit, allowed=allowed)
                yield error(where, "unit_unknown", reason)
