"""What is to stand on AWS, as far as other rooms decide it; the template is made from this alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from functions.domain.errors import Fault, Invalid

Trigger = Literal["http", "queue", "stream", "schedule", "feedback"]


@dataclass(frozen=True, slots=True)
class Function:
    """One Lambda function.

    ``touches`` says in words what it asks of each resource; its role is written by hand and held against it.
    ``every`` is a schedule expression of EventBridge, ``batch`` the most records
    of a queue or stream at once.
    """

    name: str
    handler: str
    trigger: Trigger
    says: str
    seconds: int
    megabytes: int
    touches: Mapping[str, str]
    every: str = ""
    batch: int = 0

    @property
    def stem(self) -> str:
        """What names of its resources begin with: ``sweep-outbox`` gives ``SweepOutbox``."""
        return "".join(part.capitalize() for part in self.name.replace("_", "-").split("-"))

    @property
    def id(self) -> str:
        """Its own name in the template."""
        return f"{self.stem}Function"


@dataclass(frozen=True, slots=True)
class Description:
    """Facts from the code and choices of the operator.

    ``routes`` are those of the app with their methods; ``environment`` holds variables that are no secret;
    ``security_headers`` may name what only the stack knows, as in ``${AWS::Region}``.
    """

    functions: Sequence[Function]
    routes: Mapping[str, Sequence[str]]
    binary_types: Sequence[str]
    security_headers: Sequence[tuple[str, str]]
    environment: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises ``Invalid`` naming everything that the template could not hold."""
        faults = [
            Fault(
                one.name,
                "schedule",
                "A function that runs by the clock needs a schedule, such as rate(1 minute).",
            )
            for one in self.functions
            if (one.trigger == "schedule") != bool(one.every)
        ]
        if sum(one.trigger == "http" for one in self.functions) != 1:
            faults.append(Fault("functions", "http", "Exactly one function answers HTTP."))
        if faults:
            raise Invalid("The functions cannot be deployed as they are described.", faults)

    def of(self, trigger: Trigger) -> tuple[Function, ...]:
        """The functions that something sets off."""
        return tuple(one for one in self.functions if one.trigger == trigger)

    @property
    def front(self) -> Function:
        """The one that answers HTTP."""
        return self.of("http")[0]


def function_paths(routes: Sequence[str]) -> tuple[str, ...]:
    """Path patterns of the CDN that lead to the functions; everything else is a file of the portal.

    ``/tim`` alone leads to a function while ``/tim/index.json`` is a file, so a first part is taken as a
    whole only where a route goes on below it.
    """
    patterns = set()
    for route in routes:
        first, _slash, rest = route.strip("/").partition("/")
        patterns.add(f"/{first}/*" if rest else f"/{first}")
    return tuple(sorted(patterns))
