"""Several processes serve one portal: whoever dies is replaced, whoever ends finishes, and nobody is cut off."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from functions.bootstrap import open_world
from functions.entrypoints.serving import standing
from functions.settings import Settings
from tests.effects.serving import PATIENCE, until
from tests.server.commands import motcua
from tests.server.conftest import Send
from tests.server.running import Running, alive, free_port, running


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture(scope="module")
def lasting(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One portal for all tests that leave it standing."""
    state = tmp_path_factory.mktemp("lasting") / "var"
    with running(state, built, posts_per_minute=100_000) as one:
        yield one


def idle(served: Running, built: Path) -> None:
    """Wait until nothing is owed."""
    world = open_world(Settings(state=served.state, build=built))
    until(lambda: not any(world.store.outbox.counts().values()))
    world.close()


@pytest.fixture
def served(state: Path, built: Path) -> Iterator[Running]:
    with running(state, built, posts_per_minute=100_000) as one:
        yield one


class Asking:
    """Somebody who asks without a pause; every answer counts."""

    def __init__(self, served: Running) -> None:
        self._served, self._over = served, False
        self.answers: list[int] = []
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> Asking:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over = True
        self._thread.join()

    def _ask(self) -> None:
        while not self._over:
            try:
                self.answers.append(self._served.get("/suc-khoe")[0])
            except OSError:
                self.answers.append(0)


def test_readiness_tells_of_all_processes(lasting: Running) -> None:
    assert lasting.ready()["processes"] == {"web": "2/2", "effects": "1/1"}
    assert len(set(lasting.pids("web"))) == 2


def test_a_process_that_is_away_is_told_and_word_of_a_supervisor_that_is_gone_counts_for_nothing(
    tmp_path: Path,
) -> None:
    away: list[standing.Stood] = [
        {"role": "web", "pid": 1, "ready": True, "deaths": 0},
        {"role": "web", "pid": 0, "ready": False, "deaths": 3},
        {"role": "effects", "pid": 0, "ready": False, "deaths": 1},
    ]
    standing.write(tmp_path, os.getpid(), "2026-01-01", away)
    assert standing.summary(tmp_path) == {"web": "1/2", "effects": "0/1"}
    gone = subprocess.run(["sh", "-c", "echo $$"], capture_output=True, text=True).stdout
    standing.write(tmp_path, int(gone), "2026-01-01", away)
    assert standing.summary(tmp_path) == {}


def test_applications_sent_to_several_processes_get_numbers_without_gap_and_none_twice(
    lasting: Running, send: Send
) -> None:
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda number: send(lasting.address, f"nguoi-nop-don-{number}"), range(80)))
    numbers = sorted(int(code.rpartition("-")[2]) for code in codes)
    assert numbers == list(range(numbers[0], numbers[0] + 80))


def test_a_key_sent_to_both_processes_at_once_makes_one_case(lasting: Running, send: Send) -> None:
    for number in range(5):
        with ThreadPoolExecutor(6) as pool:
            sent = pool.map(lambda _n, key=f"mot-khoa-don-{number}": send(lasting.address, key), range(6))
            assert len(set(sent)) == 1


def test_what_is_owed_is_done_by_the_process_for_effects(lasting: Running, send: Send, built: Path) -> None:
    code = send(lasting.address, "nguoi-nop-mot-don")
    idle(lasting, built)
    world = open_world(Settings(state=lasting.state, build=built))
    told = [one.subject for one in world.kept_messages["email"].kept(1000)]
    assert sum(code in subject for subject in told) == 1
    world.close()


@pytest.mark.parametrize("role", ["web", "effects"])
def test_a_process_that_dies_is_started_again_and_the_others_answer_meanwhile(
    lasting: Running, role: str, send: Send, built: Path
) -> None:
    before = lasting.pids(role)
    os.kill(before[0], signal.SIGKILL)
    until(lambda: before[0] not in lasting.pids(role))
    assert send(lasting.address, f"nguoi-nop-khi-mat-{role}")
    until(lambda: len(lasting.pids(role)) == len(before))
    idle(lasting, built)
    assert f'"part_lost", "role": "{role}"' in lasting.log.read_text()


def test_on_sighup_every_process_gets_a_successor_and_no_request_fails(lasting: Running) -> None:
    before = set(lasting.pids())
    with Asking(lasting) as asking:
        lasting.process.send_signal(signal.SIGHUP)
        until(lambda: len(lasting.pids()) == 3 and not before & set(lasting.pids()))
        until(lambda: not any(map(alive, before)))
    assert set(asking.answers) == {200}


