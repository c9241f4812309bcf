"""JSON files of the portal: for machines to read, and for people who look at them."""

from __future__ import annotations

import json

from functions.domain.model import JSON


def json_text(data: JSON) -> bytes:
    """UTF-8 with the keys in the order in which they were put, ending in a line feed."""
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
