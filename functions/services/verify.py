"""Checking a signed PDF: the verifier's facts in sentences that say what holds, what not, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from functions.domain.i18n import _
from functions.domain.model import Model
from functions.domain.say import moment
from functions.domain.signature import SignatureCheck, SignatureReport, Verdict
from functions.ports import Verifier
from functions.services.quota import Quota


class Line(Model):
    """One thing that was checked. ``holds`` is ``None`` where the file gives nothing to check."""

    holds: bool | None
    text: str


class Signed(Model):
    """One signature as people read it."""

    order: int
    kind: str
    name: str
    role: str
    """Position and organisation, or empty."""
    at: str
    at_iso: str
    proven: bool
    """Whether a trusted time stamp proves the time; otherwise the signer wrote it."""
    faults: tuple[str, ...]


class Checked(Model):
    """What a file's check came to. ``report`` holds the facts behind the sentences."""

    verdict: Verdict
    title: str
    lead: str
    advice: str
    lines: tuple[Line, ...]
    signatures: tuple[Signed, ...]
    technical: tuple[str, ...]
    checked_at: str
    report: SignatureReport


@dataclass(frozen=True, slots=True)
class Checking:
    """Checks files for anybody; nothing of them is kept."""

    verifier: Verifier
    zone: tzinfo
    quota: Quota | None = None
    """How often one address may ask; none where the asker is at the keyboard."""

    def check(self, pdf: bytes, address: str = "") -> Checked:
        """Raises ``TooMany`` for an ``address`` that asks too often, ``Invalid`` for no readable PDF."""
        if self.quota is not None:
            self.quota.take(address)
        return said(self.verifier.verify(pdf), self.zone)


def said(report: SignatureReport, zone: tzinfo) -> Checked:
    """The report in sentences; times in the reader's zone."""
    lead, advice = _lead(report, zone)
    at = report.checked_at
    return Checked(
        verdict=report.verdict,
        title=_title(report.verdict),
        lead=lead,
        advice=advice,
        lines=_lines(report),
        signatures=tuple(_signed(n, one, report, zone) for n, one in enumerate(report.signatures, 1)),
        technical=tuple(_technical(one) for one in report.signatures),
        checked_at=moment(at.astimezone(zone)) if at else "",
        report=report,
    )


def _title(verdict: Verdict) -> str:
    return {
        "valid": _("Chữ ký số hợp lệ"),
        "test": _("Chữ ký thử nghiệm, không có giá trị pháp lý"),
        "invalid": _("Không xác thực được chữ ký"),
        "unsigned": _("Tệp này không có chữ ký số"),
    }[verdict]


def _lead(report: SignatureReport, zone: tzinfo) -> tuple[str, str]:
    """What it comes to, and what to do."""
    match report.verdict:
        case "valid":
            keep = _(
                "Gửi nguyên tệp này khi cần dùng. Bản in ra giấy không có giá trị như tệp gốc; "
                "cần bản giấy thì đề nghị cơ quan cấp bản có dấu."
            )
            return _("Nội dung không bị sửa sau khi ký."), keep
        case "test":
            return (
                _("Nội dung không bị sửa sau khi ký, nhưng tệp này ký bằng chứng thư thử."),
                _("Đừng dùng tệp này để giao dịch. Kết quả thật được ký bằng chứng thư thật."),
            )
        case "unsigned":
            return (
                _("Ai cũng có thể làm ra hoặc sửa một tệp như thế mà không để lại dấu vết."),
                _("Hỏi nơi gửi để lấy bản đã ký số, hoặc tải lại tệp từ trang theo dõi hồ sơ."),
            )
        case "invalid":
            return _failure(report, zone)


def _failure(report: SignatureReport, zone: tzinfo) -> tuple[str, str]:
    """The first thing that does not hold, the gravest first."""
    again = _("Tải lại tệp gốc từ cổng rồi kiểm tra lần nữa. Đừng tin nội dung của tệp này.")
    ask = _("Hỏi lại cơ quan đã ký trước khi dùng tệp này.")
    broken = [one for one in report.signatures if not one.intact]
    added = [one for one in report.signatures if one.intact and not one.covers_all]
    if broken or added:
        at = _when((broken or added[-1:])[-1], zone)
        return (_("Tệp đã bị sửa sau khi ký{at}.").format(at=at), again)
    for one in report.signatures:
        if one.trust == "unknown":
            text = _(
                "Không rõ nơi nào đã cấp chứng thư cho “{name}”: ai cũng có thể tự làm một chứng thư như thế."
            )
            return text.format(name=_name(one)), ask
        if one.certificate != "good":
            return _certificate(one), ask
    return _("Dấu thời gian của chữ ký không đúng, nên không biết tệp được ký lúc nào."), ask


