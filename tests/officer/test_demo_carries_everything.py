"""The demo's officers carry every online service from its form to its end, as the examples of its file tell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from functions.adapters.clock import SetClock
from functions.bootstrap import World, open_world
from functions.domain.compile import compile_data
from functions.domain.declaration import ChannelKind, Example, Move, Procedure, Reference
from functions.domain.engine import move as decide
from functions.domain.engine import office_of, supplement
from functions.domain.errors import Refused
from functions.domain.events import CITIZEN
from functions.domain.fields.section import Section
from functions.entrypoints.demo import seeded
from functions.ports import Officer
from functions.services.cases import OpenCase
from functions.services.staging import Upload
from functions.services.submit import SentCase
from functions.services.supplement import typed_again
from functions.settings import Settings
from publisher.catalogue import service_files
from publisher.front_matter import read_document
from tests.services.conftest import ROOT
from tests.services.made import PDF


@pytest.fixture
def demo(built: Path, tmp_path: Path, clock: SetClock) -> Iterator[World]:
    opened = open_world(Settings(state=tmp_path / "demo", build=built, demo=True), clock)
    yield opened
    opened.close()


class Run:
    """One example, played by the officers of the demo through the services that the pages use."""

    def __init__(self, world: World, clock: SetClock, service: Procedure, example: Example) -> None:
        self.world, self.clock, self.service, self.example = world, clock, service, example
        self.officers = seeded(world).officers

    def go(self) -> str:
        """The step that the case has reached."""
        self._turn_to(self.example.sent_at)
        sent = self._send()
        for move in self.example.moves:
            self._turn_to(move.at)
            self._take(sent, move)
        return self.world.cases.load(sent.case_id).state.step

    def _send(self) -> SentCase:
        home = self.world.casework.in_force.offices(self.service, self.clock.now().date())[0]
        papers = [Upload(paper, f"{n}.pdf", PDF) for n, paper in enumerate(self.example.papers)]
        return self.world.submissions.send_json(
            self.service.slug,
            home.id,
            self.example.answers,
            papers,
            f"{self.service.slug}{self.example.name}",
        )

    def _take(self, sent: SentCase, move: Move) -> None:
        case = self.world.cases.load(sent.case_id)
        if move.by == "citizen":
            self._citizen(sent, case, move)
        elif move.by.startswith("consultation:"):
            asked = move.by.partition(":")[2]
            step = case.service.workflow.step(case.state.step)
            one = next(one for one in (step.consultations if step else ()) if one.id == asked)
            officer = self._officer(office_of(case.state, one.unit), one.role)
            self.world.casework.answer(officer, sent.code, asked, move.reason or "Đồng ý")
        else:
            self._officer_moves(sent, case, move)

    def _officer_moves(self, sent: SentCase, case: OpenCase, move: Move) -> None:
        step = case.service.workflow.step(case.state.step)
        assert step is not None and step.role is not None
        officer = self._officer(office_of(case.state, step.unit), step.role)
        assert sent.code in [row.projection.code for row in self.world.casework.inbox(officer).rows]
        asked = Section(id=step.id, title=step.label, fields=step.fields)
        typed = typed_again((asked,), {step.id: move.fields})
        self.world.casework.move(officer, sent.code, move.do, move.reason, typed, case.seq)

    def _citizen(self, sent: SentCase, case: OpenCase, move: Move) -> None:
        if move.answers or move.papers:
            decision = supplement(case.state, case.service, self.clock.now(), move.answers, (), {}, CITIZEN)
        else:
            decision = decide(
                case.state, case.service, move.do, CITIZEN, self.clock.now(), reason=move.reason
            )
        self.world.cases.write(case, decision)

    def _officer(self, office_id: str, role: str) -> Officer:
        return next(one for one in self.officers if one.office_id == office_id and role in one.roles)

    def _turn_to(self, moment: datetime) -> None:
        local = moment if moment.tzinfo else moment.replace(tzinfo=self.world.cases.calendar.zone)
        self.clock.advance(local - self.clock.now())


def examples(reference: Reference) -> Iterator[tuple[Procedure, Example]]:
    """Runs of online applications that end somewhere, as the files of the repository tell them."""
    for path, process in service_files(ROOT / "content"):
        data = read_document(path, path.name).data
        service = None if process else compile_data(data, path.stem, reference, process=False)
        for example in service.examples if isinstance(service, Procedure) else ():
            if example.channel is ChannelKind.ONLINE and example.moves and not example.expect.faults:
                yield service, example


def test_every_online_service_reaches_its_end(demo: World, clock: SetClock) -> None:
    reached: dict[str, set[str]] = {}
    for service, example in examples(demo.catalogue.reference):
        try:
            step = Run(demo, clock, service, example).go()
        except Refused as refused:
            pytest.fail(f"{service.slug}, {example.name}: {refused.message} {getattr(refused, 'faults', ())}")
        reached.setdefault(service.slug, set()).add(step)
    current = [demo.catalogue.current(slug)[1] for slug in demo.catalogue.slugs()]
    procedures = [one for one in current if isinstance(one, Procedure)]
    online = {one.slug for one in procedures if any(c.kind is ChannelKind.ONLINE for c in one.channels)}
    assert set(reached) == online
    assert {slug for slug, steps in reached.items() if not {"returned", "done", "stopped"} & steps} == set()
