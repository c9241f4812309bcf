"""What an operator installs round the portal: units that systemd takes, and an nginx that stands by itself."""

from __future__ import annotations

import configparser
import gzip
import http.client
import json
import os
import re
import shutil
import signal
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from functions.entrypoints.doors import DOORS
from functions.entrypoints.frame import SECURITY_HEADERS
from tests.effects.serving import PATIENCE, until
from tests.server.commands import motcua
from tests.server.conftest import Send
from tests.server.running import Running, free_port, running
from tests.services.made import SLUG

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"


@pytest.fixture
def units(tmp_path: Path, built: Path) -> Path:
    folder = tmp_path / "units"
    run = motcua(
        "units", str(folder), state=tmp_path / "var", build=built, public_url="https://dvc.example.vn"
    )
    assert run.returncode == 0, run.stderr
    return folder


def test_systemd_finds_nothing_to_say_about_any_unit(units: Path) -> None:
    files = sorted(path for path in units.iterdir() if path.suffix in (".service", ".timer", ".socket"))
    assert len(files) >= 10
    run = subprocess.run(["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")


def test_every_service_is_closed_up(units: Path) -> None:
    for service in units.glob("*.service"):
        run = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--threshold=30", service],
            capture_output=True,
            text=True,
        )
        assert run.returncode == 0, run.stdout[-300:]


def test_every_command_of_a_unit_is_one_of_ours_and_every_timer_has_its_service(units: Path) -> None:
    for service in units.glob("*.service"):
        (command,) = re.findall(r"^ExecStart=(\S+) (\w+)", service.read_text(), re.M)
        assert os.access(command[0], os.X_OK)
        assert motcua(command[1], "--help").returncode == 0
    for timer in units.glob("*.timer"):
        assert timer.with_suffix(".service").exists()
        parsed = configparser.ConfigParser(strict=False)
        parsed.optionxform = str  # type: ignore[assignment,method-assign]
        parsed.read(timer)
        when = parsed["Timer"]["OnCalendar"]
        assert subprocess.run(["systemd-analyze", "calendar", when], capture_output=True).returncode == 0


def test_the_settings_in_the_files_are_settings(units: Path, built: Path) -> None:
    from functions.settings import load

    lines = [line for line in (units / "motcua.env").read_text().splitlines() if line and line[0] != "#"]
    settings = load(dict(line.split("=", 1) for line in lines))
    assert settings.build == built and settings.processes >= 2 and settings.proxy == "127.0.0.1"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Front:
    """nginx before a portal, and the portal itself."""

    https: int
    http: int
    folder: Path
    portal: Running

    def ask(
        self, path: str, method: str = "GET", body: bytes = b"", source: str = "127.0.0.1", **headers: str
    ) -> Answer:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        line = http.client.HTTPSConnection(
            "127.0.0.1", self.https, timeout=PATIENCE, context=context, source_address=(source, 0)
        )
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        line.request(method, path, body or None, {"Host": "dvc.example.vn", **named})
        answer = line.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        made = Answer(answer.status, found, answer.read())
        line.close()
        return made

    def logged(self) -> str:
        return "".join(path.read_text() for path in sorted((self.folder / "logs").iterdir()))


