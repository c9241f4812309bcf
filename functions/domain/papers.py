"""Which papers an application must bring, given its answers, and what is wrong with those it brings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from functions.domain.declaration import AnyService, Evidence
from functions.domain.errors import Fault
from functions.domain.i18n import _

PREFIX = "_paper."
"""Input names of papers start with it; no section can be named so."""


def papers_asked(service: AnyService, values: Mapping[str, Any]) -> tuple[Evidence, ...]:
    """Papers to upload in this case: those only shown, brought on paper or held by the State are not."""
    return tuple(
        paper
        for paper in service.evidence
        if paper.electronic
        and paper.handling == "hand_in"
        and paper.held is None
        and (paper.when is None or paper.when.holds(values))
    )


def missing_papers(service: AnyService, values: Mapping[str, Any], brought: Iterable[str]) -> list[Fault]:
    """A fault for each paper that is required here and was not brought."""
    have = set(brought)
    return [
        Fault(PREFIX + paper.id, "paper_missing", missing_paper_text(paper))
        for paper in papers_asked(service, values)
        if paper.required and paper.id not in have
    ]


def missing_paper_text(paper: Evidence) -> str:
    """What to say when a paper is missing."""
    return _("Chọn tệp cho “{name}”").format(name=paper.name)


def fault_of_file(
    where: str, accept: Collection[str], max_mb: int, kind: str, size: int, name: str
) -> Fault | None:
    """What is wrong with a file uploaded at the input ``where``, by its content's kind and size in bytes."""
    allowed, texts = kinds_text(accept), file_texts()
    if kind == "empty":
        return Fault(where, "file_empty", texts["empty"].format(name=name))
    if kind not in accept:
        return Fault(where, "file_kind", texts["kind"].format(name=name, allowed=allowed))
    if size > max_mb * 2**20:
        return Fault(where, "file_size", texts["size"].format(size=-(-size // 2**20), most=max_mb))
    return None


def kinds_text(accept: Iterable[str]) -> str:
    """Kinds of files as people say them: ``PDF, JPG hoặc PNG``."""
    *others, last = [kind.upper() for kind in accept]
    return _("{others} hoặc {last}").format(others=", ".join(others), last=last) if others else last


def file_texts() -> dict[str, str]:
    """What is said about files that are not taken; the browser says the same before they travel."""
    return {
        "empty": _("Tệp “{name}” rỗng. Chọn lại tệp rồi gửi"),
        "kind": _("Tệp “{name}” chưa dùng được. Chọn tệp {allowed}"),
        "size": _("Tệp này {size} MB, lớn hơn {most} MB. Chụp lại ở cỡ nhỏ hơn hoặc tách làm hai"),
    }
