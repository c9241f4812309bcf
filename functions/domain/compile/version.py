"""The version of a service is the hash of all that it says; examples are tests and say nothing."""

from __future__ import annotations

import hashlib
import json

from functions.domain.declaration import AnyService


def canonical(service: AnyService) -> bytes:
    """The declaration as JSON with one spelling: sorted keys, no spaces, UTF-8; no examples, no doubts."""
    data = service.model_dump(mode="json", exclude={"examples", "doubts"})
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def content_hash(service: AnyService) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal digits. The default workflow and the standard texts
    that the service uses are part of it, so that a case knows exactly what it began with."""
    return hashlib.sha256(canonical(service)).hexdigest()
