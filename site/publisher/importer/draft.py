"""A record as a draft file: front matter in our keys, a body with the record's words, and the doubts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from functions.domain.declaration import ChannelKind, DoubtKind
from functions.domain.model import JSON
from publisher.importer.doubts import Doubts
from publisher.importer.evidence import read_evidence
from publisher.importer.identity import read_identity
from publisher.importer.law import basis_id, read_bases
from publisher.importer.results import Result, Tail, read_tail
from publisher.importer.text import clean, given, line, tidy
from publisher.importer.vocabulary import Vocabulary
from publisher.importer.ways import read_ways

# The content of a service file is Vietnamese, whatever language the editor's command speaks.
SOURCE = "Cơ sở dữ liệu quốc gia về thủ tục hành chính"
STEPS, NOTES, LAW, RELATED = (
    "Trình tự thực hiện",
    "Lưu ý về hồ sơ",
    "Căn cứ chưa rõ số hiệu",
    "Thủ tục liên quan",
)
_DISTRICT = re.compile(r"(?:ủy ban nhân dân|ubnd|công an|cấp) (?:cấp )?(?:quận, )?huyện\b[^.;\n]{0,60}", re.I)


ORDER = (
    *("code", "title", "field", "authority", "also_at", "level", "status", "audience", "keywords"),
    *("announcement", "source", "doubts", "online", "legal_basis", "channels", "fees", "evidence"),
    *("output", "conditions"),
)
"""The keys of a new file. Doubts stand high, so that nobody misses them."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What one record becomes. ``data`` is the front matter in the order in which it is written."""

    code: str
    data: JSON
    body: str


def make_draft(
    record: Mapping[str, str], vocabulary: Vocabulary, last: JSON | None = None, crawled: date | None = None
) -> Draft:
    """The draft of one record. ``last`` is the data of the last import, whose ids are kept."""
    last = last or {}
    doubts = Doubts()
    title = _title(clean(record["ten_thu_tuc"]))
    doubts.look(title, "title")
    tail = read_tail(record["ket_qua_xu_ly"], title)
    ways = read_ways(record["cach_thuc_thuc_hien"], last.get("fees", ()), doubts)
    identity = read_identity(record, vocabulary, doubts)
    evidence = read_evidence(clean(record["thanh_phan_ho_so"]), last.get("evidence", ()), doubts)
    bases, loose = _bases(record["can_cu_phap_ly"], doubts)
    body = _body(record, tail, evidence.notes, loose, doubts)
    data: JSON = {"code": record["ma_thu_tuc"], "title": title, "status": "draft", **identity}
    data |= {"keywords": list(tail.keywords), "source": _source(record, crawled)}
    data |= {"online": _online(ways.channels), "legal_basis": bases, "channels": ways.channels}
    data |= {"fees": ways.fees, "evidence": evidence.papers, "output": _output(tail.results, doubts)}
    data |= {"conditions": given(record["yeu_cau_dieu_kien"]), "doubts": doubts.rows()}
    return Draft(record["ma_thu_tuc"], {key: data[key] for key in ORDER if data.get(key)}, body)


def _source(record: Mapping[str, str], crawled: date | None) -> JSON:
    url = line(record.get("detail_url", ""))
    found: JSON = {"name": SOURCE} | ({"url": url} if url.startswith("https://") else {})
    return found | ({"checked_on": crawled.isoformat()} if crawled else {}) | {"verified": False}


def _online(channels: list[JSON] | None) -> str | None:
    """``none`` where the record has no way to hand in online; otherwise the declaration's own default."""
    if channels is None or any(channel["kind"] == ChannelKind.ONLINE for channel in channels):
        return None
    return "none"


def _bases(cell: str, doubts: Doubts) -> tuple[list[JSON], list[str]]:
    """Documents with a number, and the words of those without."""
    rows = read_bases(cell)
    if rows is None:
        doubts.add(DoubtKind.BASIS_UNREADABLE, "legal_basis", cell)
        return [], [clean(cell)]
    found: dict[str, JSON] = {}
    for row in rows:
        if row.number and (row.name[:1].isalnum() or row.name[:1] in '“"('):
            id = basis_id(row.number)
            found.setdefault(id, {"id": id, "name": row.name, "number": row.number})
        else:
            doubts.add(DoubtKind.BASIS_UNREADABLE, "legal_basis", row.name)
    if not rows:
        doubts.add(DoubtKind.BASIS_MISSING, "legal_basis")
    return list(found.values()), [row.name for row in rows if not row.number]


def _output(results: tuple[Result, ...], doubts: Doubts) -> JSON:
    """The result that grants what was asked for; all of them as parts where there are several."""
    if not results:
        doubts.add(DoubtKind.RESULT_MISSING, "output")
        return {}
    granted = [result for result in results if not result.refusal] or list(results)
    if len(granted) > 1:
        doubts.add(DoubtKind.RESULT_SEVERAL, "output", "; ".join(result.name for result in granted))
    if not granted[0].code:
        doubts.add(DoubtKind.RESULT_CODE_MISSING, "output.result_code", granted[0].name)
    output = _result(granted[0])
    return output | ({"parts": [_result(result) for result in results]} if len(results) > 1 else {})


def _result(result: Result) -> JSON:
    return {"name": result.name} | ({"result_code": result.code} if result.code else {})


def _body(record: Mapping[str, str], tail: Tail, notes: list[str], loose: list[str], doubts: Doubts) -> str:
    """The record's words for the editor to rewrite, under headings that the next import finds again."""
    steps = given(record["trinh_tu_thuc_hien"])
    related = given(record.get("thu_tuc_lien_quan", ""))
    if not steps:
        doubts.add(DoubtKind.STEPS_MISSING, "body")
    if related:
        doubts.add(DoubtKind.RELATED_UNKNOWN, "related", related)
    district = _DISTRICT.search(steps)
    if district:
        doubts.add(DoubtKind.DISTRICT_NAMED, "body", district.group())
    doubts.look(steps, "body")
    parts = [_lines(tail.about)] if tail.about else []
    sections = {STEPS: _lines(steps), NOTES: _list(notes), LAW: _list(loose), RELATED: _lines(related)}
    parts += [f"## {heading}\n\n{text}" for heading, text in sections.items() if text]
    return "\n\n".join(parts) + "\n" if parts else ""


def _lines(text: str) -> str:
    """Each line a paragraph or an item; words that Markdown would take for marks are told apart."""
    return "\n\n".join(_safe(one.strip()) for one in text.split("\n") if one.strip())


def _safe(text: str) -> str:
    bullet = re.match(r"[-+*•]\s*", text)
    if bullet and not text.startswith(("--", "**")):
        return f"- {text[bullet.end() :].strip()}" if bullet.end() < len(text) else ""
    return f"\\{text}" if text.startswith(("#", ">", "=", "-", "|", "`")) else text


def _list(notes: list[str]) -> str:
    return "\n".join(f"- {tidy(note)}" for note in notes if tidy(note))


def _title(text: str) -> str:
    """The name without the marks that a list of procedures left round it."""
    return tidy(text).lstrip(" .,;:") or line(text)
