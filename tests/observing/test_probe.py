"""The installation tries itself as a citizen would, leaves nothing in anybody's way, and tells people the truth."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from functions.adapters.aws.clients import Place, client
from functions.adapters.aws.s3.status import S3Status
from functions.adapters.clock import SetClock
from functions.adapters.measures.shared_file import read
from functions.adapters.status_folder import StatusFolder
from functions.bootstrap import World, chosen, open_world
from functions.domain import probe
from functions.domain.errors import NotFound, StoreUnavailable
from functions.domain.status import Part, PartState, Report, read_report
from functions.rendering.status_now import report_page
from functions.services.probe import Journey
from functions.settings import Settings
from tests.effects.mail_server import MailServer
from tests.effects.serving import MOTCUA, ROOT, Served, serving
from tests.entrypoints.browsing import Visitor
from tests.moto_server import moto_server
from tests.services.made import SLUG, officer

PARTS = {"read": "works", "send": "works", "track": "works", "sign": "works"}


@dataclass
class Installation:
    """A copy of the built portal, which the probe may write into, and its own state."""

    settings: Settings

    def probe(self, address: str, *more: str, **settings: str) -> subprocess.CompletedProcess[str]:
        named = {"state": str(self.settings.state), "build": str(self.settings.build), **settings}
        environment = os.environ | {f"MOTCUA_{name.upper()}": value for name, value in named.items()}
        command = [MOTCUA, "probe", "--address", address, *more]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    @property
    def report(self) -> dict[str, str]:
        told = json.loads((self.settings.build / "www/tinh-trang/hien-tai.json").read_text())
        parts: dict[str, str] = told["parts"]
        return parts


@pytest.fixture
def place(built: Path, tmp_path: Path) -> Installation:
    build = tmp_path / "build"
    shutil.copytree(built, build, ignore=shutil.ignore_patterns(".cache", "handbook"))
    return Installation(Settings(state=tmp_path / "own", build=build))


@pytest.fixture
def here(place: Installation) -> Iterator[World]:
    opened = open_world(place.settings)
    yield opened
    opened.close()


@pytest.fixture
def served(here: World) -> Iterator[Served]:
    with serving(here) as running:
        yield running


def test_a_journey_through_the_real_doors_tells_that_all_parts_work_and_hides_its_case(
    served: Served, here: World, place: Installation
) -> None:
    run = place.probe(served.address)
    assert run.returncode == 0, run.stdout + run.stderr
    assert place.report == PARTS | {"mail": "unknown"}
    page = (place.settings.build / "www/tinh-trang/hien-tai.html").read_text()
    assert "Điền và nộp hồ sơ trực tuyến" in page and "Thử lúc" in page and "<script" not in page
    (case_id,) = here.store.cases.all_case_ids()
    case = here.store.cases.projection(case_id)
    assert case is not None and case.slug == probe.SLUG and case.desks == () and ".999-" in case.code
    assert here.store.cases.take_number(f"case-code:H48:{datetime.now(UTC):%y%m%d}") == 1
    for role in here.catalogue.reference.roles:
        for office in here.survey.offices():
            assert here.store.cases.inbox(office.id, [role.id]).items == ()
    with pytest.raises(NotFound):
        here.casework.find(officer(here, "reception"), case.code)
    counted = {row["name"]: row for row in read(place.settings.state / "measures.json")}
    assert counted["motcua.probe.run"]["value"] == 1 and "motcua.submission" not in counted


def test_no_list_names_the_service_that_only_the_installation_uses(visitor: Visitor, world: World) -> None:
    assert probe.SLUG not in world.catalogue.slugs()
    for path in ("/thu-tuc/", "/so-do-cong/", "/", "/sitemap.xml", "/tim?q=thu+he+thong"):
        page = visitor.get(path)
        assert page.status == 200 and probe.SLUG not in page.text and "Thử hệ thống" not in page.text
    assert visitor.get(f"/thu-tuc/{probe.SLUG}/").status == 404


def test_what_it_leaves_is_erased_after_a_day(visitor: Visitor, world: World, clock: SetClock) -> None:
    journey = journey_of(visitor, world)
    journey.run()
    (case_id,) = world.store.cases.all_case_ids()
    assert world.housekeeping.tidy().erased == 0
    clock.advance(timedelta(days=3))
    assert world.housekeeping.tidy().erased == 1
    assert world.store.cases.wrapped_key(case_id) is None


def test_with_every_function_down_the_report_says_so(place: Installation, here: World) -> None:
    run = place.probe("http://127.0.0.1:9")
    assert run.returncode == 1
    assert place.report == dict.fromkeys(PARTS, "unknown") | {
        "read": "fails",
        "send": "fails",
        "mail": "unknown",
    }
    assert "send: ConnectionRefusedError" in run.stderr and "Traceback" not in run.stderr


def test_trying_alone_leaves_the_report(place: Installation, here: World) -> None:
    before = (place.settings.build / "www/tinh-trang/hien-tai.json").read_text()
    assert place.probe("http://127.0.0.1:9", "--no-report").returncode == 1
    assert (place.settings.build / "www/tinh-trang/hien-tai.json").read_text() == before


def test_mail_that_goes_out_and_mail_that_does_not_are_told_apart(
    place: Installation, here: World, mail_server: MailServer
) -> None:
    smtp = {"smtp_host": "127.0.0.1", "smtp_port": str(mail_server.port)}
    with serving(here, **smtp) as running:
        assert place.probe(running.address, probe_mail="truc@example.vn").returncode == 0
        assert place.report["mail"] == "works"
        assert {str(one["To"]) for one in mail_server.taken} == {"truc@example.vn"}
        mail_server.at_address = "550 5.1.1 no such user"
        assert place.probe(running.address, probe_mail="truc@example.vn").returncode == 1
    assert place.report["mail"] == "fails"


class VisitorDoors:
    """The doors, without a server between."""

    def __init__(self, visitor: Visitor, world: World) -> None:
        self.visitor, self.world = visitor, world

    def get(self, path: str) -> object:
        from functions.ports import Answer

        worker = self.world.worker("w")
        while worker.work():
            pass
        answer = self.visitor.get(path)
        return Answer(answer.status, answer.body, answer.location)

    def post(self, path: str, form: dict[str, str], as_json: bool = False) -> object:
        from functions.ports import Answer

        accept = {"accept": "application/json"} if as_json else {}
        answer = self.visitor.post(path, {name: [text] for name, text in form.items()}, **accept)
        return Answer(answer.status, answer.body, answer.location)


def journey_of(visitor: Visitor, world: World) -> Journey:
    return Journey(VisitorDoors(visitor, world), world.measures, patience=0.0)  # type: ignore[arg-type]


def test_a_signature_that_does_not_come_is_one_part_that_fails(visitor: Visitor, world: World) -> None:
    def never(*_args: object) -> None:
        from functions.domain.errors import EffectFailed

        raise EffectFailed("The time-stamp authority is away.")

    world.__dict__["acts"] = {**world.acts, "issue": never}
    journey = journey_of(visitor, world)
    report = journey.run()
    assert report.of(Part.SEND) is PartState.WORKS and report.of(Part.SIGN) is PartState.FAILS
    assert journey.trouble == ["sign: no signed receipt came"]


def test_a_door_that_answers_otherwise_is_named_by_its_status_and_no_path(
    visitor: Visitor, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall(*_args: object) -> None:
        raise ValueError("x")

    monkeypatch.setattr("functions.services.submit.Submissions.send", fall)
    journey = journey_of(visitor, world)
    journey.run()
    assert journey.trouble == ["send: answered 500 instead of 303"]


def test_a_report_that_cannot_be_read_says_nothing_of_now() -> None:
    from functions.domain.errors import Invalid

    for text in ("", "{", '{"at": 3}', '{"at": null, "parts": {"send": "well"}}'):
        with pytest.raises(Invalid):
            read_report(text)
    assert read_report(Report().json()) == Report(dict.fromkeys(Part, PartState.UNKNOWN))


@pytest.fixture
def opened(chromium: Browser, served: Served) -> Iterator[Page]:
    page = chromium.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh").new_page()
    page.goto(f"{served.address}/tinh-trang/")
    yield page
    page.context.close()


def states(page: Page) -> dict[str, str]:
    page.reload()
    page.locator("[data-part][data-state]").nth(4).wait_for()
    parts = page.locator("[data-part]").all()
    return {str(one.get_attribute("data-part")): one.locator(".status__state").inner_text() for one in parts}


def hang(place: Installation, report: Report) -> None:
    StatusFolder(place.settings.build / "www/tinh-trang").hang(report.json(), report_page(report, report.at))


@pytest.mark.browser
def test_people_see_what_works_what_fails_and_what_nobody_knows(opened: Page, place: Installation) -> None:
    assert set(states(opened).values()) == {"Không biết"}
    assert "Chưa có lần thử nào" in opened.inner_text("#thu-luc")
    now = datetime.now(UTC)
    hang(place, Report({Part.READ: PartState.WORKS, Part.SEND: PartState.FAILS}, now))
    seen = states(opened)
    assert (seen["read"], seen["send"], seen["mail"]) == ("Đang chạy", "Đang trục trặc", "Không biết")
    assert opened.locator("[data-part=send] .status__help").is_visible()
    assert not opened.locator("[data-part=read] .status__help").is_visible()
    hang(place, Report({Part.READ: PartState.WORKS}, now - timedelta(minutes=31)))
    assert set(states(opened).values()) == {"Không biết"} and "đã quá lâu" in opened.inner_text("#thu-luc")
    hang(place, Report({Part.READ: PartState.WORKS}, now + timedelta(days=1)))
    assert set(states(opened).values()) == {"Không biết"}
    (place.settings.build / "www/tinh-trang/hien-tai.json").write_text("<html>")
    assert set(states(opened).values()) == {"Không biết"}


@pytest.mark.browser
def test_without_scripts_nothing_is_claimed_and_a_link_leads_to_the_last_report(
    chromium: Browser, served: Served, place: Installation
) -> None:
    hang(place, Report({Part.SEND: PartState.FAILS}, datetime(2026, 6, 9, 14, 5, tzinfo=UTC)))
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.address}/tinh-trang/")
    assert {one.inner_text() for one in page.locator(".status__state").all()} == {"Không biết"}
    page.click("text=Xem kết quả của lần thử gần nhất")
    words = page.inner_text("main")
    assert (
        "Thử lúc 14:05 ngày 09/06/2026" in words
        and "Đang trục trặc" in words
        and "coi như không biết" in words
    )
    context.close()


def test_the_page_is_a_file_that_stands_without_any_function(place: Installation) -> None:
    page = (place.settings.build / "www/tinh-trang/index.html").read_text()
    assert "Không biết" in page and "/theme/js/status.js" in page and SLUG not in page


@pytest.fixture(scope="module")
def bucket() -> Iterator[Place]:
    with moto_server() as address:
        place = Place("ap-southeast-1", address, "test", "test")
        client("s3", place).create_bucket(
            Bucket="releases", CreateBucketConfiguration={"LocationConstraint": "ap-southeast-1"}
        )
        yield place


def test_on_aws_the_report_hangs_beside_the_releases_for_as_long_as_it_is_young(bucket: Place) -> None:
    board = S3Status(bucket, "releases")
    assert board.report() == ""
    board.hang(Report({Part.SEND: PartState.WORKS}, datetime(2026, 6, 9, tzinfo=UTC)).json(), "<p>")
    assert read_report(board.report()).of(Part.SEND) is PartState.WORKS
    head = client("s3", bucket).head_object(Bucket="releases", Key="portal/status/tinh-trang/hien-tai.html")
    assert (head["CacheControl"], head["ContentType"]) == ("public, max-age=30", "text/html; charset=utf-8")
    with pytest.raises(StoreUnavailable):
        S3Status(bucket, "nobody-has-it").hang("{}", "<p>")


def test_what_aws_calls_by_the_clock_looks_tries_and_hangs_the_report(
    served: Served, here: World, place: Installation
) -> None:
    """As Lambda would, in a process of its own, with the settings that lead to a running portal."""
    code = (
        "import json, sys, app\n"
        "class Context:\n"
        "    function_name, aws_request_id = 'probe', 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef'\n"
        "print(json.dumps(app.probe(json.loads(sys.argv[1]), Context())))"
    )
    tick = {"version": "0", "account": "1", "region": "x", "detail": {}, "detail-type": "Scheduled Event"}
    tick |= {"source": "aws.events", "time": "2026-06-09T00:00:00Z", "id": "1", "resources": []}
    named = {
        "state": str(place.settings.state),
        "build": str(place.settings.build),
        "public_url": served.address,
        "measures": "cloudwatch",
    }
    environment = os.environ | {f"MOTCUA_{name.upper()}": value for name, value in named.items()}
    run = subprocess.run(
        [sys.executable, "-c", code, json.dumps(tick)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(run.stdout.splitlines()[-1]) == {"whole": True}
    measures = {
        key for line in run.stdout.splitlines() for key in json.loads(line) if key.startswith("motcua.")
    }
    assert {"motcua.probe.age", "motcua.outbox.depth", "motcua.check.failed", "motcua.case.late"} <= measures
    assert place.report["send"] == "works"


def test_without_a_key_for_it_nothing_is_signed_and_nothing_is_claimed_of_signing(
    visitor: Visitor, world: World, tmp_path: Path
) -> None:
    keys = tmp_path / "keys.toml"
    settings = world.settings.model_copy(update={"signing": "kms", "signing_keys": keys})
    assert not chosen.probe_signs(settings)
    keys.write_text('[[key]]\nsignatory = "ubnd_xa:21025"\n')
    assert not chosen.probe_signs(settings)
    world.catalogue._signs = lambda: chosen.probe_signs(settings)
    journey = journey_of(visitor, world)
    journey.signs = False
    report = journey.run()
    assert report.of(Part.SIGN) is PartState.UNKNOWN and report.of(Part.TRACK) is PartState.WORKS
    (case_id,) = world.store.cases.all_case_ids()
    assert "document_issued" not in [one.type for one in world.store.cases.events(case_id)]
    keys.write_text('[[key]]\nsignatory = "thu_he_thong"\n')
    assert chosen.probe_signs(settings) and chosen.probe_signs(world.settings)
