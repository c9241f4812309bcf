"""The stack at CloudFormation: what stands, what a change would do, and the change itself."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError, WaiterError

from functions.adapters.aws.clients import Place, client
from functions.adapters.aws.deployment.template.words import Node
from functions.adapters.aws.deployment.trouble import code_of, named
from functions.domain.errors import Invalid, Unavailable

MENDS = {
    "ROLLBACK_COMPLETE": "Its first creation failed. See its events, mend the cause, delete the stack "
    "(table, buckets and keys stay) and deploy again.",
    "ROLLBACK_FAILED": "Its first creation failed, and so did clearing up. Delete the stack in the console.",
    "DELETE_FAILED": "It was deleted only in part. Delete it again, keeping what holds data.",
    "UPDATE_ROLLBACK_FAILED": "A change failed, and so did going back. Mend what its events name, then "
    "“aws cloudformation continue-update-rollback”.",
    "CREATE_FAILED": "Creating it failed. See its events, mend the cause, delete the stack, deploy again.",
}
"""What to do about a stack that takes no change, by its state."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands. ``template`` is empty for a stack that is only announced."""

    status: str
    template: Node = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def hindrance(self) -> str:
        """Why it takes no change now, with the mend; empty when it takes one."""
        if self.status in MENDS:
            return f"The stack is half finished ({self.status}). {MENDS[self.status]}"
        if self.status.endswith("_IN_PROGRESS") and self.status != "REVIEW_IN_PROGRESS":
            return f"The stack is being changed just now ({self.status}). Wait until that has ended."
        return ""


@dataclass(frozen=True, slots=True)
class Change:
    """One change as CloudFormation sees it. ``replaced`` is ``True``, ``False`` or ``Conditional``."""

    action: str
    id: str
    kind: str
    replaced: str


@dataclass(frozen=True, slots=True)
class Stack:
    """One stack by its name."""

    place: Place
    name: str

    @property
    def _client(self) -> Any:
        return client("cloudformation", self.place)

    def standing(self) -> Standing | None:
        """What stands; ``None`` for nothing."""
        with named(f"Looking at the stack {self.name}"):
            try:
                (found,) = self._client.describe_stacks(StackName=self.name)["Stacks"]
            except ClientError as error:
                if code_of(error) == "ValidationError":
                    return None
                raise
            if found["StackStatus"] in ("DELETE_COMPLETE", "REVIEW_IN_PROGRESS"):
                return Standing(found["StackStatus"])
            body = self._client.get_template(StackName=self.name, TemplateStage="Original")["TemplateBody"]
        parameters = {
            one["ParameterKey"]: one.get("ParameterValue", "") for one in found.get("Parameters", ())
        }
        outputs = {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", ())}
        return Standing(found["StackStatus"], dict(body), parameters, outputs)

    def prepare(
        self, template_url: str, parameters: Mapping[str, str], new: bool
    ) -> tuple[str, list[Change]]:
        """A change set with what CloudFormation would do; an empty list for nothing. Changes nothing yet."""
        id = f"motcua-{int(time.time())}"
        given = [{"ParameterKey": key, "ParameterValue": value} for key, value in sorted(parameters.items())]
        with named(f"Preparing a change of the stack {self.name}"):
            made = self._client.create_change_set(
                StackName=self.name,
                ChangeSetName=id,
                ChangeSetType="CREATE" if new else "UPDATE",
                TemplateURL=template_url,
                Parameters=given,
                Capabilities=["CAPABILITY_IAM"],
            )
            try:
                self._client.get_waiter("change_set_create_complete").wait(
                    ChangeSetName=made["Id"], StackName=self.name
                )
            except WaiterError as error:
                return self._nothing_or(made["Id"], error)
            pages = self._client.get_paginator("describe_change_set").paginate(
                ChangeSetName=made["Id"], StackName=self.name
            )
            changes = [one["ResourceChange"] for page in pages for one in page["Changes"]]
        return made["Id"], [_change(one) for one in changes]

    def _nothing_or(self, id: str, error: WaiterError) -> tuple[str, list[Change]]:
        """A change set without changes fails, and is none. Raises ``Invalid`` for any other reason."""
        reason = str(error.last_response.get("StatusReason", ""))
        self.drop(id)
        if "didn't contain changes" in reason or "No updates" in reason:
            return "", []
        raise Invalid(f"The stack {self.name} cannot be changed so: {reason}") from error

    def drop(self, change_set: str) -> None:
        """Forget a change set that is not to be carried out."""
        with named(f"Dropping a change of the stack {self.name}"):
            self._client.delete_change_set(ChangeSetName=change_set, StackName=self.name)

    def execute(self, change_set: str, new: bool) -> None:
        """Carry it out and wait. A change that fails is taken back as a whole. Raises ``Unavailable``."""
        waits = "stack_create_complete" if new else "stack_update_complete"
        with named(f"Changing the stack {self.name}"):
            self._client.execute_change_set(ChangeSetName=change_set, StackName=self.name)
            try:
                self._client.get_waiter(waits).wait(
                    StackName=self.name, WaiterConfig={"Delay": 5, "MaxAttempts": 720}
                )
            except WaiterError as error:
                reasons = "; ".join(self._failures()) or "no reason was given"
                raise Unavailable(f"The stack {self.name} was not changed: {reasons}") from error

    def _failures(self) -> list[str]:
        events = self._client.describe_stack_events(StackName=self.name)["StackEvents"]
        failed = [one for one in events if str(one.get("ResourceStatus", "")).endswith("_FAILED")]
        return [f"{one['LogicalResourceId']}: {one.get('ResourceStatusReason', '')}" for one in failed[:5]]


def _change(given: Node) -> Change:
    return Change(
        given["Action"],
        given["LogicalResourceId"],
        given["ResourceType"],
        str(given.get("Replacement", "False")),
    )
