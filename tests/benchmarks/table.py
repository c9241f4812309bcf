"""The results as a page of the handbook, in Markdown."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.cold import Cold
from tests.benchmarks.documents import Rates
from tests.benchmarks.servers import CONNECTIONS, Round

PAGE = Path(__file__).parents[2] / "content/handbook/engineering/benchmarks.md"
_BEGIN, _END = "<!-- measured: written by make bench -->\n", "<!-- /measured -->\n"


@dataclass(frozen=True, slots=True)
class Results:
    """All that one run measured."""

    sending: Mapping[str, Mapping[str, Sequence[Round]]]
    """By place, then by kind of sending: ours first, then the rival where there is one."""
    sync: Mapping[str, float]
    imports: Mapping[str, Cold]
    on_lambda: Mapping[str, float]
    """Milliseconds of the processor by what is imported from the packed zip; the rival comes last."""
    documents: Rates
    shares: Mapping[str, Mapping[str, float]]
    """By place, then by part, in milliseconds."""
    turns: int
    seconds: float


def written(results: Results) -> str:
    """All tables."""
    return "\n".join(
        [
            _machine(results),
            _sending(results),
            _imports(results),
            lambda_table(results.on_lambda),
            _documents(results),
            _shares(results),
        ]
    )


def put(text: str, page: Path = PAGE) -> None:
    """Write the tables between the page's marks; the words round them stay."""
    between_marks(page, _BEGIN, _END, text)


def between_marks(page: Path, begin: str, end: str, text: str) -> None:
    """Replace what stands between two lines of a page."""
    before, _begin, rest = page.read_text(encoding="utf-8").partition(begin)
    _old, _end, after = rest.partition(end)
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def _machine(results: Results) -> str:
    names = ("fastapi", "uvicorn", "uvloop", "httptools", "waitress", "chalice", "pydantic", "cryptography")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    sync = ", ".join(f"{place} {took:.2f} ms" for place, took in results.sync.items())
    return (
        f"Measured on {date.today()}: {processor()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the "
        f"end; Python {platform.python_version()}, {versions}. A synced write takes: {sync}. "
        f"{results.turns} rounds of {results.seconds:g} s by turns, {CONNECTIONS} connections; medians.\n"
    )


def _sending(results: Results) -> str:
    lines = [
        "## Accepted applications",
        "",
        "| database on | sent as | server | accepted/s | median ms | p99 ms | processor ms each | ratio |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for place, kinds in results.sending.items():
        for kind, rounds in kinds.items():
            for name, one in zip(("motcua", "FastAPI"), rounds, strict=False):
                faster = f"{rounds[0].per_second / rounds[1].per_second:.2f}" if len(rounds) > 1 else ""
                ratio = faster if one is rounds[0] else ""
                lines.append(
                    f"| {place} | {kind} | {name} | {one.per_second:,.0f} | {one.median:.1f} | {one.p99:.1f} "
                    f"| {one.processor:.2f} | {ratio} |"
                )
    return "\n".join([*lines, ""])


def _imports(results: Results) -> str:
    lines = [
        "## Cold start",
        "",
        "| in a new interpreter | ms with compiled files | ms without |",
        "| --- | --- | --- |",
    ]
    lines += [
        f"| {name} | {one.compiled:.0f} | {one.uncompiled:.0f} |" for name, one in results.imports.items()
    ]
    return "\n".join([*lines, ""])


def lambda_table(least: Mapping[str, float]) -> str:
    """The cold imports, each beside the rival's."""
    rival = list(least.values())[-1]
    lines = [
        "## Cold start on Lambda",
        "",
        "The packed zip, unpacked; compiled files; the processor's time, least of all runs by turns.",
        "",
        "| in a new interpreter that sees the zip alone | processor ms | × rival |",
        "| --- | --- | --- |",
    ]
    lines += [f"| {name} | {took:.0f} | {took / rival:.2f} |" for name, took in least.items()]
    return "\n".join([*lines, ""])


def _documents(results: Results) -> str:
    rates = results.documents
    return "\n".join(
        [
            "## Receipts",
            "",
            "| a second of one core | receipts |",
            "| --- | --- |",
            f"| set as PDF/A | {rates.set:.0f} |",
            f"| signed (PAdES, time stamp, revocation list) | {rates.signed:.0f} |",
            f"| set and signed | {rates.both:.0f} |",
            "",
        ]
    )


def _shares(results: Results) -> str:
    places = list(results.shares)
    whole = [results.shares[place][""] for place in places]
    least = results.shares[places[-1]]
    parts = sorted((part for part in least if part), key=lambda part: -least[part])
    lines = [
        "## Where the time of one application goes",
        "",
        "One thread, JSON, without the web server in front; nobody shares its commits.",
        "",
        "| part | " + " | ".join(f"ms, database on {place} | share" for place in places) + " |",
        "| --- |" + " --- | --- |" * len(places),
    ]
    for part in parts:
        took = [results.shares[place][part] for place in places]
        cells = (f"{ms:.3f} | {ms / all_of_it:.0%}" for ms, all_of_it in zip(took, whole, strict=True))
        lines.append(f"| {part} | " + " | ".join(cells) + " |")
    lines.append("| all | " + " | ".join(f"{one:.3f} | 100%" for one in whole) + " |")
    return "\n".join([*lines, ""])


def processor() -> str:
    """The model of this machine's processor."""
    text = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").is_file() else ""
    return next((line.split(":")[1].strip() for line in text.splitlines() if "model name" in line), "unknown")
