"""What every test may rely on: with ``--no-skips`` no test is left out unseen."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.object_store import ObjectStore


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--no-skips",
        action="store_true",
        help="A skipped test counts as failed, and says why it was skipped.",
    )
    parser.addoption("--data", default="../shared/data", help="Folder with the national records.")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--no-skips"):
        config.pluginmanager.register(NoSkips(), "motcua-no-skips")


class NoSkips:
    """Turns skips into failures: on a machine that checks, a missing program is a fault."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if report.skipped and not hasattr(report, "wasxfail"):
            self._fail(report)
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self._fail(report)

    @staticmethod
    def _fail(report: pytest.TestReport | pytest.CollectReport) -> None:
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, and --no-skips allows none: {report.longrepr}"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, driven by playwright; its own browsers are never downloaded."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def s3() -> Iterator[ObjectStore]:
    """A real S3 server, one for all tests of a process; started when the first one asks."""
    from tests.object_store import object_store

    with object_store() as running:
        yield running
