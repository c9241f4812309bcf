"""A service file in another language: ``x.en.md`` beside ``x.md``, words by id and the guidance.

It holds words only and changes nobody's rights: it is no part of the version. Whatever it does not say falls
back to Vietnamese; whatever it says of things that the service does not have is an error, since it would
silently be shown to nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from functions.domain.declaration import AnyService
from functions.domain.errors import Fault, Invalid
from functions.domain.i18n import _
from functions.domain.model import JSON
from functions.domain.translation import places, strangers
from functions.rendering.language import ENGLISH
from publisher.cache.stamps import NEVER, Stamp
from publisher.front_matter import FileFault, Source, read_document, read_yaml

ENDING = f".{ENGLISH}.md"
GLOSSARY = f"{ENGLISH}.yml"
"""Shared words of the reference data, beside them."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a file says in the other language."""

    words: JSON
    body: str


def is_translation(name: str) -> bool:
    return name.endswith(ENDING)


def beside(name: str) -> str:
    """The name of the file with the translation of ``name``."""
    return name.removesuffix(".md") + ENDING


def both(stamp: Stamp, other: Stamp | None) -> Stamp:
    """The stamp of a file and its translation together; a change of either changes it."""
    if other is None or stamp == NEVER:
        return stamp
    size, inode = (stamp[n] << 64 | other[n] for n in (2, 3))
    return max(stamp[0], other[0]), max(stamp[1], other[1]), size, inode


def read_words(path: Path, name: str, service: AnyService) -> tuple[Words | None, list[FileFault]]:
    """The translation beside the file at ``path``, if there is one; ``name`` is how faults call that file."""
    file = Path(beside(str(path)))
    if not file.exists():
        return None, []
    called = beside(name)
    try:
        source = read_document(file, called)
    except Invalid as invalid:
        return None, [fault for fault in invalid.faults if isinstance(fault, FileFault)]
    declared = service.model_dump(mode="json")
    faults = [
        source.fault(Fault(where, "translation_unknown", _reason(where, declared)))
        for where in strangers(declared, source.data)
    ]
    return Words(source.data, source.body), faults


def _reason(where: str, declared: JSON) -> str:
    key = where.rpartition(".")[2]
    if where.partition(".")[0] not in declared:
        return _("Bản dịch chỉ chứa lời của thủ tục; không có khóa “{key}” nào để dịch.").format(key=key)
    return _("Tệp gốc không có “{key}” ở chỗ này, hoặc chỗ này không dịch được. Xem lại mã.").format(key=key)


def alone(names: Iterable[str], root: str) -> list[FileFault]:
    """Faults of translations of files that are not there; ``names`` are all those below ``root``."""
    known, found = set(names), []
    for name in sorted(filter(is_translation, known)):
        original = f"{name.removesuffix(ENDING)}.md"
        if original not in known:
            reason = _("Bản dịch này không có tệp gốc “{name}” bên cạnh. Đổi tên, hoặc xóa tệp.")
            reason = reason.format(name=original.rpartition("/")[2])
            found.append(FileFault("", "translation_alone", reason, f"{root}/{name}", 1))
    return found


def untranslated(service: AnyService, words: Words | None) -> list[tuple[str, str]]:
    """Places of a service without words of their own, each with its text."""
    data = service.model_dump(mode="json")
    known = words.words if words else {}
    return [(one.where, one.text) for one in places(data, known) if one.words is None]


def load_glossary(folder: Path, root: Path) -> dict[str, str]:
    """Shared words by their Vietnamese; none where there is no such file. Raises :class:`Invalid`."""
    path = folder / GLOSSARY
    if not path.exists():
        return {}
    source = read_yaml(path, str(path.relative_to(root)))
    faults = [_not_words(source, key) for key, word in source.data.items() if not isinstance(word, str)]
    if faults:
        raise Invalid(_("Dữ liệu dùng chung có chỗ sai."), faults)
    return {str(key): word for key, word in source.data.items() if word}


def _not_words(source: Source, key: str) -> FileFault:
    reason = _("Mỗi dòng là một cặp “lời tiếng Việt: lời tiếng Anh”.")
    return source.fault(Fault(key, "glossary", reason))
