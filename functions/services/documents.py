"""Documents that a case issues: what each says, by the forms of the one-stop circular (TT 03/2025/TT-VPCP).

For whoever renders and signs: take a number from the counter :func:`counter_of`, write it with
:func:`number_of`, build :func:`document_data`, hand it to ``Typesetter.pdf(data["template"], data)``, and
have it signed by :func:`signers_of`, in that order. Nothing here is read from a clock or a store, so that
rendering twice gives the same document.

The data are texts only; the typesetter decides how they look. Keys: ``template``, ``kind``; ``title``,
``subtitle``; ``superior``, ``office``, ``nation``, ``number``, ``case_code``, ``place_date``; ``blocks`` by
``type``; ``signatures`` (``heading`` lines, ``note``, ``name``, and in ``place`` who signs there: ``person``,
``agency``); ``recipients`` under ``recipients_label``; ``qr`` with ``qr_caption``; ``verify_url`` with
``verify_note``; ``test`` (a sentence, empty when the signature counts); ``date`` (ISO, local).
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from functions.domain.declaration import AnyService, DocumentKind, Office, Reference
from functions.domain.errors import NotFound
from functions.domain.i18n import _
from functions.domain.letterhead import (
    document_number,
    letterhead_name,
    number_counter,
    said_date,
    signing_lines,
)
from functions.domain.model import JSON
from functions.ports import Officer, Signatory
from functions.services.cases import OpenCase
from functions.services.document_bodies import Writing, body
from functions.services.document_facts import applicant_of


def counter_of(office: Office, kind: DocumentKind, reference: Reference, now: datetime) -> str:
    """The store counter (``take_number``) for this office's documents of this kind and local year."""
    return number_counter(office, kind, reference.calendar.local(now).date())


def number_of(office: Office, kind: DocumentKind, service: AnyService, count: int) -> str:
    """Number and sign of the ``count``-th document, e.g. ``05/TNHS-UBND``."""
    return document_number(office, kind, service, count)


def template_of(service: AnyService, kind: DocumentKind) -> str:
    """The typesetter's template: the result's own, or the form that the five circular forms share."""
    return service.output.template if kind is DocumentKind.RESULT else "form"


