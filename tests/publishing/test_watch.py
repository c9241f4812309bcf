"""A watch publishes each change by itself, tells of faults and goes on, and the server takes up what is new."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from functions.adapters.catalogue import BuiltCatalogue
from functions.adapters.sqlite import SqliteStore
from publisher.build import build
from tests.publishing.conftest import DAY, ROOT, TEN_LINES

MOTCUA = [sys.executable, "-c", "from functions.entrypoints.cli import main; main()"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder to stand in: content, theme and settings where the commands look for them."""
    shutil.copytree(ROOT / "content" / "reference", tmp_path / "content" / "reference")
    shutil.copytree(ROOT / "themes", tmp_path / "themes", ignore=shutil.ignore_patterns("*.woff2"))
    shutil.copyfile(ROOT / "pelicanconf.py", tmp_path / "pelicanconf.py")
    page = tmp_path / "content" / "procedures" / "ho-tich" / "thu.md"
    page.parent.mkdir(parents=True)
    page.write_text(TEN_LINES, encoding="utf-8")
    return tmp_path


@contextmanager
def running(project: Path, *arguments: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """A command in ``project``, and everything that it started, until the block ends."""
    env = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}", "PYTHONUNBUFFERED": "1", **settings}
    with (project / "log").open("w") as log:
        process = subprocess.Popen(
            [*MOTCUA, *arguments], cwd=project, env=env, text=True, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(30)


def until(holds: Callable[[], bool], project: Path) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError((project / "log").read_text())


def test_a_change_is_published_by_itself_and_a_fault_is_told_and_changes_nothing(project: Path) -> None:
    source, page = project / "content/procedures/ho-tich/thu.md", project / "build/www/thu-tuc/thu/index.html"
    log = project / "log"
    with running(project, "build", "--watch") as process:
        until(lambda: "đang chờ tệp đổi" in log.read_text(), project)
        source.write_text(TEN_LINES + "\nThêm một câu.\n", encoding="utf-8")
        until(lambda: "Thêm một câu" in page.read_text(encoding="utf-8"), project)
        before = page.read_bytes()
        source.write_text(TEN_LINES.replace("ubnd_xa", "khong_co"), encoding="utf-8")
        until(lambda: "thu.md:5: lỗi: authority" in log.read_text(), project)
        assert page.read_bytes() == before
        template = project / "themes/civic/templates/procedure.html"
        template.write_text(
            template.read_text(encoding="utf-8").replace("<h1", "<h1 data-moi"), encoding="utf-8"
        )
        source.write_text(TEN_LINES, encoding="utf-8")
        until(lambda: "<h1 data-moi" in page.read_text(encoding="utf-8"), project)
        assert "Thêm một câu" not in page.read_text(encoding="utf-8")
    assert process.returncode == 0


def _fetch(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own server
            return str(answer.read().decode())
    except OSError:
        return ""


def test_serving_with_a_watch_shows_a_change_without_a_restart_and_ends_what_it_started(
    project: Path,
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/thu-tuc/thu/"
    with running(project, "serve", "--watch", MOTCUA_PORT=str(port), MOTCUA_STATE="var") as process:
        until(lambda: "Dùng khi bạn cần" in _fetch(address), project)
        until(lambda: "đang chờ tệp đổi" in (project / "log").read_text(), project)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        source = project / "content/procedures/ho-tich/thu.md"
        source.write_text(TEN_LINES.replace("3 working_days", "2 working_days"), encoding="utf-8")
        until(lambda: "2 ngày làm việc" in _fetch(address), project)
    assert children and not any(Path(f"/proc/{child}").exists() for child in children)


def test_a_catalogue_published_later_counts_at_the_next_look_up(project: Path) -> None:
    settings, output = project / "pelicanconf.py", project / "build"
    theme = f"THEME = {str(ROOT / 'themes/civic')!r}\n"
    settings.write_text(settings.read_text(encoding="utf-8") + theme, encoding="utf-8")
    build(project / "content", output, settings, DAY)
    store = SqliteStore(project / "x.sqlite3")
    catalogue = BuiltCatalogue(output, store.versions)
    first, service = catalogue.current("thu")
    source = project / "content/procedures/ho-tich/thu.md"
    source.write_text(TEN_LINES.replace("title: Cấp", "title: Xin cấp"), encoding="utf-8")
    build(project / "content", output, settings, DAY)
    second, changed = catalogue.current("thu")
    assert first != second and changed.title == f"Xin c{service.title[1:]}"
    assert catalogue.version(first).title == service.title
    (output / "catalogue.json").write_text("{", encoding="utf-8")
    assert catalogue.current("thu")[0] == second
    store.close()