@pytest.fixture(scope="module")
def front(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    home = tmp_path_factory.mktemp("front")
    settings = {"proxy": "127.0.0.1", "public_url": "https://dvc.example.vn", "lookups_per_minute": 3}
    with running(home / "var", built, 2, **settings) as portal:
        https, plain = free_port(), free_port()
        _write(home, built, portal, https, plain)
        checked = subprocess.run(_nginx(home, "-t"), capture_output=True, text=True)
        assert checked.returncode == 0, checked.stderr
        process = subprocess.Popen(_nginx(home))
        made = Front(https, plain, home, portal)
        try:
            until(lambda: _answers(made))
            yield made
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _write(home: Path, built: Path, portal: Running, https: int, plain: int) -> None:
    (home / "logs").mkdir()
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
            ),
            *(
                "-days",
                "2",
                "-subj",
                "/CN=dvc.example.vn",
                "-keyout",
                home / "tls.key",
                "-out",
                home / "tls.crt",
            ),
        ],
        check=True,
        capture_output=True,
    )
    options = {
        "certificate": home / "tls.crt",
        "certificate-key": home / "tls.key",
        "http": plain,
        "https": https,
        "nginx-logs": home / "logs",
    }
    run = motcua(
        "units",
        str(home / "units"),
        "--no-ipv6",  # not every machine has it
        *(word for name, value in options.items() for word in (f"--{name}", str(value))),
        state=home / "var",
        build=built,
        port=portal.port,
        public_url="https://dvc.example.vn",
        max_body_mb=1,
    )
    assert run.returncode == 0, run.stderr
    kept = "".join(
        f"{name}_temp_path {home}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "scgi", "uwsgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    (home / "nginx.conf").write_text(
        f"{user} daemon off; pid {home}/nginx.pid; error_log {home}/logs/start.log crit; events {{ }}\n"
        f"http {{ include /etc/nginx/mime.types; default_type application/octet-stream;\n{kept}"
        f"include {home}/units/nginx.conf; }}\n"
    )


def _nginx(home: Path, *more: str) -> list[str]:
    return [NGINX, "-c", str(home / "nginx.conf"), "-e", str(home / "logs" / "start.log"), *more]


def _answers(front: Front) -> bool:
    try:
        return front.ask("/").status == 200
    except OSError:
        return False


def test_pages_come_from_the_disk_with_the_headers_of_the_portal(front: Front) -> None:
    import urllib.request

    for path in ("/", "/thu-tuc/", f"/thu-tuc/{SLUG}/nop/", "/theme/css/base.css"):
        answer = front.ask(path)
        with urllib.request.urlopen(front.portal.address + path) as direct:  # noqa: S310
            assert answer.body == direct.read()
            assert answer.headers["cache-control"] == direct.headers["Cache-Control"]
        for name, value in SECURITY_HEADERS:
            assert answer.headers[name.lower()] == value, path
        assert "max-age" in answer.headers["strict-transport-security"]


def test_pages_travel_compressed_and_are_not_sent_again_while_unchanged(front: Front) -> None:
    packed = front.ask("/", Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == front.ask("/").body
    again = front.ask("/", If_None_Match=packed.headers["etag"])
    assert (again.status, again.body) == (304, b"")


def test_fonts_are_kept_for_good(front: Front, built: Path) -> None:
    font = next((built / "www").rglob("*.woff2")).relative_to(built / "www").as_posix()
    answer = front.ask(f"/{font}")
    assert "immutable" in answer.headers["cache-control"] and answer.headers["content-type"] == "font/woff2"


def test_what_is_not_there_gets_the_portals_own_page(front: Front, built: Path) -> None:
    answer = front.ask("/khong-co-trang-nay/")
    assert answer.status == 404 and answer.body == (built / "www" / "404.html").read_bytes()


def test_plain_http_leads_to_https(front: Front) -> None:
    line = http.client.HTTPConnection("127.0.0.1", front.http, timeout=PATIENCE)
    line.request("GET", "/thu-tuc/?a=1", headers={"Host": "dvc.example.vn"})
    answer = line.getresponse()
    assert answer.status == 301
    assert answer.headers["Location"] == f"https://dvc.example.vn:{front.https}/thu-tuc/?a=1"
    line.close()


def test_functions_answer_behind_it_with_each_header_once_and_uncompressed(front: Front) -> None:
    answer = front.ask("/kiem-tra-chu-ky", Accept_Encoding="gzip")
    assert answer.status == 200 and "content-encoding" not in answer.headers
    assert answer.headers["content-security-policy"] == dict(SECURITY_HEADERS)["Content-Security-Policy"]
    assert front.ask("/san-sang").status == 200


@pytest.mark.parametrize("door", sorted(DOORS))
def test_every_door_leads_to_the_functions(front: Front, door: str) -> None:
    assert front.ask(f"/{door}/khong-co?a=1", source="127.0.0.9").status in (200, 303, 404, 405)
    until(lambda: f" GET {door} " in front.logged())


def test_limits_count_citizens_and_not_the_web_server_and_nobody_can_pass_for_another(front: Front) -> None:
    asked = [
        front.ask("/ho-so/H48.99-260101-0001", source="127.0.0.2", X_Forwarded_For=f"10.0.0.{number}").status
        for number in range(6)
    ]
    assert asked[-1] == 429 and asked[0] == 404
    assert front.ask("/ho-so/H48.99-260101-0001", source="127.0.0.3").status == 404


def test_what_is_too_large_is_refused_in_words(front: Front) -> None:
    try:
        answer = front.ask("/nop/" + SLUG, "POST", b"x" * 5 * 2**20)
    except (BrokenPipeError, ConnectionResetError):
        return  # cut off while it still sent, as HTTP allows
    assert answer.status == 413 and "quá lớn" in answer.text


def test_with_the_functions_gone_pages_stay_and_the_rest_says_so_and_nothing_private_is_logged(
    front: Front, send: Send
) -> None:
    secret = "/ho-so/H48.99-260101-0042/bi-mat-cua-toi"
    front.ask(secret, source="127.0.0.4")
    pids = front.portal.pids()
    front.portal.process.send_signal(signal.SIGSTOP)  # nobody starts them again for now
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    front.portal.process.send_signal(signal.SIGKILL)
    front.portal.process.wait()
    for path in ("/", "/thu-tuc/", f"/thu-tuc/{SLUG}/nop/", "/theme/css/base.css"):
        assert front.ask(path).status == 200
    page = front.ask(secret, source="127.0.0.4")
    assert page.status == 503 and "không bị tính hai lần" in page.text and page.headers["retry-after"]
    assert page.headers["cache-control"] == "no-store" and page.headers["content-type"].startswith(
        "text/html"
    )
    for name, value in SECURITY_HEADERS:
        assert page.headers[name.lower()] == value
    machine = front.ask("/nop/" + SLUG, "POST", b"{}", Accept="application/json", source="127.0.0.5")
    assert machine.status == 503 and machine.headers["content-type"].startswith("application/problem+json")
    assert json.loads(machine.body)["status"] == 503
    logged = front.logged()
    assert " 503 GET ho-so " in logged and "bi-mat" not in logged and "0042" not in logged
    assert "127.0.0.4" not in logged
