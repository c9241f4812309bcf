"""The few words of CloudFormation that the template is written in."""

from __future__ import annotations

from typing import Any

Node = dict[str, Any]
"""A resource, a statement or a function of CloudFormation, as JSON."""


def ref(name: str) -> Node:
    """A parameter's value, or what identifies a resource."""
    return {"Ref": name}


def att(name: str, attribute: str) -> Node:
    """An attribute of a resource."""
    return {"Fn::GetAtt": [name, attribute]}


def arn(name: str) -> Node:
    """The full name of a resource."""
    return att(name, "Arn")


def sub(text: str) -> Node:
    """Text with ``${Name}`` and ``${Name.Attribute}`` filled in."""
    return {"Fn::Sub": text}


def joined(*parts: Any) -> Node:
    """Parts put together without anything between."""
    return {"Fn::Join": ["", list(parts)]}


def resource(kind: str, properties: Node, **more: Any) -> Node:
    """A resource of ``AWS::`` + kind; ``more`` are attributes such as ``DependsOn``."""
    return {"Type": f"AWS::{kind}", "Properties": properties, **more}


def kept(kind: str, properties: Node, **more: Any) -> Node:
    """A resource that holds what cannot be made again: the stack may let go of it, and never deletes it."""
    return resource(kind, properties, DeletionPolicy="Retain", UpdateReplacePolicy="Retain", **more)


def allow(actions: list[str], resources: Any, **more: Any) -> Node:
    """One statement of a role. ``resources`` is one or a list, ``*`` only where AWS knows no narrower."""
    return {"Effect": "Allow", "Action": actions, "Resource": resources, **more}
