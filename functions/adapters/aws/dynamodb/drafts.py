"""Drafts in DynamoDB."""

from __future__ import annotations

import heapq
import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from functions.adapters.aws.dynamodb import keys
from functions.adapters.aws.dynamodb.calls import Refusal, Table
from functions.adapters.aws.dynamodb.items import dump, stamp, weight
from functions.adapters.aws.dynamodb.shape import TTL_ATTRIBUTE
from functions.adapters.aws.dynamodb.trouble import too_large
from functions.domain.errors import Conflict
from functions.domain.i18n import _
from functions.ports import Draft

MOST_BYTES = 320 * 1024
"""Less than an item may hold, so that what was kept as a draft fits into the event of its sending too."""

FORGOTTEN_AFTER = timedelta(days=30)
"""How long after its end the store itself may forget a draft. It releases no files, so it only takes what
housekeeping, which does, has not come to in all that time.
"""


class DynamodbDrafts:
    """See :class:`functions.ports.DraftStore`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def put(self, draft: Draft) -> Draft:
        """Raises ``Invalid`` for one too large; what was stored before stays."""
        made = replace(draft, revision=draft.revision + 1)
        key, fields = keys.alone("draft", made.id), _fields(made)
        if weight(fields) > MOST_BYTES:
            raise too_large()
        condition, given = "#revision = :read", {"read": draft.revision}
        if draft.revision == 0:
            condition, given = "attribute_not_exists(#pk)", {}
        try:
            self._table.put(key, fields, condition, given)
        except Refusal as refusal:
            if not refusal.unsure or self.get(made.id) != made:
                raise Conflict(
                    _("Bản nháp vừa được lưu ở nơi khác. Hãy mở lại bản nháp rồi làm tiếp.")
                ) from None
        return made

    def get(self, draft_id: str) -> Draft | None:
        found = self._table.get(keys.alone("draft", draft_id))
        return None if found is None else _draft(found)

    def delete(self, draft_id: str) -> bool:
        return self._table.delete(keys.alone("draft", draft_id))

    def purge_expired(self, now: datetime, release: Callable[[str], None], limit: int = 500) -> int:
        purged = 0
        for draft_id in itertools.islice(self._expired(stamp(now), limit), limit):
            draft = self.get(draft_id)  # the list may be a moment behind a draft that lives on
            if draft is None or draft.expires_at > now:
                continue
            for name in draft.files:
                release(name)
            purged += self._forget(draft)
        return purged

    def count_by_version(self, slug: str) -> dict[str, int]:
        found = self._table.query("groups", "#group = :group", {"group": _group(slug)}, 1000)
        return dict(Counter(item["rank"].rpartition("|")[0] for item in found))

    def _expired(self, now: str, page: int) -> Iterator[str]:
        for _place, draft_id in heapq.merge(
            *(self._ended(shard, now, page) for shard in keys.shards("drafts"))
        ):
            yield draft_id

    def _ended(self, shard: str, now: str, page: int) -> Iterator[tuple[str, str]]:
        given = {"list": shard, "after": keys.after(now)}
        for item in self._table.query("lists", "#list = :list AND #place < :after", given, page):
            yield item["place"], keys.name_of(item["pk"])

    def _forget(self, draft: Draft) -> bool:
        try:
            return self._table.delete(
                keys.alone("draft", draft.id), "#revision = :read", {"read": draft.revision}
            )
        except Refusal:
            return False


def _fields(made: Draft) -> dict[str, str | int | bytes | None]:
    return {
        "slug": made.slug,
        "version": made.version,
        "sealed": made.sealed,
        "expires_at": stamp(made.expires_at),
        "files": dump(made.files),
        "revision": made.revision,
        "list": keys.sharded("drafts", made.id),
        "place": keys.place(stamp(made.expires_at), made.id),
        "group": _group(made.slug),
        "rank": keys.place(made.version, made.id),
        TTL_ATTRIBUTE: int((made.expires_at + FORGOTTEN_AFTER).timestamp()),
    }


def _group(slug: str) -> str:
    return f"drafts#{slug}"


def _draft(item: Mapping[str, Any]) -> Draft:
    return Draft(
        id=keys.name_of(item["pk"]),
        slug=item["slug"],
        version=item["version"],
        sealed=item["sealed"],
        expires_at=datetime.fromisoformat(item["expires_at"]),
        files=tuple(json.loads(item["files"])),
        revision=item["revision"],
    )
