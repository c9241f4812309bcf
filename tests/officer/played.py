"""Runs that the files of services tell as examples, played on an installation by its officers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from functions.adapters.clock import SetClock
from functions.bootstrap import World
from functions.domain.compile import compile_data
from functions.domain.declaration import ChannelKind, Example, Move, Procedure, Reference
from functions.domain.engine import move as decide
from functions.domain.engine import office_of, supplement
from functions.domain.events import CITIZEN
from functions.domain.fields.section import Section
from functions.ports import Officer
from functions.services.cases import OpenCase
from functions.services.staging import Upload
from functions.services.submit import SentCase
from functions.services.supplement import typed_again
from publisher.catalogue import service_files
from publisher.front_matter import read_document
from tests.services.conftest import ROOT
from tests.services.made import PDF

OfficerAt = Callable[[str, str], Officer]
"""Gives the officer of an office in a role."""


class Run:
    """One example, played by officers through the services that the pages use."""

    def __init__(
        self, world: World, clock: SetClock, officer: OfficerAt, service: Procedure, example: Example
    ) -> None:
        self.world, self.clock, self.service, self.example = world, clock, service, example
        self._officer = officer

    def go(self, moves: int | None = None) -> SentCase:
        """Send, and take all moves or the first ``moves``."""
        self._turn_to(self.example.sent_at)
        sent = self._send()
        for move in self.example.moves[:moves]:
            self._turn_to(move.at)
            self._take(sent, move)
        return sent

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