def test_a_request_half_sent_when_the_end_comes_is_answered(served: Running) -> None:
    body = b"a=" + b"x" * 2000
    with socket.create_connection(("127.0.0.1", served.port), PATIENCE) as client:
        head = (
            "POST /nop/khong-co HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        client.sendall(head.encode())
        assert client.recv(65536).startswith(b"HTTP/1.1 100")  # somebody has it
        served.process.send_signal(signal.SIGTERM)
        until(lambda: not _listens(served.port))
        client.sendall(body)
        answer = client.recv(65536)
    assert answer.startswith(b"HTTP/1.1 404")
    assert served.process.wait(PATIENCE) == 0


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_when_the_supervisor_is_killed_its_processes_end_by_themselves(served: Running) -> None:
    pids = served.pids()
    served.process.kill()
    served.process.wait()
    until(lambda: not any(map(alive, pids)))
    assert not _listens(served.port)


def test_a_stopped_portal_leaves_no_word_that_it_stands(served: Running, state: Path) -> None:
    assert served.stop() == 0
    assert not (state / "serving.json").exists()


def test_an_installation_that_does_not_hold_ends_the_start(state: Path, built: Path) -> None:
    state.mkdir()
    (state / "sms").write_text("a file where a folder belongs")
    run = motcua("serve", state=state, build=built, port=free_port(), processes=2)
    assert run.returncode == 1 and "did not start" in run.stderr


@pytest.mark.parametrize("processes", [1, 2])
def test_a_port_in_use_is_said_before_anything_starts(state: Path, built: Path, processes: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = motcua("serve", state=state, build=built, port=port, processes=processes)
    assert run.returncode == 1 and "MOTCUA_PORT" in run.stderr and "Traceback" not in run.stderr


@pytest.mark.parametrize("processes", [1, 2])
def test_the_service_manager_hears_of_ready_and_of_the_end(
    state: Path, built: Path, processes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(PATIENCE)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        with running(state, built, processes) as served:
            assert manager.recv(99) == b"READY=1"
            served.stop()
        assert manager.recv(99) == b"STOPPING=1"


def test_a_socket_that_systemd_holds_is_served_and_stays_open_behind_the_portal(
    state: Path, built: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        os.set_inheritable(held.fileno(), True)
        port = held.getsockname()[1]
        passed = f'exec 3<&{held.fileno()}; LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"'
        environment = os.environ | {
            "MOTCUA_STATE": str(state),
            "MOTCUA_BUILD": str(built),
            "MOTCUA_PROCESSES": "2",
            "MOTCUA_PORT": "1",
        }
        answers = []
        for _life in range(2):
            answers.append(_one_life(passed, held, port, environment))
    assert answers == [200, 200]


def _one_life(passed: str, held: socket.socket, port: int, environment: dict[str, str]) -> int:
    """The question is asked before anybody runs: it waits in the socket."""
    import urllib.request

    from tests.server.commands import ROOT
    from tests.server.running import SERVE

    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(
            lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/suc-khoe", timeout=PATIENCE).status
        )
        process = subprocess.Popen(
            ["bash", "-c", passed, "sh", *SERVE],
            cwd=ROOT,
            env=environment,
            pass_fds=[held.fileno()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            return int(asked.result(PATIENCE))
        finally:
            process.terminate()
            process.wait(PATIENCE)


@pytest.mark.parametrize("processes", [1, 2])
def test_a_log_that_was_moved_away_is_begun_anew(
    state: Path, built: Path, processes: int, tmp_path: Path
) -> None:
    log = tmp_path / "motcua.log"
    with running(state, built, processes, log_file=log) as served:
        served.get("/suc-khoe")
        assert '"/suc-khoe"' in log.read_text()
        log.rename(tmp_path / "motcua.log.1")
        served.get("/san-sang")
        until(log.exists)
        assert '"/san-sang"' in log.read_text() and "/suc-khoe" not in log.read_text()


def test_a_log_that_cannot_be_written_is_said_at_the_start(state: Path, built: Path, tmp_path: Path) -> None:
    run = motcua("serve", state=state, build=built, log_file=tmp_path / "no" / "motcua.log")
    assert run.returncode == 1 and "MOTCUA_LOG_FILE" in run.stderr
