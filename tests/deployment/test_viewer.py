"""Behind the CDN each visitor has a limit of their own; elsewhere nobody can choose the address they count by."""

from __future__ import annotations

from typing import Any

import pytest
from chalice.app import Request

from functions import bootstrap
from functions.bootstrap import World
from functions.entrypoints.http import address
from tests.deployment.made import whole
from tests.entrypoints.conftest import built as built
from tests.entrypoints.conftest import clock as clock
from tests.entrypoints.conftest import world as world


def request(**headers: str) -> Request:
    event: dict[str, Any] = {
        "requestContext": {
            "identity": {"sourceIp": "192.0.2.1"},
            "httpMethod": "GET",
            "resourcePath": "/tim",
        },
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "multiValueQueryStringParameters": None,
        "pathParameters": {},
        "stageVariables": {},
        "body": None,
        "isBase64Encoded": False,
    }
    return Request(event)


def test_the_cdn_tells_who_calls(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    function = whole()["Resources"]["ApiFunction"]["Properties"]
    header = function["Environment"]["Variables"]["MOTCUA_VIEWER_HEADER"]
    monkeypatch.setenv("MOTCUA_VIEWER_HEADER", header)
    bootstrap.world.cache_clear()
    assert address(request(**{header: "198.51.100.7"})) == "198.51.100.7"
    assert address(request()) == "192.0.2.1"


def test_without_a_cdn_nobody_is_believed(world: World) -> None:
    assert address(request(**{"x-motcua-viewer": "198.51.100.7"})) == "192.0.2.1"
