"""The compiled catalogue on disk: what the functions read instead of Markdown.

``catalogue.json`` names the current version of each service and holds the reference data;
``catalogue/<version>.json`` is one version, byte for byte what its hash was taken of, so that anybody can
check it. Versions once published stay: cases and drafts began with them. ``catalogue.en.json`` holds words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from functions.domain.declaration import SCHEMA_VERSION, Publication, Reference
from functions.domain.errors import Invalid
from functions.domain.i18n import _
from publisher.cache.stamps import Stamp, walk
from publisher.entry import Entry
from publisher.outputs import sha256

MANIFEST = "catalogue.json"
IN_ENGLISH = "catalogue.en.json"
VERSIONS = "catalogue"


def manifest(reference: Reference, services: dict[str, str]) -> bytes:
    """The manifest's bytes; ``services`` gives the version of each slug."""
    data = {
        "schema_version": SCHEMA_VERSION,
        "reference": reference.model_dump(mode="json"),
        "services": services,
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def in_english(glossary: Mapping[str, str], pages: Iterable[str], entries: Iterable[Entry]) -> bytes:
    """What the content says in English, beside the versions since it is no part of any."""
    words = {entry.slug: entry.open().words for entry in entries if entry.words_key}
    data = {"glossary": glossary, "pages": sorted(pages), "services": words}
    return json.dumps(data, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def current(entries: Iterable[Entry]) -> dict[str, str]:
    """The version in force of each service that is not a draft, by slug."""
    return dict(sorted((entry.slug, entry.version) for entry in entries if entry.status != Publication.DRAFT))


def standing(output: Path, seen: dict[str, Stamp]) -> dict[str, Stamp]:
    """Versions that stand in the catalogue, by file name, each held against its name.

    ``seen`` are those that were held before, and are read again only if touched since.
    Raises :class:`Invalid` when one was tampered with.
    """
    found = {}
    for name, stamp in walk(str(output / VERSIONS), lambda name: name.endswith(".json")):
        if seen.get(name) != stamp and f"{sha256((output / VERSIONS / name).read_bytes())}.json" != name:
            reason = _("Bản đã công bố {name} không còn khớp mã băm của nó. Khôi phục tệp ấy từ bản lưu.")
            raise Invalid(reason.format(name=name))
        found[name] = stamp
    return found
