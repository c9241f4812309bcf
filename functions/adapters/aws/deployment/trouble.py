"""What AWS, or a cluster that speaks its protocols, says when something fails, in words with a mend."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, PartialCredentialsError

from functions.domain.errors import Forbidden, Invalid, MotcuaError, NotFound, Unavailable

EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"})
UNKNOWN = frozenset(
    {"InvalidAccessKeyId", "InvalidClientTokenId", "SignatureDoesNotMatch", "UnrecognizedClientException"}
)
REFUSED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403"})
ABSENT = frozenset({"404", "NoSuchBucket", "NoSuchKey", "NotFound", "ResourceNotFoundException"})


def code_of(error: ClientError) -> str:
    """The service's own code for what went wrong."""
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def named(what: str) -> Iterator[None]:
    """Turn errors of the client into ours. ``what`` was being done, as in “Reading the bucket x”."""
    try:
        yield
    except (NoCredentialsError, PartialCredentialsError):
        raise Invalid(
            f"{what}: there are no credentials. Sign in to AWS, or name a profile in AWS_PROFILE."
        ) from None
    except ClientError as error:
        raise _meant(what, error) from error
    except BotoCoreError as error:
        raise Unavailable(
            f"{what}: no answer ({type(error).__name__}). Check region, endpoint and network."
        ) from error


def _meant(what: str, error: ClientError) -> MotcuaError:
    code = code_of(error)
    if code in EXPIRED:
        return Invalid(f"{what}: the credentials have expired. Sign in to AWS again; nothing was changed.")
    if code in UNKNOWN:
        return Invalid(f"{what}: the credentials are not known there. Check keys, profile and region.")
    if code in REFUSED:
        return Forbidden(f"{what}: {error.operation_name} is not allowed to you. Ask for that right.")
    if code in ABSENT:
        return NotFound(f"{what}: it is not there ({code}).")
    said = str(error.response.get("Error", {}).get("Message", "")).strip()
    if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500:
        return Unavailable(f"{what}: {code}. {said}")
    return Invalid(f"{what}: {code}. {said}")
