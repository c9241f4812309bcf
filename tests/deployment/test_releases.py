"""The portal in S3-compatible storage of one's own: uploaded beside, switched in one step, gone back from."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path

import boto3
import pytest
from botocore.config import Config

from functions.adapters.aws.clients import Place
from functions.adapters.aws.deployment.bucket import ReleaseBucket
from functions.adapters.aws.deployment.release import ASK_AGAIN, FOREVER, Release, gather
from functions.adapters.aws.deployment.releases import KEPT, Pointer, Releases, Shown
from functions.domain.errors import Conflict, Invalid, NotFound
from functions.entrypoints.gateway import Gateway
from tests.deployment.made import build

Portal = Callable[[dict[str, str]], Release]


@pytest.fixture
def bucket(cluster: Place) -> ReleaseBucket:
    made = ReleaseBucket(cluster, f"cong-{uuid.uuid4().hex[:12]}", strict=False)
    made.ensure()
    return made


@pytest.fixture
def releases(cluster: Place, bucket: ReleaseBucket) -> Releases:
    return Releases(cluster, bucket.name)


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    def made(pages: dict[str, str]) -> Release:
        place = tmp_path / uuid.uuid4().hex
        return gather({"": build(place, {"index.html": "chào"} | pages, {}) / "www"})

    return made


def show(releases: Releases, release: Release, at: str = "2026-03-02T05:00:00+00:00") -> Pointer:
    pointer = releases.pointer()
    releases.upload(release, pointer.now.release if pointer.now else "")
    return releases.switch(pointer.forward(Shown(release.id, "", "", at, {})))


def test_what_is_uploaded_is_seen_only_after_the_switch(releases: Releases, portal: Portal) -> None:
    show(releases, portal({"index.html": "một"}))
    new = portal({"index.html": "hai"})
    releases.upload(new)
    assert releases.page("/")[0].decode() == "một"
    releases.switch(releases.pointer().forward(Shown(new.id, "", "", "2026", {})))
    assert releases.page("/")[0].decode() == "hai"


def test_only_changed_files_travel(releases: Releases, portal: Portal) -> None:
    first, second = portal({"a.html": "a", "b.html": "b"}), portal({"a.html": "a", "b.html": "khác"})
    assert releases.upload(first) == len(first.files)
    assert releases.upload(second, first.id) == 1
    assert releases.upload(second, first.id) == 0
    show(releases, second)
    assert releases.page("/a.html")[0] == b"a"


def test_one_goes_back_and_may_go_back_further_and_then_forward_again(
    releases: Releases, portal: Portal
) -> None:
    for word in ("một", "hai", "ba"):
        show(releases, portal({"index.html": word}))
    releases.switch(releases.pointer().back())
    assert releases.page("/")[0].decode() == "hai"
    releases.switch(releases.pointer().back())
    assert releases.page("/")[0].decode() == "một"
    with pytest.raises(NotFound, match="no earlier release"):
        releases.pointer().back()
    show(releases, portal({"index.html": "bốn"}))
    assert [one.release for one in releases.pointer().history] == [
        portal({"index.html": word}).id for word in ("một", "bốn")
    ]


def test_an_upload_cut_off_is_no_release_and_is_begun_again(releases: Releases, portal: Portal) -> None:
    show(releases, portal({"index.html": "một"}))
    new = portal({"index.html": "hai", "x.html": "x"})
    lost = new.sources["x.html"]
    lost.rename(lost.with_suffix(".away"))
    with pytest.raises(OSError):
        releases.upload(new)
    assert releases.files(new.id) is None
    with pytest.raises(NotFound, match="not whole"):
        releases.switch(releases.pointer().forward(Shown(new.id, "", "", "2026", {})))
    assert releases.page("/")[0].decode() == "một"
    lost.with_suffix(".away").rename(lost)
    releases.upload(new)
    assert releases.files(new.id) is not None


def test_of_two_who_switch_at_once_one_is_told(releases: Releases, portal: Portal) -> None:
    first, second = portal({"index.html": "một"}), portal({"index.html": "hai"})
    show(releases, first)
    releases.upload(second)
    seen = releases.pointer()
    releases.switch(seen.forward(Shown(second.id, "", "", "2026", {})))
    with pytest.raises(Conflict):
        releases.switch(seen.forward(Shown(first.id, "", "", "2027", {})))


def test_files_carry_the_headers_that_a_slow_line_wants(
    releases: Releases, portal: Portal, cluster: Place
) -> None:
    pages = {
        "theme/x.woff2": "w",
        "tim/0123456789abcdef.json": "{}",
        "tim/index.json": "{}",
        "lich/nghi.ics": "i",
    }
    show(releases, portal(pages))
    now = releases.pointer().now
    assert now is not None
    s3 = boto3.client(
        "s3",
        endpoint_url=cluster.endpoint,
        region_name=cluster.region,
        aws_access_key_id=cluster.access_key,
        aws_secret_access_key=cluster.secret_key,
        config=Config(s3={"addressing_style": "path"}),
    )
    seen = {}
    for path in ("index.html", *pages):
        head = s3.head_object(Bucket=releases.bucket, Key=f"portal/releases/{now.release}/{path}")
        seen[path] = (head["ContentType"], head["CacheControl"])
    assert seen == {
        "index.html": ("text/html; charset=utf-8", ASK_AGAIN),
        "theme/x.woff2": ("font/woff2", FOREVER),
        "tim/0123456789abcdef.json": ("application/json; charset=utf-8", FOREVER),
        "tim/index.json": ("application/json; charset=utf-8", ASK_AGAIN),
        "lich/nghi.ics": ("text/calendar; charset=utf-8", ASK_AGAIN),
    }
    assert "immutable" in FOREVER and "max-age=0" in ASK_AGAIN


class _NoFunctions:
    routes: dict[str, object] = {}  # noqa: RUF012 - as Chalice has it
    api = None


def test_web_servers_pull_what_is_shown_and_serve_it(
    releases: Releases, portal: Portal, tmp_path: Path
) -> None:
    disk = tmp_path / "srv"
    show(releases, portal({"index.html": "một", "thu-tuc/x/index.html": "thủ tục"}))
    releases.pull(disk)
    first = (disk / "current").resolve()
    show(releases, portal({"index.html": "hai"}))
    releases.pull(disk)
    assert (disk / "current").resolve() != first and first.is_dir()
    assert _served(disk / "current", "/") == "hai"
    releases.switch(releases.pointer().back())
    releases.pull(disk)
    assert _served(disk / "current", "/thu-tuc/x/") == "thủ tục"


def _served(folder: Path, path: str) -> str:
    environ = {"PATH_INFO": path, "REQUEST_METHOD": "GET", "QUERY_STRING": ""}
    status: list[str] = []
    body = Gateway(_NoFunctions(), folder, 1000)(environ, lambda line, _headers: status.append(line))
    assert status == ["200 OK"]
    return b"".join(body).decode()


def test_a_file_that_was_changed_in_the_bucket_is_never_pulled(
    releases: Releases, portal: Portal, tmp_path: Path
) -> None:
    release = portal({"index.html": "thật"})
    show(releases, release)
    releases._client.put_object(
        Bucket=releases.bucket, Key=f"portal/releases/{release.id}/index.html", Body=b"forged"
    )
    with pytest.raises(Invalid, match="not what was uploaded"):
        releases.pull(tmp_path / "srv")
    assert not (tmp_path / "srv/current").exists()


def test_old_releases_go_when_nobody_can_go_back_to_them(releases: Releases, portal: Portal) -> None:
    made = [portal({"index.html": f"bản {number}"}) for number in range(KEPT + 2)]
    for release in made:
        show(releases, release)
    assert releases.prune() == 2
    assert [releases.files(one.id) is None for one in made[:3]] == [True, True, False]
    assert releases.page("/")[0].decode() == f"bản {KEPT + 1}"


def test_a_release_is_named_by_all_that_it_holds(tmp_path: Path) -> None:
    place = build(tmp_path, {"index.html": "một"}, {})
    same = tmp_path / "copy"
    shutil.copytree(place / "www", same)
    assert gather({"": place / "www"}).id == gather({"": same}).id
    (same / "index.html").write_text("hai")
    assert gather({"": place / "www"}).id != gather({"": same}).id
    assert "huong-dan/index.html" in gather({"": place / "www", "huong-dan": same}).files


def test_a_file_that_a_function_would_hide_stops_the_deployment(tmp_path: Path) -> None:
    place = build(tmp_path, {"index.html": "", "nop/x.html": "", "tim/index.json": "{}"}, {})
    with pytest.raises(Invalid) as refused:
        gather({"": place / "www"}, ["/nop/*", "/tim"])
    assert [fault.where for fault in refused.value.faults] == ["nop/x.html"]
    with pytest.raises(Invalid, match="motcua build"):
        gather({"": tmp_path / "none"})


def test_a_pointer_is_readable_by_people(releases: Releases, portal: Portal) -> None:
    show(releases, portal({"index.html": "một"}))
    body = releases._client.get_object(Bucket=releases.bucket, Key="portal/current.json")["Body"].read()
    assert set(json.loads(body)) == {"history", "position"}
