"""What one case asks of AWS: an example of a service played to its end on the AWS adapters, each call counted.

``python -m tests.deployment.measured`` writes what it counted beside the prices. The stand-in for AWS is moto:
it answers each call as AWS would, so calls and sizes are those of our adapters; it does not tell time.
"""

from __future__ import annotations

import json
import math
import tempfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from functions.adapters.aws.clients import Place, client
from functions.adapters.aws.dynamodb.store import DynamodbStore
from functions.adapters.aws.s3.buckets import create
from functions.adapters.clock import SetClock
from functions.bootstrap import World, chosen, open_world
from functions.entrypoints.demo import seeded
from functions.ports import Officer
from functions.settings import Settings
from publisher.build import build
from tests.contract.stores import NOON
from tests.deployment.made import REGION
from tests.moto_server import moto_server
from tests.officer.played import Run, examples
from tests.services.conftest import ROOT
from tests.services.made import SLUG

FILE = ROOT / "functions/adapters/aws/deployment/costs/measured.json"
KB = 1024
READS = {"GetItem", "Query", "BatchGetItem", "TransactGetItems"}
GETS, PUTS = {"GetObject", "HeadObject"}, {"PutObject", "CopyObject", "ListObjectsV2"}


class Counted:
    """Units by what AWS bills."""

    def __init__(self) -> None:
        self.units: Counter[str] = Counter()

    def listen(self, table: Any, place: Place) -> None:
        events = table.meta.events
        events.register("provide-client-params.dynamodb.*", self._asked)
        events.register("after-call.dynamodb.*", self._answered)
        client("s3", place).meta.events.register("after-call.s3.*", self._stored)

    def _asked(self, params: dict[str, Any], model: Any, **_more: Any) -> None:
        if model.name == "TransactWriteItems":
            for one in params["TransactItems"]:
                ((_verb, request),) = one.items()
                self._written(request, 2)
        elif model.name in ("PutItem", "UpdateItem", "DeleteItem"):
            self._written(params, 1)

    def _written(self, request: dict[str, Any], factor: int) -> None:
        """Two units a kilobyte in a transaction; one more for each index that the item stands in."""
        item = request.get("Item") or request.get("Key", {}) | request.get("ExpressionAttributeValues", {})
        kilobytes = math.ceil(max(1, _weight(item)) / KB)
        named = {*request.get("Item", {}), *request.get("ExpressionAttributeNames", {}).values()}
        indexes = len(named & {"list", "group"})
        self.units["table writes"] += kilobytes * factor + indexes
        self.units["table bytes"] += _weight(request.get("Item", {}))

    def _answered(self, parsed: dict[str, Any], model: Any, **_more: Any) -> None:
        if model.name not in READS:
            return
        found = [parsed["Item"]] if parsed.get("Item") else list(parsed.get("Items", ()))
        found += (
            [one for many in parsed.get("Responses", {}).values() for one in many]
            if model.name == "BatchGetItem"
            else []
        )
        if model.name == "BatchGetItem":
            self.units["table reads"] += sum(math.ceil(_weight(one) / (4 * KB)) for one in found)
        else:
            self.units["table reads"] += max(1, math.ceil(sum(map(_weight, found)) / (4 * KB)))

    def _stored(self, model: Any, **_more: Any) -> None:
        kind = "file reads" if model.name in GETS else "file writes" if model.name in PUTS else ""
        if kind:
            self.units[kind] += 1


def _weight(item: Any) -> int:
    """About what DynamoDB counts: names and values."""
    return len(json.dumps(item, default=lambda raw: "x" * len(bytes(raw)), ensure_ascii=False).encode())


def measure(build_folder: Path, state: Path, aws: str) -> dict[str, float]:
    """Play the example with all effects done in between, and count."""
    place, clock = Place(REGION, aws, "test", "test"), SetClock(NOON)
    settings = Settings(
        state=state,
        build=build_folder,
        demo=True,
        store="dynamodb",
        dynamodb_table="gia",
        files="s3",
        aws_endpoint=aws,
        aws_region=REGION,
        aws_access_key="test",
        aws_secret_key=SecretStr("test"),
    )
    store = DynamodbStore(chosen.place(settings, settings.dynamodb_endpoint), settings.dynamodb_table)
    store.create_table()
    create(place, settings.s3_bucket, settings.public_url)
    return _played(open_world(settings, clock), clock, store.table.client, place)


def _played(world: World, clock: SetClock, table: Any, place: Place) -> dict[str, float]:
    officers = seeded(world).officers

    def at(office_id: str, role: str) -> Officer:
        return next(one for one in officers if one.office_id == office_id and role in one.roles)

    service, example = next(pair for pair in examples(world.catalogue.reference) if pair[0].slug == SLUG)
    run = _Working(world, clock, at, service, example)
    run.go()  # the first of its kind archives the version
    before = _told(world)
    counted = Counted()
    counted.listen(table, place)
    run.example, run.effects = example.model_copy(update={"name": "once more"}), 0
    sent = run.go()
    kinds, told = Counter(run.kinds), _told(world) - before
    events = world.store.cases.events(sent.case_id)
    world.close()
    return {
        **{name: float(count) for name, count in sorted(counted.units.items())},
        "effects": float(run.effects),
        "notices": float(told),
        "signatures": float(kinds["issue"]),
        "files": float(len(example.papers)),
        "moves": float(len(example.moves)),
        "events": float(len(events)),
    }


def _told(world: World) -> int:
    """Messages handed over so far, by any way."""
    return sum(len(folder.kept(1000)) for folder in world.kept_messages.values())


class _Working(Run):
    """A run in which a worker does what is owed after each turn."""

    effects = 0
    kinds: list[str]

    def _turn_to(self, moment: Any) -> None:
        self._work()
        super()._turn_to(moment)

    def go(self, moves: int | None = None) -> Any:
        self.kinds = []
        sent = super().go(moves)
        self._work()
        return sent

    def _work(self) -> None:
        worker = self.world.worker("measured")
        acts = dict(worker.acts)
        counted = {kind: self._noted(kind, act) for kind, act in acts.items()}
        worker = type(worker)("measured", worker.cases, worker.blobs, counted)
        for _round in range(20):
            if not worker.work():
                self.clock.advance(timedelta(seconds=1))
                if not worker.work():
                    return

    def _noted(self, kind: str, act: Any) -> Any:
        def act_and_note(*given: Any, **named: Any) -> Any:
            self.effects += 1
            self.kinds.append(kind)
            return act(*given, **named)

        return act_and_note


def main() -> None:
    with tempfile.TemporaryDirectory() as home, moto_server() as aws:
        folder = Path(home) / "build"
        build(ROOT / "content", folder, ROOT / "pelicanconf.py", date(2026, 6, 9))
        made = measure(folder, Path(home) / "var", aws)
    FILE.write_text(json.dumps(made, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(FILE.read_text())


if __name__ == "__main__":
    main()
