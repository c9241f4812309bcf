"""Names inside one file: each once, and none cited that is not there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from functions.domain.checks.finding import Finding, error
from functions.domain.declaration import AnyService, Procedure, Reference
from functions.domain.i18n import _


def check_ids(service: AnyService, reference: Reference, day: date) -> list[Finding]:
    """Duplicate ids, and citations of laws, fees and papers that the file does not have."""
    return [
        *_duplicates(service),
        *_bases(service),
        *_fees(service),
        *_papers(service),
        *_consents(service, reference),
    ]


def _duplicates(service: AnyService) -> Iterator[Finding]:
    yield from _twice("legal_basis", [one.id for one in service.legal_basis])
    yield from _twice("evidence", [one.id for one in service.evidence])
    yield from _twice("form", [section.id for section in service.form])
    for n, section in enumerate(service.form):
        yield from _twice(f"form[{n}].fields", [field.id for field in section.fields])
    yield from _twice("workflow.steps", [step.id for step in service.workflow.steps])
    for n, step in enumerate(service.workflow.steps):
        where = f"workflow.steps[{n}]"
        yield from _twice(f"{where}.transitions", [move.id for move in step.transitions])
        yield from _twice(f"{where}.consultations", [one.id for one in step.consultations])
        yield from _twice(f"{where}.fields", [field.id for field in step.fields])
    if isinstance(service, Procedure):
        yield from _twice("fees", [fee.id for fee in service.fees])
        yield from _twice("channels", [channel.kind for channel in service.channels], key="kind")


def _twice(where: str, ids: Sequence[str], key: str = "id") -> Iterator[Finding]:
    for n, id in enumerate(ids):
        if id in ids[:n]:
            reason = _("“{id}” đã được dùng ở mục trên. Mỗi tên chỉ dùng một lần.").format(id=id)
            yield error(f"{where}[{n}].{key}", "id_twice", reason)


def _bases(service: AnyService) -> Iterator[Finding]:
    known = [one.id for one in service.legal_basis]
    cited = [(f"evidence[{n}].basis", paper.basis) for n, paper in enumerate(service.evidence)]
    cited += [(f"time_limit_cases[{n}].basis", one.basis) for n, one in enumerate(service.time_limit_cases)]
    if isinstance(service, Procedure):
        cited += [(f"channels[{n}].basis", channel.basis) for n, channel in enumerate(service.channels)]
        for n, fee in enumerate(service.fees):
            cited.append((f"fees[{n}].basis", fee.basis))
            cited += [(f"fees[{n}].exemptions[{m}].basis", one.basis) for m, one in enumerate(fee.exemptions)]
    yield from _dangling(cited, known, _("Không có căn cứ “{id}” trong “legal_basis”."))


def _fees(service: AnyService) -> Iterator[Finding]:
    if isinstance(service, Procedure):
        known = [fee.id for fee in service.fees]
        cited = [
            (f"channels[{n}].fees[{m}]", id)
            for n, channel in enumerate(service.channels)
            for m, id in enumerate(channel.fees or ())
        ]
        yield from _dangling(cited, known, _("Không có khoản thu “{id}” trong “fees”."))


def _papers(service: AnyService) -> Iterator[Finding]:
    known = [paper.id for paper in service.evidence]
    cited = []
    for n, example in enumerate(service.examples):
        cited += [(f"examples[{n}].papers[{m}]", id) for m, id in enumerate(example.papers)]
        for k, move in enumerate(example.moves):
            cited += [(f"examples[{n}].moves[{k}].papers[{m}]", id) for m, id in enumerate(move.papers)]
    yield from _dangling(cited, known, _("Không có giấy tờ “{id}” trong “evidence”."))


def _consents(service: AnyService, reference: Reference) -> Iterator[Finding]:
    if isinstance(service, Procedure):
        cited = [(f"consent[{n}]", id) for n, id in enumerate(service.consent)]
        yield from _dangling(cited, list(reference.consents), _("Không có đồng ý “{id}” trong consents.yml."))


def _dangling(
    cited: Iterable[tuple[str, str | None]], known: Sequence[str], reason: str
) -> Iterator[Finding]:
    for where, id in cited:
        if id is not None and id not in known:
            near = difflib.get_close_matches(id, known, n=1)
            hint = _(" Có phải “{near}”?").format(near=near[0]) if near else ""
            allowed = "" if near or not known else _(" Có: {ids}.").format(ids=", ".join(known))
            yield error(where, "id_unknown", reason.format(id=id) + hint + allowed)
