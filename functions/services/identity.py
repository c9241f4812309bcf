"""Ids of cases and drafts: nobody guesses them, and those made one after the other stand side by side.

Stores keep rows in the order of their keys. Ids drawn wholly by lot would spread the rows of one moment over
every page of the files; in the order of time they fall on the same few, however much is stored already.
"""

from __future__ import annotations

import secrets
from datetime import datetime


def new_id(at: datetime) -> str:
    """32 hexadecimal digits: the millisecond, then 80 random bits (as UUID version 7 does, RFC 9562)."""
    return f"{int(at.timestamp() * 1000):012x}{secrets.token_hex(10)}"
