"""The HTTP door: every route of the app, and nothing else."""

from __future__ import annotations

import hashlib
import json

from functions.adapters.aws.deployment.description import Description
from functions.adapters.aws.deployment.template.words import Node, ref, resource, sub

STAGE = "live"
NOWHERE = "khong-co-trang"
"""Below this path the gateway says by itself that there is no such page; see edge.py."""
NO_PAGE = (
    '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Không có trang này</title>'
    '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/theme/css/tokens.css">'
    '<link rel="stylesheet" href="/theme/css/base.css"></head><body><main><h1>Không có trang này</h1>'
    '<p>Trang bạn tìm đã chuyển đi hoặc chưa từng có. <a href="/">Về trang chủ</a></p>'
    '<p lang="en">There is no such page. <a href="/en/" hreflang="en">English pages</a></p></main>'
    "</body></html>"
)
"""Without ``#`` and ``$``, which the gateway's templates would take for their own."""


def api(description: Description) -> Node:
    front = description.front.id
    body = _body(description)
    # A deployment is a snapshot: only one with another name takes changed routes over.
    snapshot = "Snapshot" + hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:12]
    called = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/" + f"{STAGE}/*"
    permission = {
        "FunctionName": ref(front),
        "Action": "lambda:InvokeFunction",
        "Principal": "apigateway.amazonaws.com",
        "SourceArn": sub(called),
    }
    stage = {
        "RestApiId": ref("Api"),
        "DeploymentId": ref(snapshot),
        "StageName": STAGE,
        "MethodSettings": [
            {
                "HttpMethod": "*",
                "ResourcePath": "/*",
                "MetricsEnabled": True,
                "DataTraceEnabled": False,  # would write what people send into logs
                "ThrottlingRateLimit": 2000,
                "ThrottlingBurstLimit": 4000,
            }
        ],
    }
    settings = {
        "Name": ref("AWS::StackName"),
        "EndpointConfiguration": {"Types": ["REGIONAL"]},
        "BinaryMediaTypes": list(description.binary_types),
        "Body": body,
        "FailOnWarnings": True,
    }
    return {
        "Api": resource("ApiGateway::RestApi", settings),
        snapshot: resource("ApiGateway::Deployment", {"RestApiId": ref("Api")}),
        "Stage": resource("ApiGateway::Stage", stage),
        "ApiPermission": resource("Lambda::Permission", permission),
    }


def _body(description: Description) -> Node:
    """The routes as OpenAPI, each handed to the one function as it came."""
    path = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
    integration = {
        "type": "aws_proxy",
        "httpMethod": "POST",
        "uri": sub(path + "${" + description.front.id + ".Arn}/invocations"),
    }
    paths: Node = {
        route: {
            method.lower(): {
                **_parameters(route),
                "responses": {},
                "x-amazon-apigateway-integration": integration,
            }
            for method in sorted(methods)
        }
        for route, methods in sorted(description.routes.items())
    }
    paths[f"/{NOWHERE}/{{proxy+}}"] = {"get": _no_page(), "head": _no_page()}
    return {
        "swagger": "2.0",
        "info": {"title": "motcua", "version": "1.0"},
        "paths": paths,
        "x-amazon-apigateway-gateway-responses": {
            # An unknown path is 403 to the gateway; to people it is a page that is not there.
            "MISSING_AUTHENTICATION_TOKEN": {
                "statusCode": 404,
                "responseParameters": {"gatewayresponse.header.Content-Type": "'text/html; charset=utf-8'"},
                "responseTemplates": {"application/json": NO_PAGE},
            }
        },
    }


def _parameters(route: str) -> Node:
    names = [part[1:-1] for part in route.split("/") if part.startswith("{")]
    return {"parameters": [_in_path(name) for name in names]} if names else {}


def _in_path(name: str) -> Node:
    return {"name": name, "in": "path", "required": True, "type": "string"}


def _no_page() -> Node:
    return {
        "parameters": [_in_path("proxy")],
        "produces": ["text/html"],
        "responses": {
            "404": {"description": "No such page", "headers": {"Content-Type": {"type": "string"}}}
        },
        "x-amazon-apigateway-integration": {
            "type": "mock",
            "requestTemplates": {
                "application/json": '{"statusCode": 404}',
                "text/html": '{"statusCode": 404}',
            },
            "passthroughBehavior": "when_no_templates",
            "responses": {
                "default": {
                    "statusCode": "404",
                    "responseParameters": {
                        "method.response.header.Content-Type": "'text/html; charset=utf-8'"
                    },
                    "responseTemplates": {"text/html": NO_PAGE},
                }
            },
        },
    }
