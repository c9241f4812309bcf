"""Files of a form that waited for signal go ahead of it, as those of any other form."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.filling import fill
from tests.offline.conftest import Phone, Portal, kept, ready
from tests.offline.test_sending_once import queued, the_case
from tests.services.made import typed

pytestmark = pytest.mark.browser


def test_a_file_that_waited_goes_ahead_of_its_form(phone: Phone, portal: Portal, paper: Path) -> None:
    before = portal.cases()
    page = phone.tab()
    ready(page)
    phone.lose_signal()
    fill(page, typed())
    page.set_input_files('[name="_paper.giay_de_nghi"]', paper)
    kept(page)
    queued(phone, page)
    sent: list[tuple[str, bytes]] = []
    page.on(
        "request",
        lambda one: sent.append((one.method, one.post_data_buffer or b"")) if one.method != "GET" else None,
    )
    phone.find_signal()
    state = the_case(portal, page, before)
    methods = [method for method, _body in sent]
    assert methods == ["POST", "PUT", "POST"]  # asked, carried, and then the form
    assert paper.read_bytes() not in sent[-1][1] and b"_tep._paper.giay_de_nghi" in sent[-1][1]
    assert [one.evidence for one in state.files] == ["giay_de_nghi"]
