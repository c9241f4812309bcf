"""One role a function, written by hand: what it needs, and nothing that it could use besides.

A function that is not named here cannot be deployed: somebody has to think about what it may do.
"""

from __future__ import annotations

from collections.abc import Callable

from functions.adapters.aws.deployment.description import Description, Function
from functions.adapters.aws.deployment.template.buckets import AREAS, bucket_id
from functions.adapters.aws.deployment.template.data import SIGNS
from functions.adapters.aws.deployment.template.words import Node, allow, arn, att, joined, ref, resource, sub
from functions.domain.errors import Fault, Invalid
from functions.ports import Area

READ = ["dynamodb:BatchGetItem", "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:Query"]
WRITE = ["dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
"""Transactions are allowed by the actions that they hold. Nobody may scan."""
READ_STREAM = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
RECEIVE = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
SEND = ["sqs:GetQueueAttributes", "sqs:SendMessage"]
GET = ["s3:GetObject"]
ALL = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]


def role_id(one: Function) -> str:
    return f"{one.stem}Role"


def policy_id(one: Function) -> str:
    return f"{one.stem}Policy"


def roles(description: Description) -> Node:
    """Raises ``Invalid`` naming the functions for which nobody has written a role."""
    unknown = [one.name for one in description.functions if one.name not in GRANTS]
    if unknown:
        mend = "No role is written for this function. Add it to GRANTS in template/roles.py."
        raise Invalid("Some functions may do nothing yet.", [Fault(name, "role", mend) for name in unknown])
    made: Node = {}
    for one in description.functions:
        made |= _role(one)
    return made


def _role(one: Function) -> Node:
    trusts = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    statements = [_writes_its_log(one), *GRANTS[one.name](one)]
    return {
        role_id(one): resource(
            "IAM::Role",
            {
                "Description": one.says,
                "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trusts]},
            },
        ),
        policy_id(one): resource(
            "IAM::Policy",
            {
                "PolicyName": one.name,
                "Roles": [ref(role_id(one))],
                "PolicyDocument": {"Version": "2012-10-17", "Statement": statements},
            },
        ),
    }


def _writes_its_log(one: Function) -> Node:
    return allow(["logs:CreateLogStream", "logs:PutLogEvents"], arn(f"{one.stem}Log"))


def _table(actions: list[str]) -> Node:
    return allow(actions, [arn("Table"), joined(arn("Table"), "/index/*")])


def _files(area: Area, actions: list[str]) -> Node:
    """Objects of one area. Whoever reads may list, or a missing file would look like a forbidden one."""
    return allow(actions, joined(arn(bucket_id(area)), "/*"))


def _listed(*areas: Area) -> Node:
    return allow(["s3:ListBucket"], [arn(bucket_id(area)) for area in areas])


def _wraps() -> Node:
    return allow(["kms:Decrypt", "kms:GenerateDataKey"], arn("DataKey"))


def _unwraps() -> Node:
    return allow(["kms:Decrypt"], arn("DataKey"))


def _signs() -> Node:
    """With the agency's key, and with keys of other signatories that carry the installation's mark."""
    keys = sub("arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/*")
    ours = {"StringEquals": {f"aws:ResourceTag/{SIGNS}": ref("AWS::StackName")}}
    return allow(["kms:GetPublicKey", "kms:Sign"], keys, Condition=ours)


def _secret() -> Node:
    """AWS ends the name of a secret with six letters of its own."""
    secrets = "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:"
    return allow(["secretsmanager:GetSecretValue"], sub(secrets + "${AWS::StackName}/secrets-??????"))


def _sends_mail() -> Node:
    """Only from the one sender: whoever got hold of this role could write to people in no other name."""
    ours = "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:"
    places = [sub(ours + "identity/*"), sub(ours + "configuration-set/*")]
    return allow(
        ["ses:SendEmail", "ses:SendRawEmail"],
        places,
        Condition={"StringEquals": {"ses:FromAddress": ref("MailSender")}},
    )


def _sends_sms() -> list[Node]:
    """A phone number is no resource, so AWS takes ``*`` only; topics, which are, are refused again."""
    topics = sub("arn:${AWS::Partition}:sns:*:${AWS::AccountId}:*")
    return [
        allow(["sns:Publish"], "*"),
        {"Effect": "Deny", "Action": ["sns:Publish"], "Resource": topics},
    ]


def _api(_one: Function) -> list[Node]:
    return [
        _table([*READ, *WRITE]),
        _files("quarantine", ALL),
        _files("clean", GET),
        _files("documents", GET),
        _listed(*AREAS),
        _wraps(),
        _secret(),
    ]


def _relay(_one: Function) -> list[Node]:
    return [
        allow(READ_STREAM, att("Table", "StreamArn")),
        allow(["dynamodb:ListStreams"], joined(arn("Table"), "/stream/*")),
        allow(SEND, [arn("WorkQueue"), arn("TroubleQueue")]),
    ]


def _work(_one: Function) -> list[Node]:
    return [
        _table([*READ, *WRITE]),
        *(_files(area, ALL) for area in AREAS),
        _files("documents", ["s3:PutObjectRetention"]),
        _listed(*AREAS),
        allow(RECEIVE, arn("WorkQueue")),
        _wraps(),
        _signs(),
        _secret(),
        _sends_mail(),
        *_sends_sms(),
    ]


def _feedback(_one: Function) -> list[Node]:
    return [
        _table([*READ, *WRITE]),
        allow(RECEIVE, arn("FeedbackQueue")),
        _unwraps(),
        _secret(),
    ]


def _sweep(_one: Function) -> list[Node]:
    return [_table(READ), allow(SEND, arn("WorkQueue")), _secret()]


def _probe(_one: Function) -> list[Node]:
    """It goes in by the doors like anybody; of the rest it looks at what it has to tell of."""
    status = sub("arn:${AWS::Partition}:s3:::${ReleaseBucket}/portal/status/*")
    return [
        _table([*READ, *WRITE]),
        allow(["s3:GetObject", "s3:PutObject"], status),
        _wraps(),
        _secret(),
    ]


def _tidy(_one: Function) -> list[Node]:
    return [
        _table([*READ, *WRITE]),
        *(_files(area, ["s3:DeleteObject", "s3:GetObject"]) for area in AREAS),
        _listed(*AREAS),
        _unwraps(),
        _secret(),
    ]


GRANTS: dict[str, Callable[[Function], list[Node]]] = {
    "api": _api,
    "relay": _relay,
    "work": _work,
    "feedback": _feedback,
    "sweep": _sweep,
    "probe": _probe,
    "tidy": _tidy,
}
"""Statements of each function besides writing its own log."""
