"""The service that no person uses: the installation sends it to itself, to know that sending works.

It belongs to no list. Its office exists only here, so its cases are numbered apart and lie on nobody's desk.
It asks for nothing personal, and what it leaves is erased after a day; who counts cases leaves its slug out.
Its words stay Vietnamese whoever reads, as those of any declaration: its version is their hash.
"""

from __future__ import annotations

from functions.domain.declaration import (
    Authority,
    Channel,
    ChannelKind,
    DocumentKind,
    Level,
    Message,
    MessageChannel,
    MessageEvent,
    OnlineLevel,
    Output,
    Procedure,
    Reference,
    Status,
    Step,
    Transition,
    Workflow,
)
from functions.domain.duration import Duration
from functions.domain.fields.section import Section

SLUG = "thu-he-thong"
OFFICE = "thu_he_thong"
LINE = "thu.dong_thu"
"""The input with the line that is sent."""
MAILBOX = "thu.hop_thu"
"""The input with the operators' mailbox, which may stay empty."""


def with_office(reference: Reference) -> Reference:
    """The reference data with the office that takes these applications; its codes are nobody else's."""
    province = reference.portal.agency_code
    office = Authority(
        id=OFFICE,
        name="Thử hệ thống",
        level=Level.PROVINCE,
        agency_code=f"{province}.999",
        old_agency_code=f"000.99.99.{province}",
        verified=True,
    )
    return reference.model_copy(update={"authorities": (*reference.authorities, office)})


def service(reference: Reference, *, signs: bool) -> Procedure:
    """The declaration: one line to send, a message, and a receipt when it is taken back.

    Not ``signs``: without the receipt, where no key is meant for it and no other office's may sign a trial.
    """
    limit = Duration.parse("1 hours")
    return Procedure(
        code="NB.THU.001",
        title="Thử hệ thống",
        slug=SLUG,
        field=reference.sectors[0].id,
        authority=OFFICE,
        level=Level.PROVINCE,
        audience=(),
        online=OnlineLevel.FULL,
        online_2018=4,
        channels=(Channel(kind=ChannelKind.ONLINE, time_limit=limit),),
        form=(_section(),),
        workflow=_workflow(signs),
        messages=(_message(),),
        output=Output(name="Không có kết quả: hồ sơ thử", agency_signs=False),
        retention=Duration.parse("1 days"),
    )


def _section() -> Section:
    line = {"id": "dong_thu", "kind": "text", "label": "Dòng thử", "sensitivity": "public"}
    mailbox = {
        "id": "hop_thu",
        "kind": "email",
        "label": "Hộp thư của người vận hành",
        "required": False,
        "sensitivity": "public",
    }
    return Section.model_validate({"id": "thu", "title": "Thử hệ thống", "fields": [line, mailbox]})


def _workflow(signs: bool) -> Workflow:
    """Nobody's role stands in it: only the sender moves it, and only to its end."""
    taken_back = Transition(
        id="withdraw",
        label="Rút hồ sơ",
        to="withdrawn",
        actor="citizen",
        issues=(DocumentKind.RECEIPT,) if signs else (),
        clock="stop",
    )
    sent = Step(id="sent", label="Đã gửi", status=Status.REGISTERED, transitions=(taken_back,))
    return Workflow(steps=(sent, Step(id="withdrawn", label="Đã rút", status=Status.WITHDRAWN)))


def _message() -> Message:
    body = "Hồ sơ thử {case_code} đã đến. Thư này cho biết cổng gửi được thư."
    return Message(
        event=MessageEvent.SUBMITTED,
        channel=MessageChannel.EMAIL,
        subject="Thử hệ thống",
        body=body,
    )