def document_data(
    case: OpenCase,
    kind: DocumentKind,
    reference: Reference,
    *,
    number: str,
    now: datetime,
    officer: Officer | None,
    tracking_url: str,
    test: bool,
) -> JSON:
    """What a document of this kind says of the case.

    ``officer`` did the act: received, asked, refused, or, for a result, signs it. ``tracking_url`` is the
    citizen's private link; a result goes to third parties, so its QR code leads to the public page only.
    ``test`` is ``Signer.test``. Raises :class:`NotFound` once the case's personal data were erased.
    """
    state, service = case.state, case.service
    if state.answers is None:
        raise NotFound(_("Dữ liệu của hồ sơ này đã được xóa theo luật."))
    office = reference.office(state.office_id)
    local = reference.calendar.local(now)
    writing = Writing(
        state=state,
        service=service,
        reference=reference,
        office=office,
        applicant=applicant_of(state, service),
        number=number,
        today=local.date(),
    )
    result = kind is DocumentKind.RESULT
    shared: JSON = {
        "template": template_of(service, kind),
        "kind": str(kind),
        **_title(kind, service),
        "superior": letterhead_name(office.parent),
        "office": letterhead_name(office.name),
        "nation": [_("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), _("Độc lập - Tự do - Hạnh phúc")],
        "number": _("Số: {number}").format(number=number),
        "case_code": _("Mã hồ sơ: {code}").format(code=state.code),
        "place_date": f"{place_of(office, reference)}, {said_date(local.date())}",
        "date": local.date().isoformat(),
        "blocks": body(kind, writing),
        "signatures": _signatures(kind, writing, officer),
        "recipients_label": _("Nơi nhận:"),
        "recipients": _recipients(kind),
        "qr": _public(tracking_url, state.code) if result else tracking_url,
        "qr_caption": _("Quét mã để theo dõi hồ sơ"),
        "verify_url": _verify_url(tracking_url),
        "verify_note": _("Kiểm tra chữ ký số tại\n{url}").format(url=_verify_url(tracking_url)),
        "test": _("BẢN THỬ NGHIỆM, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ") if test else "",
    }
    return shared


def signers_of(
    case: OpenCase, kind: DocumentKind, reference: Reference, officer: Officer | None
) -> tuple[Signatory, ...]:
    """Who signs, in order: of a result the person first, then the agency; of other documents the agency."""
    office = reference.office(case.state.office_id)
    agency = Signatory(
        kind="agency", id=office.id, name=office.name, organisation=office.parent or office.name
    )
    if kind is not DocumentKind.RESULT:
        return (agency,)
    person = (
        Signatory(
            kind="person",
            id=officer.id,
            name=officer.name,
            position=officer.position,
            organisation=office.name,
        )
        if officer is not None and _person_signs(case.service)
        else None
    )
    agencies = (agency,) if case.service.output.agency_signs or person is None else ()
    return (*((person,) if person else ()), *agencies)


def place_of(office: Office, reference: Reference) -> str:
    """The place name before the date: the commune of a commune's body, otherwise the province's seat."""
    unit = next((one for one in reference.units if one.code == office.unit), None)
    if unit is None:
        return reference.portal.place
    return unit.name.removeprefix(unit.kind[:1].upper() + unit.kind[1:]).strip() or unit.name


def _title(kind: DocumentKind, service: AnyService) -> JSON:
    """Name of the document, and what it is about where that stands on a line of its own (5a)."""
    if kind is not DocumentKind.RESULT:
        return {"title": kind.say().upper(), "subtitle": ""}
    if service.output.template == "decision":
        about = service.title[:1].lower() + service.title[1:]
        return {"title": _("QUYẾT ĐỊNH"), "subtitle": _("Về việc {about}").format(about=about)}
    return {"title": service.output.name.upper(), "subtitle": ""}


def _signatures(kind: DocumentKind, writing: Writing, officer: Officer | None) -> list[JSON]:
    name, position = (officer.name, officer.position) if officer else ("", "")
    if kind is DocumentKind.RESULT:
        places = ["person"] if _person_signs(writing.service) else []
        places += ["agency"] if writing.service.output.agency_signs or not places else []
        return [
            {"heading": signing_lines(writing.office, position), "note": "", "name": name, "place": places}
        ]
    if kind is DocumentKind.RECEIPT:
        applicant = {
            "heading": [_("NGƯỜI NỘP HỒ SƠ")],
            "note": _("(Nộp trực tuyến)") if writing.state.channel == "online" else _("(Ký, ghi rõ họ tên)"),
            "name": writing.applicant.name,
            "place": [],
        }
        received = {
            "heading": [_("NGƯỜI TIẾP NHẬN HỒ SƠ")],
            "note": _("(Cơ quan ký số)"),
            "name": name,
            "place": ["agency"],
        }
        return [applicant, received]
    heading = signing_lines(writing.office, position or _role(officer, writing.reference))
    return [{"heading": heading, "note": _("(Cơ quan ký số)"), "name": name, "place": ["agency"]}]


def _role(officer: Officer | None, reference: Reference) -> str:
    """What to call an officer whose position is not on record."""
    names = {role.id: role.name for role in reference.roles}
    held = [names[id] for id in (officer.roles if officer else ()) if id in names]
    return held[0] if held else _("Người lập phiếu")


def _person_signs(service: AnyService) -> bool:
    return any(move.signs == "person" for step in service.workflow.steps for move in step.transitions)


def _recipients(kind: DocumentKind) -> list[str]:
    if kind in (DocumentKind.RECEIPT, DocumentKind.RESULT):
        return [_("- Người nộp hồ sơ;"), _("- Lưu: VT, hồ sơ.")]
    return [_("- Như trên;"), _("- Lưu: VT, hồ sơ.")]


def _public(tracking_url: str, code: str) -> str:
    """The link up to the case code, without the private token that follows it."""
    before, found, _token = tracking_url.partition(code)
    return before + found


def _verify_url(tracking_url: str) -> str:
    parts = urlsplit(tracking_url)
    return f"{parts.scheme}://{parts.netloc}/kiem-tra-chu-ky"
