"""Files that travel ahead of their form, over HTTP, into a folder and onto a real S3 server.

Whatever goes wrong with one, its sender is told beside the field and nothing that was typed is lost.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from functions import bootstrap
from functions.adapters.clock import SetClock
from functions.bootstrap import World
from functions.domain.errors import Conflict, StoreUnavailable
from functions.ports import ARRIVING, Offer
from functions.services import uploads
from functions.services.drafts import Drafts
from functions.services.orphans import Orphans
from tests.contract.test_upload_desk import posted
from tests.effects.made import work
from tests.entrypoints.browsing import Answer, Visitor, multipart
from tests.object_store import ObjectStore
from tests.services.made import HOME, PDF, SLUG, officer, typed
from tests.storages import STORAGES, settings_on

FORM = f"/nop/{SLUG}"
OTHER = "/nop/dang-ky-khai-sinh"
PAPER = "_paper.giay_de_nghi"
NAME = "giấy đề nghị.pdf"
JSON = "application/json"


@pytest.fixture(params=STORAGES)
def world(
    request: pytest.FixtureRequest,
    built: Path,
    tmp_path: Path,
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[World]:
    given: dict[str, Any] = {"state": tmp_path / "var", "build": built}
    if request.param == "s3":
        server: ObjectStore = request.getfixturevalue("s3")
        given |= settings_on(server)
    opening = bootstrap.open_world
    monkeypatch.setattr(bootstrap, "open_world", lambda settings: opening(settings, clock))
    for name, value in given.items():
        monkeypatch.setenv(f"MOTCUA_{name.upper()}", str(value))
    for made in (bootstrap.world, bootstrap.upload_origin):
        made.cache_clear()
    yield bootstrap.world()
    bootstrap.world().close()
    for made in (bootstrap.world, bootstrap.upload_origin):
        made.cache_clear()


@dataclass
class Sender:
    """What the page's script does."""

    visitor: Visitor

    def ask(self, data: bytes = PDF, form: str = FORM, **changed: Any) -> Answer:
        digest = hashlib.sha256(data).hexdigest()
        asked = {"for": PAPER, "size": len(data), "type": "application/pdf", "sha256": digest}
        return self.visitor.json(f"{form}/tep", asked | changed)

    def carry(self, answer: Answer, data: bytes) -> int:
        """The file, on its way that the server named; the status at its end."""
        told = answer.json
        if told["method"] == "PUT":
            return self.visitor.ask("PUT", told["url"], data, "application/octet-stream", JSON).status
        return posted(Offer(told["method"], told["url"], told["fields"]), data)

    def ahead(self, data: bytes = PDF, name: str = NAME, **changed: Any) -> str:
        """Asked for, carried there; what the form posts in the file's stead."""
        answer = self.ask(data, **changed)
        assert answer.status == 200 and self.carry(answer, data) == 204
        return f"{answer.json['grant']}/{name}"

    def save(self, *said: str, url: str = FORM, **more: str) -> Answer:
        """The form with what it says of files; a script's answer."""
        form = typed(**more) | {f"_tep.{PAPER}": list(said), "_do": ["tiep"]}
        body, kind = multipart(form, ())
        return self.visitor.ask("POST", url, body, kind, JSON)


@pytest.fixture
def sender(visitor: Visitor) -> Sender:
    return Sender(visitor)


def token_of(answer: Answer) -> str:
    return str(answer.json["links"]["draft"]).rpartition("/")[2]


def said(answer: Answer) -> list[tuple[str, str]]:
    return [(one["where"], one["code"]) for one in answer.json.get("faults", ())]


def words(answer: Answer) -> str:
    """What a machine reads, as people would."""
    return json.dumps(answer.json, ensure_ascii=False)


def kept(world: World, answer: Answer) -> Mapping[str, list[str]]:
    return world.drafts.open(token_of(answer)).raw


def arrived(world: World) -> list[str]:
    """What lies open in quarantine."""
    later = world.clock.now() + timedelta(days=3650)
    return [name for name in world.blobs.names("quarantine", later) if name.startswith(ARRIVING)]


def test_a_file_goes_ahead_is_taken_sealed_and_opens_for_the_officer_once_looked_at(
    world: World, sender: Sender
) -> None:
    grant = sender.ahead()
    assert [world.blobs.get(name, "quarantine") for name in arrived(world)] == [PDF]
    answer = sender.save(grant)
    assert answer.status == 200 and arrived(world) == []
    (file,) = world.drafts.open(token_of(answer)).files
    assert (file.name, file.size, file.kind) == (NAME, len(PDF), "pdf")
    assert PDF not in world.blobs.get(file.id, "quarantine")
    sent = world.submissions.send(token_of(answer))
    desk = officer(world, "reception")
    with pytest.raises(Conflict, match="đang chờ quét"):
        world.casework.file(desk, sent.code, file.id)
    work(world)
    assert world.casework.file(desk, sent.code, file.id)[-1] == PDF
    assert not world.blobs.exists(file.id, "quarantine") and world.blobs.exists(file.id, "clean")