def _when(one: SignatureCheck, zone: tzinfo) -> str:
    at = _time(one)
    return _(" lúc {moment}").format(moment=moment(at.astimezone(zone))) if at else ""


def _time(one: SignatureCheck) -> datetime | None:
    return one.stamped_at if one.stamp == "good" else one.signed_at


def _lines(report: SignatureReport) -> tuple[Line, ...]:
    """The four checks of the whole file."""
    signatures = report.signatures
    if not signatures:
        return ()
    whole = not report.changed_after and all(one.intact and one.covers_all for one in signatures)
    return (
        Line(
            holds=whole,
            text=_("Nội dung không bị sửa sau khi ký") if whole else _("Nội dung đã bị sửa sau khi ký"),
        ),
        _trust_line(signatures),
        _certificate_line(signatures),
        _stamp_line(signatures),
    )


def _trust_line(signatures: tuple[SignatureCheck, ...]) -> Line:
    kinds = {one.trust for one in signatures}
    if "unknown" in kinds:
        return Line(holds=False, text=_("Không rõ nơi đã cấp chứng thư"))
    if "test" in kinds:
        return Line(holds=None, text=_("Chứng thư do nơi cấp thử nghiệm cấp, không có giá trị pháp lý"))
    return Line(holds=True, text=_("Chứng thư do nơi được tin cậy cấp"))


def _certificate_line(signatures: tuple[SignatureCheck, ...]) -> Line:
    worst = next((one for one in signatures if one.certificate != "good"), None)
    if worst is not None:
        return Line(holds=False, text=_certificate(worst))
    if all(one.revocation_known for one in signatures):
        return Line(holds=True, text=_("Chứng thư còn hiệu lực lúc ký, chưa bị thu hồi"))
    return Line(holds=None, text=_("Chứng thư trong thời hạn lúc ký; chưa rõ có bị thu hồi hay không"))


def _stamp_line(signatures: tuple[SignatureCheck, ...]) -> Line:
    states = {one.stamp for one in signatures}
    if "broken" in states:
        return Line(holds=False, text=_("Dấu thời gian không đúng"))
    if "unknown" in states:
        return Line(holds=None, text=_("Không rõ nơi cấp dấu thời gian: giờ ký chưa được chứng minh"))
    if "none" in states:
        return Line(holds=None, text=_("Không có dấu thời gian: giờ ký do người ký tự ghi"))
    return Line(holds=True, text=_("Có dấu thời gian tin cậy"))


def _certificate(one: SignatureCheck) -> str:
    texts = {
        "expired": _("Chứng thư của “{name}” đã hết hạn lúc ký"),
        "not_yet": _("Chứng thư của “{name}” chưa có hiệu lực lúc ký"),
        "revoked": _("Chứng thư của “{name}” đã bị thu hồi"),
        "unfit": _("Chứng thư của “{name}” không dùng được để ký văn bản này"),
    }
    return texts[one.certificate].format(name=_name(one))


def _signed(order: int, one: SignatureCheck, report: SignatureReport, zone: tzinfo) -> Signed:
    kinds = {"person": _("cá nhân"), "agency": _("cơ quan"), "unknown": _("không rõ")}
    at = _time(one)
    local = at.astimezone(zone) if at else None
    return Signed(
        order=order,
        kind=kinds[one.kind],
        name=_name(one),
        role=", ".join(filter(None, (one.position, one.organisation))),
        at=f"{local:%d/%m/%Y %H:%M:%S}" if local else _("Không ghi giờ ký"),
        at_iso=local.isoformat() if local else "",
        proven=one.stamp == "good",
        faults=_faults(one),
    )


def _faults(one: SignatureCheck) -> tuple[str, ...]:
    """What does not hold of one signature."""
    found = []
    if not one.intact:
        found.append(_("Nội dung được ký không còn nguyên"))
    if one.intact and not one.covers_all:
        found.append(_("Có phần được thêm hoặc sửa trái phép sau chữ ký này"))
    if one.trust == "unknown":
        found.append(_("Không rõ nơi đã cấp chứng thư"))
    if one.certificate != "good":
        found.append(_certificate(one))
    if one.stamp == "broken":
        found.append(_("Dấu thời gian không đúng"))
    return tuple(found)


def _name(one: SignatureCheck) -> str:
    return one.signer or _("không rõ tên")


def _technical(one: SignatureCheck) -> str:
    return _("{name}: chứng thư do “{issuer}” cấp; {algorithm}; định dạng PAdES.").format(
        name=_name(one),
        issuer=one.issuer or _("không rõ"),
        algorithm=one.algorithm or _("không rõ thuật toán"),
    )
