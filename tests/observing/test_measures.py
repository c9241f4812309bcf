"""Measures by their standard names, added up over processes, and handed over in the formats that others read."""

from __future__ import annotations

import http.server
import io
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from functions.adapters.measures.cloudwatch import CloudWatchLines
from functions.adapters.measures.shared_file import SharedFile, prometheus, read
from functions.bootstrap import World
from functions.observing.instruments import (
    EFFECT,
    HTTP_REQUEST,
    INSTRUMENTS,
    OUTBOX_DEPTH,
    STORE_CALL,
    SUBMISSION,
)
from tests.entrypoints.browsing import Visitor
from tests.observing.test_trace import send
from tests.services.made import SLUG, typed

ROOT = Path(__file__).parents[2]


def measured(world: World) -> dict[str, Any]:
    """Series by name and the values of their attributes."""
    world.measures.flush()
    rows = read(world.settings.state / "measures.json")
    return {" ".join([row["name"], *row["attributes"].values()]): row for row in rows}


def test_what_happens_is_counted_where_it_happens(visitor: Visitor, world: World) -> None:
    send(visitor)
    send(visitor)
    refused = visitor.json(f"/nop/{SLUG}", {"answers": {}}, idempotency_key="00000001")
    assert refused.status == 422
    worker = world.worker("w")
    while worker.work():
        pass
    world.survey.look()
    found = measured(world)
    assert found["motcua.submission accepted"]["value"] == 2
    assert found["motcua.submission invalid refused"]["value"] == 1
    assert sum(found["http.server.request.duration POST 303 /ban-nhap/{token}/gui"]["buckets"]) == 2
    assert found["motcua.effect notify done"]["value"] == 6 and found["motcua.effect scan done"]["value"] == 2
    assert sum(found["motcua.notice.delay"]["buckets"]) == 4  # by e-mail and by text message
    assert sum(found["db.client.operation.duration outbox.complete"]["buckets"]) == 8
    assert found["motcua.outbox.depth pending"]["value"] == 0


def test_a_sending_that_comes_again_counts_once(visitor: Visitor, world: World) -> None:
    kept = visitor.post(f"/nop/{SLUG}", typed())
    token = kept.location.split("/")[2]
    for _click in range(2):
        visitor.post(f"/ban-nhap/{token}/gui")
    assert measured(world)["motcua.submission accepted"]["value"] == 1


def test_a_signature_and_a_failure_are_measured(visitor: Visitor, world: World) -> None:
    from functions.ports import Signatory

    with pytest.raises(Exception, match="not signed"):
        world.signer.sign(b"no PDF at all", Signatory("agency", "x", "Cơ quan"), "")
    assert measured(world)["motcua.signing.duration effect_failed"]["value"] > 0


def test_processes_that_measure_at_once_lose_nothing(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from functions.adapters.measures.shared_file import SharedFile\n"
        "from functions.observing.instruments import EFFECT, STORE_CALL\n"
        "one = SharedFile(Path(sys.argv[1]))\n"
        "for n in range(50):\n"
        "    one.count(EFFECT, kind='scan', outcome='done'); one.record(STORE_CALL, 0.02, operation='x'); one.flush()\n"
    )
    file = tmp_path / "measures.json"
    running = [subprocess.Popen([sys.executable, "-c", code, str(file)], cwd=ROOT) for _n in range(4)]
    assert [one.wait() for one in running] == [0] * 4
    rows = {row["name"]: row for row in read(file)}
    assert rows[EFFECT.name]["value"] == 200 and sum(rows[STORE_CALL.name]["buckets"]) == 200


def test_where_nothing_can_be_written_work_goes_on_and_what_was_measured_waits(tmp_path: Path) -> None:
    folder = tmp_path / "not yet"
    one = SharedFile(folder / "measures.json")
    one.count(EFFECT, kind="scan", outcome="done")
    one.flush()
    folder.mkdir()
    one.count(EFFECT, kind="scan", outcome="done")
    one.flush()
    assert read(folder / "measures.json")[0]["value"] == 2


def test_a_damaged_file_begins_anew(tmp_path: Path) -> None:
    file = tmp_path / "measures.json"
    file.write_text('[{"name": ')
    one = SharedFile(file)
    one.count(EFFECT, kind="scan", outcome="done")
    one.flush()
    assert [row["value"] for row in read(file)] == [1]


