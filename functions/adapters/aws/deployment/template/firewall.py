"""The firewall before the gateway: nobody goes round the CDN, and nobody asks without end.

It stands in the region of the stack, because one of CloudFront itself can only be made in us-east-1 and
one template would not do. The caller's address comes in a header that the CDN sets over what the caller sent.
"""

from __future__ import annotations

from typing import Any

from functions.adapters.aws.deployment.template.api import STAGE
from functions.adapters.aws.deployment.template.edge import EDGE_HEADER, VIEWER_HEADER, edge_secret
from functions.adapters.aws.deployment.template.words import Node, arn, ref, resource, sub

AS_IT_IS = [{"Priority": 0, "Type": "NONE"}]


def firewall() -> Node:
    rules = [
        _rule(
            0,
            "not-by-the-cdn",
            {"NotStatement": {"Statement": _comes_by_the_cdn()}},
            {"CustomResponse": {"ResponseCode": 404}},
        ),
        _rule(1, "too-many-posts", _rate("PostsPerFiveMinutes", _is_post()), _too_many()),
        _rule(2, "too-many-requests", _rate("RequestsPerFiveMinutes"), _too_many()),
    ]
    acl = {
        "Scope": "REGIONAL",
        "DefaultAction": {"Allow": {}},
        "VisibilityConfig": _seen("firewall"),
        "Rules": rules,
        "CustomResponseBodies": {
            "too-many": {
                "ContentType": "TEXT_PLAIN",
                "Content": "Địa chỉ của bạn gửi quá nhiều yêu cầu. Đợi 5 phút rồi gửi lại; "
                "những gì đã lưu vẫn còn.",
            }
        },
    }
    stage = "arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${Api}/stages/" + STAGE
    joint = {"ResourceArn": sub(stage), "WebACLArn": arn("Firewall")}
    return {
        "Firewall": resource("WAFv2::WebACL", acl),
        "FirewallAtGateway": resource("WAFv2::WebACLAssociation", joint, DependsOn=["Stage"]),
    }


def _rule(priority: int, name: str, statement: Node, block: Node) -> Node:
    return {
        "Name": name,
        "Priority": priority,
        "Statement": statement,
        "Action": {"Block": block},
        "VisibilityConfig": _seen(name),
    }


def _seen(name: str) -> Node:
    """Counted, and no request kept: a sample would hold tokens and what people typed."""
    return {"MetricName": name, "CloudWatchMetricsEnabled": True, "SampledRequestsEnabled": False}


def _comes_by_the_cdn() -> Node:
    match: dict[str, Any] = {
        "FieldToMatch": {"SingleHeader": {"Name": EDGE_HEADER}},
        "PositionalConstraint": "EXACTLY",
        "SearchString": edge_secret(),
        "TextTransformations": AS_IT_IS,
    }
    return {"ByteMatchStatement": match}


def _is_post() -> Node:
    method = {
        "FieldToMatch": {"Method": {}},
        "PositionalConstraint": "EXACTLY",
        "SearchString": "POST",
        "TextTransformations": AS_IT_IS,
    }
    return {"ByteMatchStatement": method}


def _rate(limit: str, only: Node | None = None) -> Node:
    by_caller = {
        "Limit": ref(limit),
        "EvaluationWindowSec": 300,
        "AggregateKeyType": "FORWARDED_IP",
        # A request without a readable address is no visitor of ours: it counts as over the limit.
        "ForwardedIPConfig": {"HeaderName": VIEWER_HEADER, "FallbackBehavior": "MATCH"},
    }
    return {"RateBasedStatement": by_caller | ({"ScopeDownStatement": only} if only else {})}


def _too_many() -> Node:
    wait = [{"Name": "Retry-After", "Value": "300"}]
    return {
        "CustomResponse": {"ResponseCode": 429, "CustomResponseBodyKey": "too-many", "ResponseHeaders": wait}
    }
