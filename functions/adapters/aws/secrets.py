"""Secrets from Secrets Manager: one secret holds all of them as a JSON object, so that a start asks once."""

from __future__ import annotations

import json
from collections.abc import Mapping

from botocore.exceptions import BotoCoreError, ClientError

from functions.adapters.aws.clients import Place, client
from functions.domain.errors import Invalid, StoreUnavailable

_MENDS = {
    "ResourceNotFoundException": "there is no such secret: create it, or correct MOTCUA_SECRETS_ID",
    "AccessDeniedException": "this role may not read it: allow secretsmanager:GetSecretValue",
    "InvalidRequestException": "it is marked for deletion: restore it",
    "DecryptionFailure": "its key does not open it: allow kms:Decrypt, or enable the key",
}


def read_secrets(place: Place, secret_id: str) -> Mapping[str, str]:
    """The values by name. Raises ``Invalid`` for what a person must mend, ``StoreUnavailable`` else."""
    try:
        answer = client("secretsmanager", place).get_secret_value(SecretId=secret_id)
    except ClientError as error:
        mend = _MENDS.get(error.response.get("Error", {}).get("Code", ""))
        if mend:
            raise Invalid(f"The secret {secret_id} cannot be read: {mend}.") from None
        raise StoreUnavailable("Secrets Manager refuses to answer.") from None
    except BotoCoreError as error:
        raise StoreUnavailable(f"Secrets Manager is away: {type(error).__name__}.") from None
    return _parsed(answer.get("SecretString", ""), secret_id)


def _parsed(text: str, secret_id: str) -> Mapping[str, str]:
    try:
        read = json.loads(text)
    except ValueError:
        read = None
    if not isinstance(read, dict) or not all(isinstance(one, str) for one in read.values()):
        raise Invalid(f"The secret {secret_id} must be a JSON object of names and texts.")
    return read
