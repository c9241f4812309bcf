"""Clients of the AWS protocols, made on first use: making one costs a cold start more than anything else."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import boto3
from botocore.config import Config


@dataclass(frozen=True, slots=True)
class Place:
    """Where a service answers. Without ``endpoint`` it is AWS in that region; keys come from the environment
    or the role, or are given for a cluster of one's own.
    """

    region: str
    endpoint: str = ""
    access_key: str = ""
    secret_key: str = field(default="", repr=False)
    connect_seconds: float = 3
    read_seconds: float = 10
    attempts: int = 3


@cache
def client(service: str, place: Place) -> Any:
    """The one client of a service at a place. Clients are safe between threads; callers wait at most
    ``attempts`` × ``read_seconds`` for an answer.
    """
    return boto3.session.Session().client(  # the default session is not safe between threads
        service,  # type: ignore[call-overload]
        region_name=place.region,
        endpoint_url=place.endpoint or None,
        aws_access_key_id=place.access_key or None,
        aws_secret_access_key=place.secret_key or None,
        config=Config(
            connect_timeout=place.connect_seconds,
            read_timeout=place.read_seconds,
            max_pool_connections=64,  # as many as threads may serve; one too many is made anew each time
            retries={"mode": "standard", "total_max_attempts": place.attempts},
            signature_version="s3v4" if service == "s3" else None,  # it would sign grants the old way
            s3={"addressing_style": "path" if place.endpoint else "auto"},
        ),
    )
