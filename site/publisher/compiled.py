"""The compiled catalogue on disk: what the functions read instead of Markdown.

``catalogue.json`` names the current version of each service and holds the reference data;
``catalogue/<version>.json`` is one version, byte for byte what its hash was taken of, so that anybody can
check it. Versions once published stay: cases and drafts began with them.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from functions.domain.compile import canonical, content_hash
from functions.domain.declaration import SCHEMA_VERSION, Publication
from functions.domain.errors import Invalid
from functions.domain.i18n import _
from functions.domain.model import JSON
from publisher.catalogue import Content

MANIFEST = "catalogue.json"
VERSIONS = "catalogue"


def write_catalogue(content: Content, folder: Path, earlier: Path) -> JSON:
    """Write manifest and versions into ``folder``; versions found under ``earlier`` come along.

    Returns the manifest. Raises :class:`Invalid` when an earlier version was tampered with.
    """
    versions = folder / VERSIONS
    versions.mkdir(parents=True, exist_ok=True)
    _keep(earlier / VERSIONS, versions)
    services = {}
    for page in content.pages.values():
        if page.service.status is Publication.DRAFT:
            continue
        version = content_hash(page.service)
        services[page.service.slug] = version
        (versions / f"{version}.json").write_bytes(canonical(page.service))
    manifest: JSON = {
        "schema_version": SCHEMA_VERSION,
        "reference": content.reference.model_dump(mode="json"),
        "services": dict(sorted(services.items())),
    }
    text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    return manifest


def _keep(earlier: Path, versions: Path) -> None:
    for path in sorted(earlier.glob("*.json")):
        if hashlib.sha256(path.read_bytes()).hexdigest() != path.stem:
            reason = _("Bản đã công bố {name} không còn khớp mã băm của nó. Khôi phục tệp ấy từ bản lưu.")
            raise Invalid(reason.format(name=path.name))
        shutil.copyfile(path, versions / path.name)
