"""What a draft may still lack, and a published file may not.

A draft is work that has begun: it may name an agency that is not there yet or have a limit without a unit.
Such faults are shown as warnings until somebody publishes the file. Whatever could not be right in any file
(a name used twice, a condition that cannot be read) stays an error in a draft too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from functions.domain.checks.finding import Finding, error
from functions.domain.declaration import AnyService, Procedure, Publication, Reference
from functions.domain.duration import Unit
from functions.domain.i18n import _

OPEN_IN_A_DRAFT = frozenset(
    {
        *("sector_unknown", "authority_unknown", "time_limit_missing", "channels_missing"),
        *("online_contradiction", "partial_without_reason", "full_but_brought"),
        *("fee_contradiction", "fee_cap", "paper_without_copies", "template_missing", "related_unknown"),
        "doubts_open",
    }
)
"""Codes of faults that stop a published file only."""


def check_drafts(service: AnyService, reference: Reference, day: date) -> list[Finding]:
    """Doubts not yet decided, and limits that nobody has written."""
    if not isinstance(service, Procedure):
        return []
    return [*_doubts(service), *_limits(service)]


def relax(service: AnyService, findings: Iterable[Finding]) -> list[Finding]:
    """The findings with the weight that they have in a draft, or as they are in any other file."""
    if service.status is not Publication.DRAFT:
        return list(findings)
    return [replace(one, level="warning") if one.code in OPEN_IN_A_DRAFT else one for one in findings]


def _doubts(service: Procedure) -> Iterator[Finding]:
    """Each doubt of a file that should be public; of a draft, one line that counts them."""
    if service.status is not Publication.DRAFT:
        for n, doubt in enumerate(service.doubts):
            reason = _("{what} Quyết xong thì xóa dòng này: “{where}”.").format(
                what=doubt.kind.say(), where=doubt.where
            )
            yield error(f"doubts[{n}]", "doubts_open", reason)
    elif service.doubts:
        kinds = Counter(str(doubt.kind) for doubt in service.doubts)
        named = ", ".join(f"{kind} ({n})" if n > 1 else kind for kind, n in kinds.items())
        reason = _("Bản nháp còn {n} chỗ phải quyết trước khi công bố: {kinds}.").format(
            n=len(service.doubts), kinds=named
        )
        yield error("doubts", "doubts_open", reason)


def _limits(service: Procedure) -> Iterator[Finding]:
    open_ = [n for n, channel in enumerate(service.channels) if channel.time_limit.unit is Unit.UNKNOWN]
    for n in open_[:1] if len(open_) == len(service.channels) else open_:
        reason = _("Chưa có thời hạn giải quyết. Viết số kèm đơn vị, ví dụ “3 working_days”.")
        yield error(f"channels[{n}].time_limit", "time_limit_missing", reason)
