"""The one template: everything that stands on AWS, made from the description."""

from __future__ import annotations

import json

from functions.adapters.aws.deployment.description import Description
from functions.adapters.aws.deployment.template.api import api
from functions.adapters.aws.deployment.template.compute import functions
from functions.adapters.aws.deployment.template.data import data
from functions.adapters.aws.deployment.template.edge import edge
from functions.adapters.aws.deployment.template.firewall import firewall
from functions.adapters.aws.deployment.template.parameters import parameters
from functions.adapters.aws.deployment.template.queues import queues
from functions.adapters.aws.deployment.template.roles import roles
from functions.adapters.aws.deployment.template.watching import watching
from functions.adapters.aws.deployment.template.words import Node, att, ref

__all__ = ["template", "written"]


def template(description: Description) -> Node:
    """The template as JSON. Raises ``Invalid`` for a function that nobody wrote a role for."""
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Motcua: portal, functions and what they keep",
        "Parameters": parameters(),
        "Resources": {
            **data(),
            **queues(description),
            **roles(description),
            **functions(description),
            **api(description),
            **edge(description),
            **firewall(),
            **watching(),
        },
        "Outputs": {
            "Address": {
                "Description": "Where the domain must lead (CNAME)",
                "Value": att("Distribution", "DomainName"),
            },
            "Table": {"Value": ref("Table")},
            "WorkQueue": {"Value": ref("WorkQueue")},
            "ReleaseBucket": {"Value": ref("ReleaseBucket")},
            "Release": {"Value": ref("Release")},
        },
    }


def written(made: Node) -> str:
    """As text that is the same for the same template."""
    return json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True)
