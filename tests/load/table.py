"""The results as a page of the handbook, and beside it the raw ones."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.table import between_marks, processor
from tests.load.measure import Outcome, Plan, Size

PAGE = Path(__file__).parents[2] / "content/handbook/engineering/load.md"
RAW = Path(__file__).parent / "results.json"
_BEGIN, _END = "<!-- measured: written by make load -->\n", "<!-- /measured -->\n"
_NAMES = {
    "document": "applications",
    "files": "applications with three files",
    "tracking": "looking at a case",
}
_HEAD = (
    "| stored cases | load | accepted | failed | a second | p50 ms | p95 ms | p99 ms |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
)


@dataclass(frozen=True, slots=True)
class Results:
    """One run."""

    day: str
    machine: str
    versions: dict[str, str]
    plan: Plan
    sizes: Sequence[Size]

    @classmethod
    def of(cls, plan: Plan, sizes: Sequence[Size]) -> Results:
        names = ("motcua", "chalice", "pydantic", "cryptography", "waitress")
        versions = {"python": platform.python_version()} | {name: version(name) for name in names}
        machine = f"{processor()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end"
        return cls(str(date.today()), machine, versions, plan, sizes)


def written(results: Results) -> str:
    """All tables."""
    plan = results.plan
    told = ", ".join(f"{name} {one}" for name, one in results.versions.items())
    lines = [
        f"Measured on {results.day}: {results.machine}; {told}. {plan.processes} web processes, "
        f"{plan.connections} visitors at the same time, {plan.seconds:g} s each.",
        "",
        "## Loads by turns, then together",
        "",
        *_HEAD,
    ]
    for size in results.sizes:
        lines += [_row(size, _named(kind), one) for kind, one in size.loads.items()]
    lines += [
        "",
        "## Notices",
        "",
        f"At {plan.rate:g} applications a second, from stored to handed over.",
        "",
    ]
    lines += list(_notices(results.sizes))
    lines += [
        "",
        "## Where the limit lies",
        "",
        "Applications without files, by visitors at the same time.",
        "",
    ]
    lines += [*_HEAD]
    for size in results.sizes:
        lines += [_row(size, f"{many} visitors", one) for many, one in size.limits.items()]
    return "\n".join([*lines, ""])


def put(results: Results) -> None:
    """Keep the raw results, and the tables between the page's marks."""
    RAW.write_text(json.dumps(asdict(results), indent=1) + "\n", encoding="utf-8")
    between_marks(PAGE, _BEGIN, _END, written(results))


def _notices(sizes: Iterable[Size]) -> Iterable[str]:
    yield "| stored cases | handed over | never | p50 ms | p95 ms | p99 ms | within 2 s | within 10 s | backlog s |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for size in sizes:
        one, within = size.notices, size.within
        yield (
            f"| {size.cases:,} | {one.accepted:,} | {one.failed:,} | {one.p50:,.0f} | {one.p95:,.0f} "
            f"| {one.p99:,.0f} | {within['2 s']:.2%} | {within['10 s']:.2%} | {size.backlog:,.0f} |"
        )


def _row(size: Size, name: str, one: Outcome) -> str:
    return (
        f"| {size.cases:,} | {name} | {one.accepted:,} | {one.failed:,} | {one.per_second:,.0f} "
        f"| {one.p50:,.1f} | {one.p95:,.1f} | {one.p99:,.1f} |"
    )


def _named(kind: str) -> str:
    first, comma, more = kind.partition(",")
    return _NAMES[first] + comma + more
