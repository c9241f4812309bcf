"""The buckets of an installation, for whoever sets it up or looks whether it is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.bootstrap import chosen
from functions.domain.errors import Fault, Invalid
from functions.settings import Settings

if TYPE_CHECKING:
    from functions.adapters.aws.s3.buckets import Misshapen


def misshapen(settings: Settings, *, create: bool = False) -> list[Misshapen]:
    """What is otherwise than it must be; with ``create``, after making what can be made.

    Raises ``Invalid`` where files do not lie in buckets, ``StoreUnavailable`` when the storage is away.
    """
    if settings.files != "s3":
        fault = Fault("MOTCUA_FILES", settings.files, "Files lie in a folder here. Set MOTCUA_FILES=s3.")
        raise Invalid("There are no buckets to look at.", [fault])
    from functions.adapters.aws.s3.buckets import check_shape
    from functions.adapters.aws.s3.buckets import create as make

    place = chosen.place(settings, settings.s3_endpoint)
    return (make if create else check_shape)(place, settings.s3_bucket, settings.public_url)
