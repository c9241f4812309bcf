"""A deployment: gather what is to be, say what would change, do it, go back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from functions.adapters.aws.deployment import plan as planned
from functions.adapters.aws.deployment.bucket import ReleaseBucket
from functions.adapters.aws.deployment.plan import Counts, Part, Plan
from functions.adapters.aws.deployment.release import Release
from functions.adapters.aws.deployment.releases import Pointer, Releases, Shown
from functions.adapters.aws.deployment.stack import Stack, Standing
from functions.adapters.aws.deployment.template import written
from functions.adapters.aws.deployment.template.words import Node
from functions.domain.errors import Conflict, Fault, Invalid


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to stand. ``code`` is the zip; ``parameters`` are the operator's choices."""

    release: Release
    services: Mapping[str, str]
    code: bytes = b""
    template: Node | None = None
    parameters: Mapping[str, str] | None = None

    @property
    def code_key(self) -> str:
        return f"code/{hashlib.sha256(self.code).hexdigest()[:32]}.zip" if self.code else ""

    @property
    def template_text(self) -> str:
        return written(self.template) if self.template else ""

    @property
    def template_key(self) -> str:
        text = self.template_text
        return f"templates/{hashlib.sha256(text.encode()).hexdigest()[:32]}.json" if text else ""

    def shown(self, at: str) -> Shown:
        return Shown(self.release.id, self.code_key, self.template_key, at, dict(self.services))


@dataclass(frozen=True, slots=True)
class Deployment:
    """``stack`` is ``None`` where only the portal is kept here, on a cluster of one's own."""

    bucket: ReleaseBucket
    releases: Releases
    stack: Stack | None

    def plan(self, wanted: Wanted, running: Counts | None) -> Plan:
        """What would change; nothing is touched. Raises ``Invalid`` where nothing can be changed now."""
        exists = self.bucket.exists()
        pointer = self.releases.pointer() if exists else Pointer()
        now = pointer.now
        files = (self.releases.files(now.release) if now else None) or {}
        made = f"+ {self.bucket.name}"
        parts = [Part("Bucket of releases", () if exists else (made,))]
        if self.stack is not None and wanted.template is not None:
            standing = self._standing() or Standing("")
            before = standing.parameters
            parts += [
                planned.resources(standing.template, wanted.template),
                planned.settings(before, wanted.parameters or {}),
                planned.code(before.get("CodeKey", ""), wanted.code_key),
            ]
        parts.append(planned.portal(files, wanted.release.files))
        parts.append(planned.declarations(now, wanted.services, running))
        return Plan(tuple(parts))

    def execute(self, wanted: Wanted, at: str, *, lose: bool) -> int:
        """Upload beside what stands, then change all of it at once; how many files travelled.

        Until the last step visitors see what they saw. Raises ``Conflict`` where something would be lost and
        ``lose`` does not say that it may be.
        """
        self._standing()
        self.bucket.ensure()
        pointer = self.releases.pointer()
        shown = wanted.shown(at)
        if wanted.template is not None:
            self.bucket.put(wanted.code_key, wanted.code)
            self.bucket.put(wanted.template_key, wanted.template_text.encode())
        travelled = self.releases.upload(wanted.release, pointer.now.release if pointer.now else "")
        if self.stack is not None:
            self._change(shown, wanted.parameters or {}, lose=lose)
        now = pointer.now
        if now is None or replace(now, at=at) != shown:
            self.releases.switch(pointer.forward(shown))
        self.releases.prune()
        return travelled

    def back(self, to: str = "", *, lose: bool = False) -> tuple[Shown | None, Shown]:
        """Show what was shown before; what was and what is shown now.

        Cases that began meanwhile keep their version: the store holds every version that a case began with.
        """
        self._standing()
        pointer = self.releases.pointer()
        target = pointer.back(to)
        shown = target.now
        if shown is None or self.releases.files(shown.release) is None:
            raise Invalid("The earlier release is not whole any more. Deploy its commit instead.")
        if self.stack is not None:
            self._change(shown, {}, lose=lose)
        self.releases.switch(target)
        return pointer.now, shown

    def _standing(self) -> Standing | None:
        """Raises ``Invalid`` for a stack that takes no change now."""
        standing = self.stack.standing() if self.stack else None
        if standing and standing.hindrance:
            name = self.stack.name if self.stack else ""
            raise Invalid("Nothing can be deployed now.", [Fault(name, "half_finished", standing.hindrance)])
        return standing

    def _change(self, shown: Shown, choices: Mapping[str, str], *, lose: bool) -> None:
        """The stack's part, in one change set: CloudFormation takes all of it, or goes back by itself."""
        if self.stack is None:
            return
        standing = self.stack.standing()
        new = standing is None or not standing.template
        before = dict(standing.parameters) if standing else {}
        said = {"ReleaseBucket": self.bucket.name, "CodeKey": shown.code, "Release": shown.release}
        change, changes = self.stack.prepare(
            self.bucket.url(shown.template), {**before, **choices, **said}, new
        )
        if not change:
            return
        losses = planned.replaced_by(changes)
        if losses and not lose:
            self.stack.drop(change)
            raise Conflict(
                "; ".join(losses) + ". Nothing was changed. To do it all the same: --replace-data."
            )
        self.stack.execute(change, new)
