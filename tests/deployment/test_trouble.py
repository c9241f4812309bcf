"""What AWS says becomes a sentence with a mend, and never a traceback."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError

from functions.adapters.aws.deployment.trouble import named
from functions.domain.errors import Forbidden, Invalid, MotcuaError, NotFound, Unavailable


def refused(code: str, status: int = 400) -> ClientError:
    return ClientError(
        {"Error": {"Code": code, "Message": "said"}, "ResponseMetadata": {"HTTPStatusCode": status}},  # type: ignore[typeddict-item]
        "DescribeStacks",
    )


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (refused("ExpiredToken"), Invalid, "have expired"),
        (refused("ExpiredTokenException"), Invalid, "Sign in to AWS again"),
        (refused("InvalidClientTokenId"), Invalid, "not known there"),
        (refused("AccessDenied"), Forbidden, "DescribeStacks is not allowed to you"),
        (refused("NoSuchBucket"), NotFound, "it is not there"),
        (refused("Throttling", 503), Unavailable, "Throttling"),
        (refused("ValidationError"), Invalid, "ValidationError. said"),
        (NoCredentialsError(), Invalid, "no credentials"),
        (EndpointConnectionError(endpoint_url="http://x"), Unavailable, "Check region, endpoint and network"),
    ],
    ids=lambda one: str(one)[:30],
)
def test_each_trouble_has_its_words(error: Exception, kind: type[MotcuaError], words: str) -> None:
    with pytest.raises(kind) as said, named("Looking at the stack"):
        raise error
    assert words in said.value.message and said.value.message.startswith("Looking at the stack: ")
