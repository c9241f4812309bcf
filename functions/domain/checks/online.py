"""Whether the service can go as far online as it says (NĐ 224/2026 Điều 14)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from functions.domain.checks.finding import Finding, error, warning
from functions.domain.declaration import (
    AnyService,
    ChannelKind,
    Evidence,
    OnlineLevel,
    Procedure,
    Reference,
)
from functions.domain.i18n import _

_UPLOAD_KEYS = frozenset({"accept", "max_mb", "max_files"})


def check_online(service: AnyService, reference: Reference, day: date) -> list[Finding]:
    """Reasons, channels and papers that contradict the declared level, and papers handled two ways."""
    found = [one for n, paper in enumerate(service.evidence) for one in _paper(paper, f"evidence[{n}]")]
    if isinstance(service, Procedure):
        found += [*_level(service), *_brought(service)]
    return found


def _level(service: Procedure) -> Iterator[Finding]:
    online = any(channel.kind is ChannelKind.ONLINE for channel in service.channels)
    if not service.channels:
        yield error("channels", "channels_missing", _("Cần ít nhất một cách nộp hồ sơ."))
    if service.online is OnlineLevel.PARTIAL and service.partial_reason is None:
        reason = _("Trực tuyến một phần thì phải công bố lý do ở “partial_reason”.")
        yield error("online", "partial_without_reason", reason)
    if service.online is not OnlineLevel.PARTIAL and service.partial_reason is not None:
        reason = _("“partial_reason” chỉ dùng khi “online: partial”.")
        yield error("partial_reason", "reason_without_partial", reason)
    if service.online is OnlineLevel.NONE and online:
        reason = _("“online: none” nhưng có cách nộp trực tuyến. Bỏ một trong hai.")
        yield error("online", "online_contradiction", reason)
    if service.online is not OnlineLevel.NONE and not online:
        reason = _("Khai là trực tuyến nhưng “channels” không có “kind: online”.")
        yield error("online", "online_contradiction", reason)


def _brought(service: Procedure) -> Iterator[Finding]:
    if service.online is not OnlineLevel.FULL:
        return
    for n, paper in enumerate(service.evidence):
        if paper.handling == "hand_in" and not paper.electronic and paper.required and paper.held is None:
            weight = warning if paper.when else error
            reason = _("“{name}” phải mang đến tận nơi nên không thể là trực tuyến toàn trình.").format(
                name=paper.name
            )
            yield weight(f"evidence[{n}].electronic", "full_but_brought", reason)


def _paper(paper: Evidence, where: str) -> Iterator[Finding]:
    given = paper.model_fields_set
    uploads = sorted(given & _UPLOAD_KEYS)
    if paper.handling == "show" and (uploads or ("electronic" in given and paper.electronic)):
        reason = _("Giấy chỉ xuất trình thì không tải lên: bỏ “electronic”, “accept”, “max_mb”, “max_files”.")
        yield error(f"{where}.{uploads[0] if uploads else 'electronic'}", "show_with_upload", reason)
    if paper.handling == "hand_in" and paper.originals + paper.copies == 0:
        reason = _("0 bản chính và 0 bản sao: đây là ghi chú, không phải giấy tờ. Chuyển vào “note”.")
        yield error(f"{where}.originals", "paper_without_copies", reason)
    if paper.held and not (paper.held.registry or paper.held.result_code):
        reason = _("Nói rõ Nhà nước đã có giấy này ở đâu: “registry” hoặc “result_code”.")
        yield error(f"{where}.held", "held_nowhere", reason)