def test_prometheus_reads_counters_gauges_and_histograms(tmp_path: Path) -> None:
    one = SharedFile(tmp_path / "measures.json")
    one.count(SUBMISSION, outcome="accepted")
    one.gauge(OUTBOX_DEPTH, 3, state="dead")
    one.record(HTTP_REQUEST, 0.2, method="GET", route="/ho-so/{code}", status="200")
    one.flush()
    lines = prometheus(read(tmp_path / "measures.json")).splitlines()
    assert "# TYPE motcua_submission_total counter" in lines
    assert 'motcua_submission_total{motcua_outcome="accepted"} 1' in lines
    assert 'motcua_outbox_depth{motcua_outbox_state="dead"} 3' in lines
    labels = 'http_request_method="GET",http_response_status_code="200",http_route="/ho-so/{code}"'
    assert f'http_server_request_duration_seconds_bucket{{{labels},le="0.1"}} 0' in lines
    assert f'http_server_request_duration_seconds_bucket{{{labels},le="+Inf"}} 1' in lines
    assert f"http_server_request_duration_seconds_sum{{{labels}}} 0.2" in lines


def test_cloudwatch_gets_a_line_for_each_series_with_the_dimensions_that_are_paid_for() -> None:
    out = io.StringIO()
    one = CloudWatchLines(out)
    for seconds in (0.1, 0.3):
        one.record(HTTP_REQUEST, seconds, method="GET", route="/ho-so/{code}", status="200")
    one.count(EFFECT, kind="scan", outcome="dead")
    one.flush()
    one.flush()
    request, effect = map(json.loads, out.getvalue().splitlines())
    head = request["_aws"]["CloudWatchMetrics"][0]
    assert request[HTTP_REQUEST.name] == [0.1, 0.3] and request["http.route"] == "/ho-so/{code}"
    assert head["Dimensions"] == [[]] and head["Metrics"] == [{"Name": HTTP_REQUEST.name, "Unit": "Seconds"}]
    assert effect["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [
        ["motcua.outcome"],
        ["motcua.effect.kind", "motcua.outcome"],
    ]


class Collector(http.server.BaseHTTPRequestHandler):
    """What an OpenTelemetry collector does with a request: takes it, and decodes it by the standard."""

    got: list[bytes]

    def do_POST(self) -> None:
        self.got.append(self.path.encode() + b"\n" + self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def collector() -> Iterator[tuple[str, list[bytes]]]:
    got: list[bytes] = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("One", (Collector,), {"got": got}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", got
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_collector_gets_them_by_otlp(collector: tuple[str, list[bytes]]) -> None:
    from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

    from functions.adapters.measures.otlp import Otlp

    address, got = collector
    one = Otlp(address)
    one.count(SUBMISSION, outcome="accepted")
    one.record(HTTP_REQUEST, 0.2, method="GET", route="/ho-so", status="200")
    one.gauge(OUTBOX_DEPTH, 3, state="dead")
    one.flush()
    one._provider.shutdown()
    path, _newline, body = got[0].partition(b"\n")
    sent = ExportMetricsServiceRequest.FromString(body)
    metrics = {one.name: one for one in sent.resource_metrics[0].scope_metrics[0].metrics}
    resource = {one.key: one.value.string_value for one in sent.resource_metrics[0].resource.attributes}
    assert path == b"/v1/metrics" and resource["service.name"] == "motcua"
    assert metrics[SUBMISSION.name].sum.data_points[0].as_int == 1
    assert metrics[HTTP_REQUEST.name].histogram.data_points[0].count == 1
    assert metrics[OUTBOX_DEPTH.name].gauge.data_points[0].as_double == 3


def test_a_collector_that_is_away_stops_nothing() -> None:
    code = (
        "from functions.adapters.measures.otlp import Otlp\n"
        "from functions.observing.instruments import EFFECT\n"
        "one = Otlp('http://127.0.0.1:9'); one.count(EFFECT, kind='scan', outcome='done')\n"
        "one._provider.shutdown(timeout_millis=1000); print('done')"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.stdout == "done\n" and run.returncode == 0


def test_the_app_loads_no_opentelemetry() -> None:
    code = "import app, sys; print([one for one in sys.modules if one.startswith('opentelemetry')])"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


def test_every_instrument_has_a_name_of_its_own_and_says_what_it_is() -> None:
    assert len({one.name for one in INSTRUMENTS}) == len(INSTRUMENTS)
    for one in INSTRUMENTS:
        assert one.says and set().union(*one.cloud) <= set(one.attributes)