def test_the_page_shows_what_it_took_and_what_it_misses(
    world: World, visitor: Visitor, sender: Sender
) -> None:
    grant = sender.ahead()
    page = visitor.post(FORM, typed() | {f"_tep.{PAPER}": [grant, "xyz/giấy khác.pdf"], "_do": ["luu"]})
    assert page.status == 422 and "“giấy khác.pdf” gửi kèm không nhận ra được" in page.words
    back = visitor.get("/ban-nhap/" + page.text.partition("/ban-nhap/")[2].partition('"')[0])
    assert NAME in back.words and "giấy khác.pdf" not in back.words


def test_saving_the_same_form_again_takes_nothing_twice_and_misses_nothing(
    world: World, sender: Sender
) -> None:
    grant = sender.ahead()
    token = token_of(sender.save(grant))
    again = sender.save(grant, url=f"/ban-nhap/{token}")
    assert said(again) == [] and len(world.drafts.open(token).files) == 1


def test_a_grant_is_used_up_with_its_file(world: World, sender: Sender) -> None:
    grant = sender.ahead()
    sender.save(grant)
    other = sender.save(grant)
    assert said(other) == [(PAPER, "file_missing")] and "chưa lên tới nơi" in words(other)
    assert world.drafts.open(token_of(other)).files == ()


def test_a_file_for_one_draft_or_procedure_is_taken_by_no_other(world: World, sender: Sender) -> None:
    token = token_of(sender.save())
    own = sender.ahead(token=token)
    stolen = sender.save(own)
    assert said(stolen) == [(PAPER, "file_elsewhere")] and kept(world, stolen)["nguoi_nop.ho_ten"]
    elsewhere = sender.visitor.post(
        OTHER, {"_tep._paper.giay_chung_sinh": [own], "_do": ["luu"]}, accept=JSON
    )
    assert ("_paper.giay_chung_sinh", "file_elsewhere") in said(elsewhere)
    assert said(sender.save(own, url=f"/ban-nhap/{token}")) == []


@pytest.mark.parametrize("forged", ["", "x", "den/abc", "{grant}x", "{swapped}"])
def test_a_forged_grant_is_named_and_costs_nothing_else(world: World, sender: Sender, forged: str) -> None:
    good = sender.ahead().partition("/")[0]
    wrong = forged.format(grant=good, swapped=world.tokens.issue("draft", "a", "b"))
    answer = sender.save(f"{wrong}/{NAME}")
    assert said(answer) == [(PAPER, "file_unknown")] and kept(world, answer)["nguoi_nop.ho_ten"]


def test_what_never_arrived_is_said(world: World, sender: Sender) -> None:
    answer = sender.save(f"{sender.ask().json['grant']}/{NAME}")
    assert said(answer) == [(PAPER, "file_missing")]
    assert kept(world, answer)["nguoi_nop.ho_ten"] == ["Nguyễn Thị Thu Hà"]


@pytest.mark.parametrize("data", [PDF + b"!", PDF[:-1], b"x" * len(PDF)], ids=["larger", "cut", "another"])
def test_what_is_not_as_promised_is_refused_on_its_way(world: World, sender: Sender, data: bytes) -> None:
    asked = sender.ask()
    assert sender.carry(asked, data) in (400, 403, 422)
    assert arrived(world) == []


def test_what_lies_there_otherwise_than_promised_is_not_taken(world: World, sender: Sender) -> None:
    grant = sender.ahead()
    (name,) = arrived(world)
    world.blobs.put(name, b"x" * len(PDF), "quarantine")
    answer = sender.save(grant)
    assert said(answer) == [(PAPER, "file_broken")] and kept(world, answer)["nguoi_nop.ho_ten"]


def test_a_file_waits_for_its_form_for_hours_and_not_for_days(
    world: World, sender: Sender, clock: SetClock
) -> None:
    first, second = sender.ahead(), sender.ahead(PDF + b"2")
    clock.advance(uploads.ATTACHING)
    assert said(sender.save(first)) == []
    clock.advance(timedelta(minutes=1))
    answer = sender.save(second)
    assert said(answer) == [(PAPER, "file_late")] and "đã lâu nên không còn" in words(answer)


def test_our_own_route_takes_a_file_only_in_its_time(world: World, sender: Sender, clock: SetClock) -> None:
    asked = sender.ask()
    clock.advance(uploads.SENDING + timedelta(seconds=1))
    own = sender.visitor.ask("PUT", f"/tai-len/{asked.json['grant']}", PDF, "application/octet-stream", JSON)
    assert own.status == 410
    assert arrived(world) == []
    assert sender.visitor.ask("PUT", "/tai-len/abc", PDF, "application/octet-stream", JSON).status == 404


@pytest.mark.parametrize(
    ("changed", "said_so"),
    [
        ({"size": 21 * 2**20}, "lớn hơn"),
        ({"size": 0}, "rỗng"),
        ({"size": -1}, "rỗng"),
        ({"size": "5"}, "rỗng"),
        ({"for": "_paper.khong_co"}, "dành cho chỗ nào"),
        ({"for": "nguoi_nop.ho_ten"}, "dành cho chỗ nào"),
        ({"for": None}, "dành cho chỗ nào"),
        ({"sha256": "abc"}, "dành cho chỗ nào"),
    ],
)
def test_a_grant_is_given_only_for_what_a_form_may_take(
    sender: Sender, changed: dict[str, Any], said_so: str
) -> None:
    answer = sender.ask(**changed)
    assert answer.status == 422 and said_so in words(answer)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff\xfe"])
