"""The synthetic journey: an application of nobody's, sent through the real doors, followed and taken back.

It knows of the installation what a browser knows: addresses. So it tells what citizens meet, from wherever it
runs. The installation's own housekeeping erases what it leaves.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape

from functions.domain import probe
from functions.domain.status import Part, PartState, Report
from functions.observing.instruments import PROBE_AGE, PROBE_DURATION, PROBE_RUN
from functions.ports import Answer, Doors, Measures
from functions.services.cases import Cases

_SEEN = re.compile(r'name="_seen"[^>]*?value="([^"]+)"')
_DOCUMENT = re.compile(r'href="(/ho-so/[^"]+/tai-lieu/[^"]+)"')
_CASE = re.compile(r"/ho-so/([^/]+)/[^/?#]+")


class Unmet(Exception):
    """A door answered otherwise than it should. Says the part and the status only, never a path."""


@dataclass(slots=True)
class Journey:
    """One run. ``patience`` is how many seconds the signed receipt may take."""

    doors: Doors
    measures: Measures
    mailbox: str = ""
    signs: bool = True
    """Whether a signed receipt is to come; where none is, nobody knows whether signing works."""
    patience: float = 60.0
    pause: Callable[[float], None] = time.sleep
    states: dict[Part, PartState] = field(default_factory=dict)
    trouble: list[str] = field(default_factory=list)
    """What went wrong, for operators: parts, statuses and types."""
    code: str = ""
    """Of the case that was made."""

    def run(self) -> Report:
        """Try every part; what comes after a broken one cannot be known."""
        with self._part(Part.READ):
            _expect(self.doors.get("/"), 200)
            _expect(self.doors.get("/thu-tuc/"), 200)
        location = ""
        with self._part(Part.SEND):
            location = self._send()
        if location:
            with self._part(Part.TRACK):
                self._follow(location)
            if self.signs:
                with self._part(Part.SIGN):
                    self._await_receipt(location)
        passed = all(state is PartState.WORKS for state in self.states.values()) and bool(location)
        self.measures.count(PROBE_RUN, outcome="passed" if passed else "failed")
        self.measures.gauge(PROBE_AGE, 0)
        self.measures.flush()
        return Report(dict(self.states))

    def _send(self) -> str:
        """Form, check, send; where the case is read."""
        typed = {probe.LINE: "thử", probe.MAILBOX: self.mailbox, "_do": "tiep"}
        kept = self.doors.post(f"/nop/{probe.SLUG}", typed, as_json=True)
        _expect(kept, 200)
        found = re.search(rb'"check":\s*"([^"]+)"', kept.body)
        if found is None:
            raise Unmet("the form led to no check")
        check = found[1].decode()
        page = self.doors.get(check)
        _expect(page, 200)
        seen = _SEEN.search(page.body.decode("utf-8", "replace"))
        if seen is None:
            raise Unmet("the check cannot be sent on")
        sent = self.doors.post(check.rpartition("/")[0] + "/gui", {"_seen": unescape(seen[1])})
        _expect(sent, 303)
        code = _CASE.fullmatch(sent.location)
        if code is None:
            raise Unmet("the sending led to no case")
        self.code = code[1]
        return sent.location

    def _follow(self, location: str) -> None:
        """Look at it with the link and by its code, and take it back."""
        _expect(self.doors.get(location), 200)
        _expect(self.doors.get(f"/ho-so/{self.code}"), 200)
        _expect(self.doors.post(f"{location}/rut", {"xac_nhan": "true", "ly_do": "thử"}), 303)

    def _await_receipt(self, location: str) -> None:
        """The worker sets and signs it behind the request."""
        end = time.monotonic() + self.patience
        while True:
            page = self.doors.get(location)
            _expect(page, 200)
            found = _DOCUMENT.search(page.body.decode("utf-8", "replace"))
            if found is not None:
                break
            if time.monotonic() > end:
                raise Unmet("no signed receipt came")
            self.pause(0.5)
        receipt = self.doors.get(unescape(found[1]))
        _expect(receipt, 200)
        if not receipt.body.startswith(b"%PDF-") or b"/ByteRange" not in receipt.body:
            raise Unmet("the receipt is no signed PDF")

    @contextmanager
    def _part(self, part: Part) -> Iterator[None]:
        """Measure a part, and keep what became of it."""
        began = time.perf_counter()
        self.states[part] = PartState.FAILS
        try:
            yield
        except (Unmet, OSError) as error:
            said = str(error) if isinstance(error, Unmet) else type(error).__name__
            self.trouble.append(f"{part.value}: {said}")
        else:
            self.states[part] = PartState.WORKS
        self.measures.record(PROBE_DURATION, time.perf_counter() - began, part=part.value)


def mail_went_out(
    cases: Cases, code: str, patience: float = 60.0, pause: Callable[[float], None] = time.sleep
) -> bool:
    """Whether the notice of the journey's case went out. Raises ``Unavailable`` where nobody can tell."""
    case_id, end = cases.by_code(code), time.monotonic() + patience
    while True:
        told = [one.data for one in cases.store.cases.events(case_id) if one.type == "notified"]
        mails = [one["outcome"] for one in told if one["channel"] == "email"]
        if mails or time.monotonic() > end:
            return "sent" in mails
        pause(0.5)


def _expect(answer: Answer, status: int) -> None:
    if answer.status != status:
        raise Unmet(f"answered {answer.status} instead of {status}")
