"""Who is asking."""

from __future__ import annotations

from functions.adapters.aws.clients import Place, client
from functions.adapters.aws.deployment.trouble import named


def account_of(place: Place) -> str:
    """The account that the credentials belong to. Raises ``Invalid`` for missing or expired ones."""
    with named("Asking who you are"):
        return str(client("sts", place).get_caller_identity()["Account"])
