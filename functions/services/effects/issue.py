"""Issuing documents: numbered once, set, signed, sealed under the case's key, and then told of.

A result is set and signed by the person who approves it. At publication the agency signs that same file, so
that number and date stand before its signature. All other documents the agency signs at once.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from functions.domain.approval import approval
from functions.domain.case import Turn
from functions.domain.declaration import DocumentKind
from functions.domain.engine import Decision
from functions.domain.errors import EffectFailed, NotFound
from functions.domain.events import SYSTEM, AnyEvent, DocumentIssued
from functions.domain.retention import kept_until
from functions.ports import BlobStore, Officer, Signatory, Signer, Typesetter
from functions.services.cases import Cases, OpenCase, file_aad
from functions.services.documents import counter_of, document_data, number_of, signers_of
from functions.services.effects import Outcome, Owed, then_told
from functions.services.effects.numbers import number_once
from functions.services.tokens import Tokens


def document_id(row_id: str, attempt: int) -> str:
    """One name for each attempt, so that a worker which lost its lease never writes over another's file."""
    return f"{hashlib.sha256(row_id.encode()).hexdigest()[:32]}.{attempt}"


@dataclass(frozen=True, slots=True)
class Issue:
    """Issues one document of a case."""

    cases: Cases
    blobs: BlobStore
    typesetter: Typesetter
    signer: Signer
    tokens: Tokens
    public_url: str

    def __call__(self, case: OpenCase, owed: Owed) -> Outcome:
        """Raises ``EffectFailed`` while the renderer, the signer or the person's signature is away."""
        kind = DocumentKind(owed.effect.subject)
        state, event = self.cases.as_of(case, owed.effect.about)
        publishes = kind is DocumentKind.RESULT and owed.effect.signer == "agency"
        approved = approval(state, case.service)
        if publishes and approved:
            return self._publish(case, approved, owed)
        return self._draw_up(replace(case, state=state), event, kind, owed)

    def _draw_up(self, then: OpenCase, event: AnyEvent, kind: DocumentKind, owed: Owed) -> Outcome:
        """Set the document as the case stood ``then``, and put the first signature on it."""
        reference, service = self.cases.catalogue.reference, then.service
        by_person = owed.effect.signer == "person"
        officer = self._officer(owed.effect.officer or event.actor.id, needed=by_person)
        office = reference.office(then.state.office_id)
        count = number_once(
            self.cases.store.cases, then, owed.row.id, counter_of(office, kind, reference, event.at)
        )
        number = number_of(office, kind, service, count)
        data = document_data(
            then,
            kind,
            reference,
            number=number,
            now=event.at,
            officer=officer,
            tracking_url=self._link(then),
            test=self.signer.test,
        )
        pdf = self.typesetter.pdf(data["template"], data)
        signers = signers_of(then, kind, reference, officer)
        signatory = signers[0] if by_person else signers[-1]
        final = not (by_person and len(signers) > 1)
        return self._stored(
            then, owed, kind, number, (), self._signed(pdf, kind, signatory), signatory, final
        )

    def _publish(self, case: OpenCase, approved: Turn, owed: Owed) -> Outcome:
        """The agency's signature on the file that the person signed; where it has none to give, the news."""
        results = [one for one in case.state.documents if one.kind == DocumentKind.RESULT]
        ready = [one for one in results if one.at >= approved.at]
        if not ready or case.key is None:
            raise EffectFailed("The result waits for the person's signature.")
        signed = ready[-1]
        if signed.final:
            return Outcome(Decision(events=(), effects=then_told(owed.effect, owed.effect.then_notify)))
        reference = self.cases.catalogue.reference
        agency = signers_of(case, DocumentKind.RESULT, reference, None)[-1]
        pdf = case.key.open(self.blobs.get(signed.id, "documents"), file_aad(signed.id))
        pdf = self._signed(pdf, DocumentKind.RESULT, agency)
        return self._stored(
            case, owed, DocumentKind.RESULT, signed.number, signed.signed_by, pdf, agency, final=True
        )

    def _signed(self, pdf: bytes, kind: DocumentKind, by: Signatory) -> bytes:
        return self.signer.sign(pdf, by, kind.say())

    def _stored(
        self,
        case: OpenCase,
        owed: Owed,
        kind: DocumentKind,
        number: str,
        before: tuple[str, ...],
        pdf: bytes,
        by: Signatory,
        final: bool,
    ) -> Outcome:
        if case.key is None:
            raise NotFound("The case's key is gone.")
        name = document_id(owed.row.id, owed.row.attempts)
        sealed = case.key.seal(pdf, file_aad(name))
        self.blobs.put(name, sealed, "documents", self._locked_until(case, kind, final))
        for attempt in range(1, owed.row.attempts):
            self.blobs.delete(document_id(owed.row.id, attempt), "documents")
        issued = DocumentIssued(
            at=self.cases.clock.now(),
            actor=SYSTEM,
            id=name,
            kind=kind,
            number=number,
            sha256=hashlib.sha256(pdf).hexdigest(),
            size=len(pdf),
            signed_by=(*before, by.name),
            final=final,
        )
        told = then_told(owed.effect, owed.effect.then_notify)
        return Outcome(Decision(events=(issued,), effects=told), written=(name,))

    def _locked_until(self, case: OpenCase, kind: DocumentKind, final: bool) -> datetime | None:
        """A signed result cannot be destroyed for as long as its service keeps it; its key can.

        The term begins with the case's end, which comes later, so this is the least that the term can be.
        """
        retention = case.service.retention
        if kind is not DocumentKind.RESULT or not final or retention is None:
            return None
        calendar = self.cases.calendar
        last = kept_until(calendar.local(self.cases.clock.now()).date(), retention)
        return datetime.combine(last + timedelta(days=1), time(), calendar.zone)

    def _officer(self, officer_id: str, *, needed: bool) -> Officer | None:
        found = self.cases.store.officers.get(officer_id) if officer_id else None
        if found is None and needed:
            raise NotFound("The officer who approved is not known here; nobody else may sign in their place.")
        return found

    def _link(self, case: OpenCase) -> str:
        return f"{self.public_url}/ho-so/{case.state.code}/{self.tokens.issue('case', case.id)}"
