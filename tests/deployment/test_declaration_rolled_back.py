"""A declaration goes live, cases begin on it, and it is taken back: they go on as they began."""

from __future__ import annotations

import json
import shutil
import uuid
from datetime import date
from pathlib import Path

import pytest

from functions import bootstrap
from functions.adapters.aws.clients import Place
from functions.adapters.aws.deployment.bucket import ReleaseBucket
from functions.adapters.aws.deployment.deployment import Deployment, Wanted
from functions.adapters.aws.deployment.release import gather
from functions.adapters.aws.deployment.releases import Releases
from functions.bootstrap import World
from functions.domain.errors import NotFound
from publisher.build import build
from tests.entrypoints.conftest import built as built
from tests.entrypoints.conftest import clock as clock
from tests.entrypoints.conftest import world as world
from tests.services.conftest import ROOT
from tests.services.made import SLUG, paper, typed

QUESTION = "      - {id: nguoi_gioi_thieu, kind: text, required: false, label: Ai giới thiệu bạn?, purpose: Thống kê}\n"


def changed(content: Path, output: Path) -> Path:
    """A build with one more question in the procedure."""
    shutil.copytree(ROOT / "content", content)
    (file,) = content.glob(f"procedures/*/{SLUG}.md")
    front, _bar, rest = file.read_text(encoding="utf-8").partition("\nexamples:")
    guidance = rest.partition("\n---\n")[2]
    front = front.replace("      - {id: von,", QUESTION + "      - {id: von,")
    file.write_text(f"{front}\n---\n{guidance}", encoding="utf-8")
    build(content, output, ROOT / "pelicanconf.py", date(2026, 6, 9))
    return output


def deployed(there: Deployment, folder: Path) -> dict[str, str]:
    services = json.loads((folder / "catalogue.json").read_text(encoding="utf-8"))["services"]
    wanted = Wanted(gather({"": folder / "www"}), services)
    there.execute(wanted, "2026-06-09T00:00:00+00:00", lose=False)
    return dict(services)


def opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """The functions as they start with the catalogue of a release."""
    bootstrap.world().close()
    monkeypatch.setenv("MOTCUA_BUILD", str(folder))
    bootstrap.world.cache_clear()
    return bootstrap.world()


def drafted(world: World) -> str:
    """A form filled in and not yet sent: its token."""
    form = typed(**{"chu_ho.ai_dang_ky": "gia_dinh"})
    papers = [paper("uy_quyen_chu_ho", "ủy quyền.pdf")]
    return world.submissions.save(SLUG, "", form, papers).draft.token


def sent(world: World, token: str = "") -> str:
    return world.submissions.send(token or drafted(world)).code


def test_cases_of_the_declaration_that_was_taken_back_go_on(
    world: World, cluster: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = ReleaseBucket(cluster, f"quay-{uuid.uuid4().hex[:8]}", strict=False)
    there = Deployment(bucket, Releases(cluster, bucket.name), None)
    before = world.settings.build
    old = deployed(there, before)[SLUG]
    after = changed(tmp_path / "content", tmp_path / "build")
    new = deployed(there, after)[SLUG]
    assert old != new

    here = opened(after, monkeypatch)
    code = sent(here)
    begun = drafted(here)
    left, shown = there.back()
    assert left is not None and (left.services[SLUG], shown.services[SLUG]) == (new, old)

    here = opened(before, monkeypatch)
    assert here.catalogue.current(SLUG)[0] == old
    with pytest.raises(NotFound):
        here.catalogue.version("0" * 64)
    case_id = here.store.cases.case_id_of(f"code:{code}")
    assert case_id is not None
    case = here.store.cases.projection(case_id)
    assert case is not None and case.version == new
    declaration = here.catalogue.version(new)
    assert "nguoi_gioi_thieu" in declaration.model_dump_json()
    assert here.cases.load(case_id).service == declaration
    here.worker("one").work()
    fresh = here.store.cases.projection(here.store.cases.case_id_of(f"code:{sent(here)}") or "")
    assert fresh is not None and fresh.version == old
    moved = here.store.cases.projection(here.store.cases.case_id_of(f"code:{sent(here, begun)}") or "")
    assert moved is not None and moved.version == old  # what was typed is kept, under what is in force
