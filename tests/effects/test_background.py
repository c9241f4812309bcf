"""Beside the web server what is owed gets done by itself, and stopping finishes what was begun."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from functions.adapters.clock import SetClock, SystemClock
from functions.bootstrap import World, open_world
from functions.entrypoints import background
from functions.entrypoints.background import Background, keep_house, waking, work_off, worker_of
from functions.entrypoints.outgoing import Piece, pieces_of
from tests.effects.made import events, go, send
from tests.effects.mail_server import MailServer
from tests.effects.serving import serving, until
from tests.services.made import paper


@pytest.fixture
def now(world: World) -> Iterator[World]:
    """The same installation on the machine's own time, as another process sees it."""
    opened = open_world(world.settings, SystemClock())
    yield opened
    opened.close()


def quiet(world: World) -> bool:
    return not any(world.store.outbox.counts().values())


def test_a_running_server_does_what_is_owed_and_shows_the_messages_on_a_trial_only(now: World) -> None:
    sent = send(now, paper("giay_de_nghi"))
    go(now, sent, "ask_supplement", "<script>alert(1)</script> & còn thiếu")
    with serving(now, demo="true", public_url="https://dvc.example.vn") as served:
        until(lambda: quiet(now))
        status, page = served.get("/thu-nghiem/thu")
    assert status == 200 and page.count("<article") == 4
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; còn thiếu" in page and "<script>alert" not in page
    assert f"Đã nhận hồ sơ trực tuyến {sent.code}" in page and "gửi ha@example.vn" in page
    links = set(re.findall(r'href="(/ho-so/H[^"]*)"', page))
    public = f"/ho-so/{sent.code}"
    assert any(one.startswith(f"{public}/m/") for one in links) and len(links) >= 2
    assert all(one.startswith(f"{public}/") for one in links)
    assert len(events(now, sent.case_id, "notified")) == 4


def test_on_a_real_installation_there_is_no_page_of_messages(now: World) -> None:
    send(now)
    with serving(now) as served:
        until(lambda: quiet(now))
        status, page = served.get("/thu-nghiem/thu")
    assert status == 404 and "ha@example.vn" not in page


def test_stopping_finishes_the_effect_under_way_and_leaves_the_rest_owed(
    now: World, mail_server: MailServer
) -> None:
    sent = [send(now) for _n in range(3)]
    mail_server.pause = 1.5
    settings = {"smtp_host": "127.0.0.1", "smtp_port": str(mail_server.port), "workers": "1"}
    with serving(now, **settings) as served:
        until(mail_server.began.is_set)
        assert served.stop() == 0
    told = [one for case in sent for one in events(now, case.case_id, "notified")]
    assert len(mail_server.taken) == len(told) == 1
    counts = now.store.outbox.counts()
    assert counts["claimed"] == 0 and counts["pending"] >= 2


def test_a_worker_thread_outlives_trouble_with_the_store(now: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "_AFTER_TROUBLE", 0.01)

    class Troubled:
        """A world whose worker fails at first, as with a full disk."""

        housekeeping = now.housekeeping
        troubles = 2

        def worker(self, name: str) -> object:
            real, outer = now.worker(name), self

            class Hands:
                def work(self) -> bool:
                    if outer.troubles:
                        outer.troubles -= 1
                        raise OSError("the disk is full")
                    return real.work()

            return Hands()

    send(now)
    behind = Background(Troubled(), 1)  # type: ignore[arg-type]
    behind.start()
    until(lambda: quiet(now))
    behind.stop()


def test_a_writing_request_wakes_the_workers_and_a_reading_one_does_not() -> None:
    woken: list[str] = []
    application = waking(lambda environ, start: [b""], lambda: woken.append("woken"))
    for method in ("GET", "HEAD", "POST"):
        application({"REQUEST_METHOD": method}, None)
    assert woken == ["woken"]


def test_a_failing_request_wakes_them_too() -> None:
    woken: list[str] = []

    def fails(environ: object, start: object) -> list[bytes]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        waking(fails, lambda: woken.append("woken"))({"REQUEST_METHOD": "POST"}, None)
    assert woken == ["woken"]


def test_a_queue_or_a_schedule_can_call_the_same_functions(world: World, clock: SetClock) -> None:
    send(world, paper("giay_de_nghi"))
    assert work_off(worker_of(world), lambda: True) == 4 and quiet(world)
    assert keep_house(world).erased == 0


def test_work_off_begins_nothing_after_its_time(world: World) -> None:
    send(world)
    assert work_off(worker_of(world), lambda: False) == 0


def test_only_links_into_the_portal_can_be_followed() -> None:
    body = "Xem https://dvc.vn/ho-so/H48-1/t, hỏi https://xau.example/a hoặc <a href=x>."
    assert list(pieces_of(body, "https://dvc.vn")) == [
        Piece("Xem "),
        Piece("https://dvc.vn/ho-so/H48-1/t", "/ho-so/H48-1/t"),
        Piece(", hỏi https://xau.example/a hoặc <a href=x>."),
    ]
    assert [one.href for one in pieces_of("https://dvc.vn.xau.example/a", "https://dvc.vn")] == [""]
