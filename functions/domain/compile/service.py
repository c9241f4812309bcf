"""Filling in what an editor may leave out, with defaults that fit the law."""

from __future__ import annotations

from typing import Any

from functions.domain.compile.examples import typed_examples
from functions.domain.compile.workflow import compile_workflow
from functions.domain.declaration import (
    Channel,
    ChannelKind,
    Level,
    Message,
    OnlineLevel,
    Output,
    Procedure,
    ProcedureFile,
    Process,
    ProcessFile,
    Publication,
    Reference,
)
from functions.domain.duration import Duration
from functions.domain.errors import Fault, Invalid
from functions.domain.fields.section import Section
from functions.domain.i18n import _

_SAME = (
    *("schema_version", "code", "title", "summary", "field", "authority", "status", "valid_from"),
    *("valid_to", "legal_basis", "time_limit_cases", "evidence", "examples"),
)
_SAME_IN_PROCEDURES = (
    *("audience", "keywords", "announcement", "source", "partial_reason", "fees", "related"),
    *("follow_up", "conditions", "consent", "also_at", "doubts"),
)


def compile_procedure(raw: ProcedureFile, slug: str, reference: Reference) -> Procedure:
    """A procedure with nothing left open. Raises :class:`Invalid` with every fault found.

    A draft may name an authority that is not there yet, and lack time limits: the checks tell of both.
    """
    faults: list[Fault] = []
    online = _online(raw)
    authority = reference.authority(raw.authority)
    if authority is None and raw.status is not Publication.DRAFT:
        faults.append(_unknown_authority(raw.authority, reference))
    channels = _channels(raw, online, faults)
    common = _common(raw, slug, reference, faults)
    form = _form(raw, reference, faults)
    if faults:
        raise Invalid(_("Có {n} chỗ cần sửa.").format(n=len(faults)), faults)
    common["examples"] = typed_examples(raw.examples, form, common["workflow"])
    return Procedure(
        **common,
        **{key: getattr(raw, key) for key in _SAME_IN_PROCEDURES},
        level=raw.level or (authority.level if authority else Level.PROVINCE),
        online=online,
        online_2018=_level_2018(raw, online),
        channels=channels,
        form=form,
    )


def compile_process(raw: ProcessFile, slug: str, reference: Reference) -> Process:
    """An internal process with nothing left open. Raises :class:`Invalid`."""
    faults: list[Fault] = []
    if reference.authority(raw.authority) is None:
        faults.append(_unknown_authority(raw.authority, reference))
    common = _common(raw, slug, reference, faults)
    if faults:
        raise Invalid(_("Có {n} chỗ cần sửa.").format(n=len(faults)), faults)
    common["examples"] = typed_examples(raw.examples, raw.form, common["workflow"])
    return Process(**common, form=raw.form, opened_by=raw.opened_by, time_limit=raw.time_limit)


def _common(
    raw: ProcedureFile | ProcessFile, slug: str, reference: Reference, faults: list[Fault]
) -> dict[str, Any]:
    found: dict[str, Any] = {key: getattr(raw, key) for key in _SAME}
    found["slug"] = slug
    found["workflow"] = compile_workflow(raw.workflow, reference, faults)
    standard = reference.messages if isinstance(raw, ProcedureFile) else ()
    found["messages"] = merge_messages(standard, raw.messages)
    found["output"] = raw.output or Output(name=_("Kết quả: {title}").format(title=raw.title))
    if raw.retention is not None:
        found["retention"] = raw.retention
    return found


def merge_messages(standard: tuple[Message, ...], own: tuple[Message, ...]) -> tuple[Message, ...]:
    """The province's texts, with the file's own in their place where it writes one."""
    merged = {(message.event, message.channel): message for message in standard}
    merged.update({(message.event, message.channel): message for message in own})
    return tuple(merged.values())


def _online(raw: ProcedureFile) -> OnlineLevel:
    """Whole by default, as NĐ 224/2026 Điều 14 makes it the rule; a reason makes it partial."""
    if raw.online is not None:
        return raw.online
    if raw.channels is not None and all(line.kind != ChannelKind.ONLINE for line in raw.channels):
        return OnlineLevel.NONE
    return OnlineLevel.PARTIAL if raw.partial_reason else OnlineLevel.FULL


def _level_2018(raw: ProcedureFile, online: OnlineLevel) -> int:
    """Level 1-4 of TT 32/2017 Điều 5: 4 whole, 3 partial, 2 with forms to download, else 1."""
    if online is OnlineLevel.NONE:
        return 2 if any(paper.template for paper in raw.evidence) else 1
    return 4 if online is OnlineLevel.FULL else 3


def _channels(raw: ProcedureFile, online: OnlineLevel, faults: list[Fault]) -> tuple[Channel, ...]:
    if raw.channels is None:
        kinds = [
            kind for kind in ChannelKind if kind is not ChannelKind.ONLINE or online is not OnlineLevel.NONE
        ]
        limit = _limit(raw.time_limit, raw, "time_limit", faults)
        return tuple(Channel(kind=kind, time_limit=limit) for kind in kinds) if limit else ()
    found = []
    for n, line in enumerate(raw.channels):
        limit = _limit(line.time_limit or raw.time_limit, raw, f"channels[{n}].time_limit", faults)
        if limit is None:
            continue
        found.append(
            Channel(
                kind=ChannelKind(line.kind),
                time_limit=limit,
                fees=line.fees,
                place=line.place,
                note=line.note,
                basis=line.basis,
            )
        )
    return tuple(found)


def _form(raw: ProcedureFile, reference: Reference, faults: list[Fault]) -> tuple[Section, ...]:
    standard = reference.applicant if raw.applicant == "standard" else ()
    own = raw.form or ()
    taken = {section.id for section in standard}
    for n, section in enumerate(own):
        if section.id in taken:
            reason = _(
                "Phần “{id}” trùng với phần hỏi chung về người nộp. Đổi tên, hoặc viết “applicant: own”."
            ).format(id=section.id)
            faults.append(Fault(f"form[{n}].id", "section_taken", reason))
    return (*standard, *own)


def _limit(given: Duration | None, raw: ProcedureFile, where: str, faults: list[Fault]) -> Duration | None:
    """The limit as given; an unknown one in a draft; a fault in any other file."""
    if given is None and raw.status is Publication.DRAFT:
        return Duration.unknown()
    if given is None:
        faults.append(_no_time_limit(where))
    return given


def _no_time_limit(where: str) -> Fault:
    reason = _(
        "Thiếu thời hạn giải quyết. Viết ví dụ “time_limit: 3 working_days”; không có đơn vị thì không nhận."
    )
    return Fault(where, "time_limit_missing", reason)


def _unknown_authority(id: str, reference: Reference) -> Fault:
    reason = _("Không có cơ quan “{id}”. Các cơ quan: {allowed}.").format(
        id=id, allowed=", ".join(authority.id for authority in reference.authorities)
    )
    return Fault("authority", "authority_unknown", reason)
