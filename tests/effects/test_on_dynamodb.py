"""The same services on another store: a case from its sending to its erasure, with every list made anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from functions.adapters.aws.dynamodb import keys
from functions.adapters.aws.dynamodb.store import DynamodbStore
from functions.bootstrap import World, chosen
from functions.services.rebuild import Rebuilding
from functions.settings import Settings
from tests.effects.conftest import OpenWith
from tests.effects.made import go, issued, mails, send, work
from tests.moto_server import moto_server
from tests.services.made import SLUG, officer, paper, typed


@pytest.fixture
def there(open_with: OpenWith) -> Iterator[World]:
    with moto_server() as address:
        where = {"store": "dynamodb", "dynamodb_endpoint": address, "aws_access_key": "test"}
        settings = {**where, "aws_secret_key": "test"}
        table = chosen.store(Settings(**settings))
        assert isinstance(table, DynamodbStore)
        table.create_table()
        yield open_with(**settings)


def test_a_case_is_sent_followed_decided_rebuilt_and_erased(there: World) -> None:
    sent = send(there, paper("giay_de_nghi"))
    work(there)
    assert there.tracking.glimpse(sent.code, "10.0.0.1").code == sent.code
    (waiting,) = there.casework.inbox(officer(there, "reception")).rows
    assert (waiting.projection.code, waiting.applicant) == (sent.code, "Nguyễn Thị Thu Hà")
    for transition in ("receive", "transfer", "propose", "approve", "publish"):
        go(there, sent, transition)
        work(there)
    assert len(issued(there, sent)) >= 2 and mails(there)
    assert dict(there.store.outbox.counts()) == {"pending": 0, "claimed": 0, "dead": 0}
    (ended,) = there.casework.inbox(officer(there, "reception")).rows
    assert (ended.projection.code, ended.projection.due) == (sent.code, None)
    assert there.casework.inbox(officer(there, "leader")).rows == ()
    _rebuilt(there, sent.case_id)
    assert there.erasure.erase(sent.case_id, "Điều 14 Luật 91/2025/QH15")
    assert there.cases.load(sent.case_id).state.erased
    assert there.store.cases.wrapped_key(sent.case_id) is None


def test_a_form_sent_twice_is_one_case_and_its_draft_is_gone(there: World) -> None:
    draft = there.submissions.save(SLUG, "", typed(), []).draft
    first, again = (there.submissions.send(draft.token) for _time in range(2))
    assert first.code == again.code and there.store.cases.all_case_ids() == [first.case_id]
    assert there.store.drafts.get(draft.id) is None
    assert there.housekeeping.tidy().failed == 0


def _rebuilt(there: World, case_id: str) -> None:
    """The list of a case is lost, and comes again from its events alone."""
    rebuilding, known = Rebuilding(there.cases), there.store.cases.projection(case_id)
    table = chosen.store(there.settings)
    assert isinstance(table, DynamodbStore) and table.table.delete(keys.projection(case_id))
    assert there.store.cases.projection(case_id) is None
    assert rebuilding.rebuild(case_id) is None and rebuilding.audit(case_id) == []
    anew = there.store.cases.projection(case_id)
    assert known and anew and replace(anew, sealed=known.sealed) == known
    assert there.cases.applicant(anew) == "Nguyễn Thị Thu Hà"
