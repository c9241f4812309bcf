"""Whole installations whose messages go out: to a real mail server, a real HTTP gateway, a stand-in for AWS."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from functions.adapters.aws.clients import Place
from tests.effects.conftest import OpenWith, built, clock, mail_server, open_with, world
from tests.messages.gateway_server import GatewayServer
from tests.moto_server import moto_server

__all__ = ["OpenWith", "built", "clock", "mail_server", "open_with", "world"]


@pytest.fixture
def gateway() -> Iterator[GatewayServer]:
    """A gateway that takes text messages over HTTP."""
    with GatewayServer() as running:
        yield running


@pytest.fixture(scope="session")
def aws() -> Iterator[str]:
    """The address of a stand-in for AWS."""
    with moto_server() as address:
        yield address


@pytest.fixture
def place(aws: str) -> Place:
    return Place("ap-southeast-1", aws, "test", "test")
