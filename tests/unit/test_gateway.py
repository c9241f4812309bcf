"""The embedded server calls the app as API Gateway would, and serves the portal's files safely."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chalice.app import Chalice, Response

from functions.entrypoints.gateway import Gateway

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    portal = tmp_path / "www"
    (portal / "thu-tuc").mkdir(parents=True)
    (portal / "thu-tuc/index.html").write_text("<h1>Thủ tục</h1>", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret")
    yield Gateway(sample(), portal, max_body=1000)


def sample() -> Chalice:
    app = Chalice(app_name="sample")
    app.api.binary_types = [FORM]

    @app.route("/ho-so/{code}", methods=["GET"])
    def show(code: str) -> dict[str, Any]:
        query = app.current_request.query_params
        return {"code": code, "query": dict(query or {})}

    @app.route("/ho-so/{code}", methods=["POST"], content_types=[FORM])
    def change(code: str) -> Response:
        return Response(app.current_request.raw_body, headers={"Content-Type": "text/plain"})

    @app.route("/cham/{name}", methods=["GET"])
    def slow(name: str) -> dict[str, str]:
        barrier.wait(timeout=20)
        return {"asked": name, "seen": app.current_request.uri_params["name"]}

    return app


barrier = threading.Barrier(4)


def call(
    gateway: Gateway, method: str, path: str, body: bytes = b"", query: str = ""
) -> tuple[int, Any, bytes]:
    seen: list[Any] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": FORM if body else "",
        "wsgi.input": io.BytesIO(body),
    }
    parts = gateway(environ, lambda status, headers: seen.extend([int(status[:3]), dict(headers)]))
    return seen[0], seen[1], b"".join(parts)


def test_a_path_parameter_and_a_query_reach_the_view(gateway: Gateway) -> None:
    status, _headers, body = call(gateway, "GET", "/ho-so/H48-1", query="a=1")
    assert status == 200 and json.loads(body) == {"code": "H48-1", "query": {"a": "1"}}


def test_a_posted_body_arrives_byte_for_byte(gateway: Gateway) -> None:
    assert call(gateway, "POST", "/ho-so/x", b"ten=%C3%A1\xff")[2] == b"ten=%C3%A1\xff"


def test_a_body_over_the_limit_is_refused_unread(gateway: Gateway) -> None:
    status, _headers, body = call(gateway, "POST", "/ho-so/x", b"a" * 1001)
    assert status == 413 and "quá lớn" in body.decode()


def test_threads_do_not_see_each_others_requests(gateway: Gateway) -> None:
    answers: list[dict[str, str]] = []
    runs = [
        threading.Thread(target=lambda n=n: answers.append(json.loads(call(gateway, "GET", f"/cham/{n}")[2])))
        for n in "abcd"
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert sorted(answer["seen"] for answer in answers) == list("abcd")
    assert all(answer["asked"] == answer["seen"] for answer in answers)


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/thu-tuc/../../secret.txt", "//etc/passwd"]
)
def test_no_path_leads_out_of_the_portal(gateway: Gateway, path: str) -> None:
    status, _headers, body = call(gateway, "GET", path)
    assert status == 404 and b"secret" not in body


def test_a_folder_answers_with_its_index_and_safe_headers(gateway: Gateway) -> None:
    assert call(gateway, "GET", "/thu-tuc")[0] == 301
    status, headers, body = call(gateway, "GET", "/thu-tuc/")
    assert status == 200 and "Thủ tục" in body.decode()
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_head_has_the_length_and_no_body(gateway: Gateway) -> None:
    _status, headers, body = call(gateway, "HEAD", "/thu-tuc/")
    assert body == b"" and int(headers["Content-Length"]) > 0


def test_another_method_is_refused(gateway: Gateway) -> None:
    assert call(gateway, "POST", "/thu-tuc/", b"x=1")[0] == 404
    assert call(gateway, "DELETE", "/ho-so/x")[0] == 405
