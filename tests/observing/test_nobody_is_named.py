"""Whatever happens, nobody is named: not in a line of the log, a measure, an error that is kept, or a digest.

People, their numbers, addresses, files, words and links are planted through real requests, right, wrong and
broken, by citizens, machines and officers, with effects that fail; then everything that comes out is searched.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from functions.adapters.mail import SmtpMailer
from functions.adapters.measures.shared_file import prometheus, read
from functions.bootstrap import World
from functions.domain.errors import EffectFailed
from functions.domain.status import Report
from functions.services.effects.notify import Notify
from tests.effects.mail_server import MailServer
from tests.entrypoints.browsing import Visitor
from tests.observing.test_trace import send
from tests.officer.browser import Browser
from tests.officer.conftest import officer as an_officer
from tests.services.made import PDF, SLUG, typed

PLANTED = {
    "name": "Thu Hà",
    "bare name": "Thu Ha",
    "citizen id": "051189000012",
    "phone": "0905123456",
    "e-mail": "ha@example.vn",
    "street": "Phan Đình Phùng",
    "business": "Sông Trà",
    "file": "giấy khai sinh của bé",
    "bare file": "khai-sinh-cua-be",
    "withdrawal": "nhà có việc riêng",
    "officer's reason": "bản chụp mờ chỗ họ tên",
    "officer's note": "gọi cho chị Hà chiều nay",
    "search": "ly hon",
    "caller": "192.0.2.7",
    "officer's address": "10.0.0.7",
}
FILE = ("_paper.giay_de_nghi", "giấy khai sinh của bé.pdf", PDF)


@pytest.fixture
def failing_mail(world: World, mail_server: MailServer) -> Iterator[MailServer]:
    """A mail server that refuses each message, quoting the address as real ones do."""
    mail_server.at_end = "451 4.3.0 <ha@example.vn>: Nguyen Thi Thu Ha, try again"
    notify = world.acts["notify"]
    assert isinstance(notify, Notify)
    failing = replace(notify, mailer=SmtpMailer("127.0.0.1", mail_server.port))
    world.__dict__["acts"] = {**world.acts, "notify": failing}
    yield mail_server


def work(world: World) -> None:
    worker = world.worker("w")
    while worker.work():
        pass


def secrets_of(location: str) -> dict[str, str]:
    code, token = location.split("/")[2:4]
    return {"code": code, "token": token, "half a token": token[:24]}


def outputs(world: World, log: io.StringIO, capture: pytest.CaptureFixture[str]) -> dict[str, str]:
    """Everything that may leave the installation, or that operators read."""
    world.measures.flush()
    rows = read(world.settings.state / "measures.json")
    kept = world.store.outbox
    errors = [row.last_error for row in kept.dead()]
    now = world.survey.look()
    made = world.digesting.make(Report())
    # What waits is asked as the sweep asks: with its last error.
    far = world.clock.now().replace(year=world.clock.now().year + 1)
    waiting = [repr(row) for row in kept.ready(far, 1000)]
    printed = capture.readouterr()
    return {
        "log": log.getvalue(),
        "measures": json.dumps(rows, ensure_ascii=False),
        "prometheus": prometheus(rows),
        "outbox": "\n".join([*errors, *waiting]),
        "survey": repr(now),
        "digest": made.text() + made.subject(),
        "stdout": printed.out,
        "stderr": printed.err,
    }


def assert_nobody(found: dict[str, str], more: dict[str, str]) -> None:
    for where, text in found.items():
        for what, secret in {**PLANTED, **more}.items():
            assert secret.lower() not in text.lower(), f"{what} in {where}"


def test_citizens_and_officers_with_failing_mail_leave_no_trace_of_anybody(
    visitor: Visitor,
    world: World,
    failing_mail: MailServer,
    log: io.StringIO,
    capsys: pytest.CaptureFixture[str],
) -> None:
    location = send(visitor)
    code = location.split("/")[2]
    wrong = visitor.upload(f"/nop/{SLUG}", typed(**{"nguoi_nop.dien_thoai": "0905123456789"}), [FILE])
    assert wrong.status == 422
    work(world)
    visitor.get(f"/ho-so?ma={code}")
    visitor.get("/tim?q=ly+hon+Thu+H%C3%A0")
    visitor.get(f"{location}x")
    visitor.get("/ho-so/Thu%20H%C3%A0/051189000012")
    visitor.json(f"/nop/{SLUG}", {"answers": {"Thu Hà": "051189000012"}}, idempotency_key="ha@example.vn")
    visitor.json(f"/nop/{SLUG}", b'{"Thu H\xc3\xa0": ', idempotency_key="ha@example.vn")
    visitor.ask(
        "POST", f"/nop/{SLUG}", b"\xff\xfeThu H\xc3\xa0", "multipart/form-data; boundary=051189000012"
    )
    visitor.get("/suc-khoe", traceparent="00-Thu Hà-051189000012-01", user_agent="Thu Hà", referer=location)
    clerk = Browser()
    clerk.sign_in(an_officer(world, "reception").login)
    noted = clerk.act(code, "ghi-chu", text=PLANTED["officer's note"])
    moved = clerk.move(code, "ask_supplement", reason=PLANTED["officer's reason"])
    assert (noted.status, moved.status) == (303, 303)
    visitor.post(f"{location}/rut", {"xac_nhan": ["true"], "ly_do": [PLANTED["withdrawal"]]})
    work(world)
    found = outputs(world, log, capsys)
    assert '"outcome": "retried"' in found["log"] and "451" in found["outbox"]  # the mail did fail
    assert "/can-bo/ho-so/{code}/chuyen" in found["log"] and "/can-bo/ho-so/{code}/ghi-chu" in found["log"]
    assert_nobody(found, secrets_of(location) | {"wrong token": wrong.value("_token")[:24]})


@pytest.mark.parametrize("broken", ["drafts", "store", "act", "typesetter", "page"])
def test_whatever_breaks_quotes_nobody(
    broken: str,
    visitor: Visitor,
    world: World,
    log: io.StringIO,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fall(*_args: Any, **_more: Any) -> Any:
        raise ValueError(" ".join(PLANTED.values()))

    def unset(*_args: Any, **_more: Any) -> Any:
        raise EffectFailed("The template “form” could not be set.") from ValueError(PLANTED["name"])

    location = send(visitor)
    if broken == "drafts":
        monkeypatch.setattr("functions.services.drafts.Drafts.put", fall)
    elif broken == "store":
        monkeypatch.setattr(world.store.cases, "events", fall)
    elif broken == "page":
        monkeypatch.setattr("functions.rendering.pages.Pages.render", fall)
    else:
        kind = "notify" if broken == "act" else "scan"
        world.__dict__["acts"] = {**world.acts, kind: fall if broken == "act" else unset}
    visitor.upload(f"/nop/{SLUG}", typed(), [FILE])
    visitor.get(location)
    try:
        work(world)
    except ValueError:
        assert broken == "store"  # the worker's loop outside tells it by its type
    found = outputs(world, log, capsys)
    assert_nobody(found, secrets_of(location))
    assert re.search("ValueError|effect_failed|retried", found["log"])


def test_a_document_that_cannot_be_set_is_told_without_its_words(world: World) -> None:
    """Typst itself quotes the value that it stumbles over."""
    with pytest.raises(EffectFailed) as caught:
        world.typesetter.pdf("form", {"title": PLANTED["name"], "blocks": PLANTED["citizen id"]})
    assert_nobody({"error": caught.value.message}, {})


def test_the_measures_file_is_the_owners_and_holds_patterns_only(
    visitor: Visitor, world: World, tmp_path: Path
) -> None:
    location = send(visitor)
    visitor.get(location)
    world.measures.flush()
    routes = {
        row["attributes"]["http.route"]
        for row in read(world.settings.state / "measures.json")
        if "http.route" in row["attributes"]
    }
    assert "/ho-so/{code}/{token}" in routes and not any(
        part in "".join(routes) for part in location.split("/")[2:]
    )
