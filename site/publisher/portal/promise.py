"""What a procedure promises to citizens, as one short hash.

Whoever approves a campaign approves it against this. A changed fee, limit, paper or condition changes the
hash; a step that only officers see does not.
"""

from __future__ import annotations

import json

from functions.domain.declaration import Procedure
from publisher.outputs import digest

_PROMISED = frozenset(
    {
        *("code", "title", "status", "authority", "also_at", "audience", "online", "partial_reason"),
        *(
            "channels",
            "time_limit_cases",
            "fees",
            "evidence",
            "conditions",
            "output",
            "valid_from",
            "valid_to",
        ),
    }
)


def promise(procedure: Procedure) -> str:
    """12 hexadecimal digits: the ``approved_version`` of a campaign."""
    told = procedure.model_dump(mode="json", include=set(_PROMISED), exclude_defaults=True)
    return digest(json.dumps(told, sort_keys=True, ensure_ascii=False))[:12]
