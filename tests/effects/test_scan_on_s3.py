"""Scanning with a real scanner where files lie on a real S3 server: verdicts move objects between buckets."""

from __future__ import annotations

import pytest

from functions.bootstrap import World
from functions.domain.errors import Conflict
from tests.effects.conftest import OpenWith
from tests.effects.made import EICAR, events, send, work
from tests.object_store import ObjectStore
from tests.services.made import PDF, officer, paper
from tests.storages import settings_on


@pytest.fixture
def scanning(open_with: OpenWith, s3: ObjectStore, clamd: int) -> World:
    return open_with(**settings_on(s3), clamd_host="127.0.0.1", clamd_port=clamd)


def test_a_clean_file_moves_to_its_bucket_and_opens(scanning: World) -> None:
    sent = send(scanning, paper("giay_de_nghi"))
    work(scanning)
    desk = officer(scanning, "reception")
    (file,) = scanning.casework.open(desk, sent.code).state.files
    assert file.state == "clean" and scanning.casework.file(desk, sent.code, file.id)[-1] == PDF
    assert not scanning.blobs.exists(file.id, "quarantine")


def test_an_infected_file_stays_in_quarantine_and_shut(scanning: World) -> None:
    sent = send(scanning, paper("giay_de_nghi", data=PDF + EICAR))
    work(scanning)
    desk = officer(scanning, "reception")
    (file,) = scanning.casework.open(desk, sent.code).state.files
    assert file.state == "infected" and scanning.blobs.exists(file.id, "quarantine")
    assert not scanning.blobs.exists(file.id, "clean")
    with pytest.raises(Conflict, match="mã độc"):
        scanning.casework.file(desk, sent.code, file.id)


def test_an_attempt_cut_off_after_the_object_moved_ends_well(scanning: World) -> None:
    sent = send(scanning, paper("giay_de_nghi"))
    (file,) = scanning.tracking.full(sent.code, sent.token).state.files
    scanning.blobs.move(file.id, "quarantine", "clean")
    work(scanning)
    assert [one["state"] for one in events(scanning, sent.case_id, "file_checked")] == ["clean"]


def test_erasing_a_person_takes_their_objects_along(scanning: World) -> None:
    sent = send(scanning, paper("giay_de_nghi"))
    work(scanning)
    (file,) = scanning.tracking.full(sent.code, sent.token).state.files
    assert scanning.erasure.erase(sent.case_id, "Đề nghị số 1")
    assert not any(scanning.blobs.exists(file.id, area) for area in ("quarantine", "clean", "documents"))
