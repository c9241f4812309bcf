"""What a deployment would change, in words, before anything is touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from functions.adapters.aws.deployment.release import PortalFile
from functions.adapters.aws.deployment.releases import Shown
from functions.adapters.aws.deployment.stack import Change
from functions.adapters.aws.deployment.template.words import Node

HOLDS_DATA: Mapping[str, tuple[str, ...]] = {
    "AWS::DynamoDB::Table": ("KeySchema", "TableName"),
    "AWS::KMS::Key": ("KeySpec", "KeyUsage"),
    "AWS::Logs::LogGroup": ("LogGroupName",),
    "AWS::S3::Bucket": ("BucketName", "ObjectLockEnabled"),
    "AWS::SQS::Queue": ("QueueName", "FifoQueue"),
    "AWS::SecretsManager::Secret": ("Name",),
}
"""Kinds of resources that hold something, and properties whose change makes a new and empty one."""
_SHOWN_NAMES = 12
"""Names that a line tells before it only counts the others."""

Counts = Mapping[str, Mapping[str, int]]
"""Running cases by service and version, as ``motcua counts`` writes them."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the plan. ``losses`` name what would be lost or left behind empty."""

    title: str
    lines: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All parts; those in which nothing changes hold no lines."""

    parts: tuple[Part, ...] = field(default_factory=tuple)

    @property
    def losses(self) -> tuple[str, ...]:
        return tuple(loss for part in self.parts for loss in part.losses)

    @property
    def empty(self) -> bool:
        return not any(part.lines for part in self.parts)

    def told(self) -> str:
        """The plan as text."""
        return "\n".join(line for part in self.parts for line in _told(part))


def _told(part: Part) -> Iterator[str]:
    yield f"{part.title}: {'nothing changes' if not part.lines else ''}".rstrip(" ")
    yield from (f"  {line}" for line in part.lines)
    yield from (f"  WARNING: {loss}" for loss in part.losses)


def resources(standing: Node, wanted: Node) -> Part:
    """Resources that come, change and go, from the template that stands and the one to be."""
    old, new = standing.get("Resources", {}), wanted["Resources"]
    added = [f"+ {_named(id, new)}" for id in sorted(new.keys() - old.keys())]
    gone = [f"- {_named(id, old)}" for id in sorted(old.keys() - new.keys())]
    changed, losses = [], [_left(id, old) for id in sorted(old.keys() - new.keys()) if _holds(old[id])]
    for id in sorted(old.keys() & new.keys()):
        if old[id] == new[id]:
            continue
        replaced = _replaced(old[id], new[id])
        touched = _touched(old[id].get("Properties", {}), new[id].get("Properties", {}))
        changed.append(f"{'!' if replaced else '~'} {_named(id, new)}: {', '.join(touched) or 'attributes'}")
        if replaced:
            losses.append(
                f"{_named(id, new)} would be replaced by an empty one, since {', '.join(replaced)} cannot "
                "change. The old one stays in the account, unused."
            )
    return Part("Resources", (*added, *changed, *gone), tuple(losses))


def _named(id: str, among: Node) -> str:
    return f"{id} ({among[id]['Type'].removeprefix('AWS::')})"


def _holds(resource: Node) -> bool:
    return resource["Type"] in HOLDS_DATA


def _left(id: str, old: Node) -> str:
    fate = (
        "stays in the account, unused"
        if old[id].get("DeletionPolicy") == "Retain"
        else "is deleted with its data"
    )
    return f"{_named(id, old)} leaves the stack; it {fate}."


def _touched(old: Node, new: Node) -> list[str]:
    return sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))


def _replaced(old: Node, new: Node) -> list[str]:
    if old["Type"] != new["Type"]:
        return ["its type"] if _holds(old) else []
    fixed = HOLDS_DATA.get(new["Type"], ())
    return [key for key in _touched(old.get("Properties", {}), new.get("Properties", {})) if key in fixed]


def settings(standing: Mapping[str, str], wanted: Mapping[str, str]) -> Part:
    """Parameters that change; code and release have parts of their own."""
    apart = ("CodeKey", "Release")
    lines = [
        f"~ {key}: {standing[key]} → {value}" if key in standing else f"+ {key}: {value}"
        for key, value in sorted(wanted.items())
        if key not in apart and standing.get(key) != value
    ]
    return Part("Parameters", tuple(lines))


def code(shown: str, wanted: str) -> Part:
    """The functions' code, by the hash of its zip."""
    if shown == wanted:
        return Part("Code of the functions")
    return Part("Code of the functions", (f"~ {shown or 'none'} → {wanted}",))


def portal(shown: Mapping[str, PortalFile], wanted: Mapping[str, PortalFile]) -> Part:
    """Files of the portal that come, change and go."""
    both = shown.keys() & wanted.keys()
    changed = [path for path in both if shown[path] != wanted[path]]
    groups = [
        ("+", "new", wanted.keys() - shown.keys()),
        ("~", "changed", changed),
        ("-", "removed", shown.keys() - wanted.keys()),
    ]
    lines = [f"{mark} {len(paths)} {word}: {_some(paths)}" for mark, word, paths in groups if paths]
    return Part("Portal", tuple(lines))


def _some(paths: Any) -> str:
    names = sorted(paths)
    more = f" and {len(names) - _SHOWN_NAMES} more" if len(names) > _SHOWN_NAMES else ""
    return ", ".join(names[:_SHOWN_NAMES]) + more


def declarations(shown: Shown | None, wanted: Mapping[str, str], running: Counts | None) -> Part:
    """Services whose declaration changes, with the cases that go on under the version they began with."""
    old = shown.services if shown else {}
    lines = []
    for slug in sorted(old.keys() | wanted.keys()):
        if old.get(slug) == wanted.get(slug):
            continue
        mark = "+" if slug not in old else "-" if slug not in wanted else "~"
        lines.append(f"{mark} {slug}{_going_on(slug, wanted.get(slug, ''), running) if slug in old else ''}")
    return Part("Declarations", tuple(lines))


def _going_on(slug: str, version: str, running: Counts | None) -> str:
    if running is None:
        return ": running cases keep their version; give --counts to see how many"
    kept = sum(count for one, count in running.get(slug, {}).items() if one != version)
    return f": {kept} running cases keep the version that they began with"


def replaced_by(changes: list[Change]) -> list[str]:
    """What CloudFormation itself says it would replace or remove, of the kinds that hold something."""
    fates = {"Remove": "removed"}
    return [
        f"{one.id} ({one.kind.removeprefix('AWS::')}) would be {fates.get(one.action, 'replaced')}"
        for one in changes
        if one.kind in HOLDS_DATA and (one.action == "Remove" or one.replaced == "True")
    ]
