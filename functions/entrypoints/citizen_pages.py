"""Pages of the citizen's way that several doors show: the form, the check before sending, the case.

What draws a page is imported by the page: most requests of sending answer with an address alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chalice.app import Response

from functions.bootstrap import world
from functions.domain.errors import Fault
from functions.domain.i18n import _, language
from functions.entrypoints.http import html
from functions.entrypoints.language import switch
from functions.rendering.language import address_in
from functions.services.cases import OpenCase
from functions.services.drafts import OpenDraft
from functions.services.submit import Checked, SentCase

if TYPE_CHECKING:
    from functions.rendering.case_page import CasePage
    from functions.rendering.form import FormPage
    from functions.rendering.qr import Qr


def draft_url(token: str) -> str:
    return f"/ban-nhap/{token}"


def check_url(token: str) -> str:
    return f"{draft_url(token)}/kiem-tra"


def case_url(sent: SentCase) -> str:
    return f"/ho-so/{sent.code}/{sent.token}"


def filled_form(
    draft: OpenDraft,
    faults: Sequence[Fault] = (),
    notice: str = "",
    extra_rows: Mapping[str, int] | None = None,
) -> FormPage:
    """The form of the service in force with what the draft holds."""
    from functions.rendering.form import form_page

    here = world()
    version, service = here.submissions.procedure(draft.slug)
    return form_page(
        here.translations.spoken(version, service),
        version,
        here.catalogue.reference,
        here.submissions.context(),
        raw=draft.raw,
        faults=faults,
        files=draft.files,
        office_id=draft.office_id,
        token=draft.token,
        kept_until=here.submissions.in_force.day(draft.kept_until) if draft.kept_until else None,
        notice=notice,
        extra_rows=extra_rows,
    )


def show_form(
    draft: OpenDraft,
    faults: Sequence[Fault] = (),
    status: int = 200,
    notice: str = "",
    extra_rows: Mapping[str, int] | None = None,
) -> Response:
    """The form, with what is wrong when something is."""
    page = filled_form(draft, faults, notice, extra_rows)
    return html("form.html", status, page=page, switch=switch(draft_url(draft.token)))


def show_saved(draft: OpenDraft, faults: Sequence[Fault] = ()) -> Response:
    """What is kept until when, and the private link back to it. ``faults`` are of files not taken."""
    here = world()
    title = here.translations.spoken(*here.submissions.procedure(draft.slug)).title
    return html(
        "saved.html",
        422 if faults else 200,
        title=title,
        switch=switch(draft_url(draft.token)),
        slug=draft.slug,
        link=here.settings.public_url + address_in(language(), draft_url(draft.token)),
        back=draft_url(draft.token),
        kept_until=here.submissions.in_force.day(draft.kept_until or here.clock.now()),
        faults=faults,
    )


def show_check(checked: Checked, status: int = 200, notice: str = "", ticked: Sequence[str] = ()) -> Response:
    """Everything once more before it is sent, with the fee and the day."""
    from functions.rendering.answers import parts_of
    from functions.rendering.promise import promise_of

    here = world()
    texts = here.catalogue.reference.consents
    return html(
        "check.html",
        status,
        title=checked.service.title,
        office=checked.office,
        offices=len(here.submissions.in_force.offices(checked.service, here.submissions.context().today)),
        parts=parts_of(checked.service, checked.answers.values, checked.draft.files),
        bill=checked.bill,
        fees=bool(checked.service.fees),
        promise=promise_of(checked.promise, checked.calendar),
        consents=[(one, _(texts[one])) for one in checked.service.consent if one in texts],
        ticked=ticked,
        notice=notice,
        seen=checked.seen,
        back=draft_url(checked.draft.token),
        action=f"{draft_url(checked.draft.token)}/gui",
        kept_until=here.submissions.in_force.day(checked.draft.kept_until or checked.at),
        switch=switch(check_url(checked.draft.token)),
    )


def page_of(case: OpenCase) -> CasePage:
    """The view of a case at this moment."""
    from functions.rendering.case_page import case_page
    from functions.services.track import documents_owed

    here = world()
    people = {
        id: ", ".join(filter(None, (one.name, one.position)))
        for id, one in here.tracking.officers(case).items()
    }
    reference = here.catalogue.reference
    service = here.translations.spoken(case.state.version, case.service)
    return case_page(case.state, service, reference, here.clock.now(), people, documents_owed(case))


def show_case(case: OpenCase, token: str, status: int = 200, **more: Any) -> Response:
    """The receipt until the agency has acted, and the page to follow the case from then on."""
    page = page_of(case)
    here = world()
    address = f"/ho-so/{page.code}/{token}"
    shown = {
        "page": page,
        "address": address,
        "link": here.settings.public_url + address_in(language(), address),
        "qr": qr_for(page.code),
        "printed": here.submissions.context().today,
        "can_withdraw": False,
        "form": None,
        "asked": (),
        "opened": False,
        "notice": "",
        "withdrawing": "",
        "current": "ho-so",
        **more,
    }
    template = "receipt.html" if len(case.state.history) == 1 else "tracking.html"
    return html(template, status, **shown)


def qr_for(code: str) -> Qr:
    """Leads to how far the case is, which anybody may know: it can be shown at a counter."""
    from functions.rendering.qr import qr_of

    return qr_of(f"{world().settings.public_url}/ho-so/{code}")


def version_notice(changed: Sequence[str]) -> str:
    """What to say of a form that was opened on an older version."""
    text = _("Thủ tục này đã thay đổi từ khi bạn mở tờ khai. Những gì bạn đã nhập vẫn được giữ.")
    if not changed:
        return text
    return text + " " + _("Xem lại chỗ mới hoặc đã đổi: {names}.").format(names="; ".join(changed[:8]))
