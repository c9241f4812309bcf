"""Events as AWS hands them over: API Gateway (REST, payload 1.0), SQS, the table's stream, EventBridge."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from functions.adapters.aws.dynamodb.items import encode
from functions.adapters.aws.dynamodb.rows import fields_of
from functions.ports import OutboxRow, OutboxState

Event = dict[str, Any]


def request(
    method: str,
    resource: str,
    body: bytes = b"",
    kind: str = "",
    query: dict[str, str] | None = None,
    **parts: str,
) -> Event:
    """A request through the gateway; bodies are base64, since forms are among the binary types."""
    headers = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Host": "dvc.example.vn"}
    if kind:
        headers["Content-Type"] = kind
    path = resource.format(**parts)
    return {
        "resource": resource,
        "path": path,
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": query,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()}
        if query
        else None,
        "pathParameters": parts or None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": method,
            "path": path,
            "stage": "prod",
            "identity": {"sourceIp": "192.0.2.9"},
        },
        "body": base64.b64encode(body).decode() if body else None,
        "isBase64Encoded": bool(body),
    }


def messages(*bodies: str) -> Event:
    """A batch of the queue; the messages are called ``m0``, ``m1`` …"""
    return {
        "Records": [
            {
                "messageId": f"m{number}",
                "receiptHandle": f"h{number}",
                "body": body,
                "attributes": {"ApproximateReceiveCount": "1"},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:ap-southeast-1:123456789012:work",
                "awsRegion": "ap-southeast-1",
            }
            for number, body in enumerate(bodies)
        ]
    }


def changes(*images: Event) -> Event:
    """Records of the table's stream, numbered from 1, with the new images as the table has them."""
    return {
        "Records": [
            {
                "eventID": f"e{number}",
                "eventName": "INSERT",
                "eventSource": "aws:dynamodb",
                "eventSourceARN": "arn:aws:dynamodb:ap-southeast-1:123456789012:table/motcua/stream/1",
                "awsRegion": "ap-southeast-1",
                "dynamodb": {
                    "ApproximateCreationDateTime": 1780968600,
                    "Keys": {name: image[name] for name in ("pk", "sk")},
                    "NewImage": image,
                    "SequenceNumber": str(number),
                    "SizeBytes": 100,
                    "StreamViewType": "NEW_IMAGE",
                },
            }
            for number, image in enumerate(images, 1)
        ]
    }


def owed(row_id: str, moment: datetime, state: OutboxState = "pending") -> Event:
    """The image of a row that became owed."""
    row = OutboxRow(row_id, "c1", "notify", {"subject": "submitted"}, moment, state=state)
    return encode({**fields_of(row), "pk": f"outbox#{row_id}", "sk": "outbox"})


def tick() -> Event:
    """The clock of EventBridge."""
    return {
        "version": "0",
        "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "123456789012",
        "time": "2026-06-09T01:30:00Z",
        "region": "ap-southeast-1",
        "resources": ["arn:aws:events:ap-southeast-1:123456789012:rule/sweep"],
        "detail": {},
    }