def test_a_question_that_is_none_is_answered_in_words(sender: Sender, body: bytes) -> None:
    answer = sender.visitor.json(f"{FORM}/tep", body)
    assert answer.status in (400, 422) and "Traceback" not in answer.text and answer.json["title"]


def test_what_a_file_is_its_bytes_say_and_what_is_refused_is_gone(world: World, sender: Sender) -> None:
    program = b"MZ" + b"\0" * 200
    answer = sender.save(sender.ahead(program, "giấy.pdf"))
    assert (PAPER, "file_kind") in said(answer) and arrived(world) == []
    assert world.drafts.open(token_of(answer)).files == ()


def test_more_than_memory_bears_at_once_is_left_for_a_second_time(
    world: World, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_TOGETHER", len(PDF) + 10)
    grants = [sender.ahead(PDF + one, f"{n}.pdf") for n, one in enumerate((b"1", b"2"))]
    answer = sender.save(*grants)
    assert said(answer) == [(PAPER, "file_together")] and "“1.pdf”" in words(answer)
    assert [one.name for one in world.drafts.open(token_of(answer)).files] == ["0.pdf"]
    more = sender.save(grants[1], url=f"/ban-nhap/{token_of(answer)}")
    assert said(more) == []


def test_when_the_draft_cannot_be_stored_the_file_still_lies_there(
    world: World, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant = sender.ahead()

    def away(*_given: object) -> None:
        raise StoreUnavailable("away")

    with monkeypatch.context() as during:
        during.setattr(Drafts, "put", away)
        assert sender.save(grant).status == 503
    assert len(arrived(world)) == 1
    assert said(sender.save(grant)) == [] and arrived(world) == []


def test_what_no_form_asked_for_is_swept(world: World, sender: Sender) -> None:
    sender.ahead()
    orphans = Orphans(world.store, world.blobs)
    assert orphans.sweep(world.clock.now() - timedelta(days=3650)) == 0 and len(arrived(world)) == 1
    assert orphans.sweep(world.clock.now() + timedelta(days=3650)) == 1 and arrived(world) == []


def test_a_machines_document_brings_grants_too(world: World, sender: Sender) -> None:
    answers = json.loads(json.dumps(dict(world.submissions.save(SLUG, "", typed(), []).answers.values)))
    document = {"office": HOME, "answers": answers}

    def send(*said: str) -> Answer:
        form = {"_json": [json.dumps(document)], f"_tep.{PAPER}": list(said)}
        body, kind = multipart(form, ())
        return sender.visitor.ask("POST", FORM, body, kind, JSON, idempotency_key="khoa-so-1")

    lost = send(f"{sender.ask().json['grant']}/{NAME}")
    assert lost.status == 422 and said(lost) == [(PAPER, "file_missing")]
    first, again = send(sender.ahead()), send(sender.ahead())
    assert first.status == again.status == 201 and first.json["code"] == again.json["code"]
    assert arrived(world) == []


def test_pages_may_send_to_the_storage_and_nowhere_else(world: World, visitor: Visitor) -> None:
    policy = visitor.get(f"/ban-nhap/{world.drafts.save(world.drafts.new(SLUG, '')).token}").headers
    allowed = policy["Content-Security-Policy"].partition("connect-src ")[2].partition(";")[0]
    assert allowed == f"'self' {world.settings.s3_endpoint}".strip()


def test_a_supplement_takes_files_that_went_ahead(world: World, sender: Sender, clock: SetClock) -> None:
    sent = world.submissions.send(world.submissions.save(SLUG, "", typed(), []).draft.token)
    seq = world.cases.load(sent.case_id).seq
    world.casework.move(officer(world, "reception"), sent.code, "ask_supplement", "Thiếu giấy", {}, seq)
    clock.advance(timedelta(hours=1))
    case = f"/ho-so/{sent.code}/{sent.token}"
    form = typed(**{"nguoi_nop.dien_thoai": "0905999888"})
    lost = {**form, f"_tep.{PAPER}": [f"{sender.ask().json['grant']}/{NAME}"]}
    page = sender.visitor.post(f"{case}/bo-sung", {**lost, "_do": ["tiep"]})
    assert page.status == 422 and "chưa lên tới nơi" in page.words
    assert page.value("nguoi_nop.dien_thoai") == "0905999888"
    given = {**form, f"_tep.{PAPER}": [sender.ahead()]}
    assert sender.visitor.post(f"{case}/bo-sung", {**given, "_do": ["tiep"]}).location == case
    assert arrived(world) == []
    state = world.cases.load(sent.case_id).state
    assert [one.evidence for one in state.files] == ["giay_de_nghi"]
    assert state.answers and state.answers["nguoi_nop"]["dien_thoai"] == "0905999888"
