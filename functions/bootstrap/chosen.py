"""Which adapter a setting chooses: one function a port. A library loads only where it is chosen."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from functions.domain.errors import Fault, Invalid
from functions.ports import (
    UNMEASURED,
    BlobStore,
    Clock,
    KeyVault,
    Mailer,
    Measures,
    Queue,
    Scanner,
    Signer,
    SmsSender,
    Store,
    Typesetter,
    UploadDesk,
)
from functions.settings import Settings

if TYPE_CHECKING:
    from functions.adapters.aws.clients import Place
    from functions.adapters.mail import FolderMailer
    from functions.adapters.pyhanko import PdfVerifier
    from functions.adapters.sms import FolderSms


def room(settings: Settings) -> Callable[[], int | None]:
    """How many bytes are free where the state lies; nobody knows where the cloud keeps it."""
    if getattr(settings, "store", "sqlite") != "sqlite":
        return lambda: None
    return lambda: shutil.disk_usage(settings.state).free


def measures(settings: Settings) -> Measures:
    """Where measures go."""
    places: list[Measures] = []
    if settings.measures == "file":
        from functions.adapters.measures.shared_file import SharedFile

        places.append(SharedFile(settings.state / "measures.json"))
    if settings.measures == "cloudwatch":
        from functions.adapters.measures.cloudwatch import CloudWatchLines

        places.append(CloudWatchLines())
    if settings.otlp_endpoint:
        from functions.adapters.measures.otlp import Otlp

        places.append(Otlp(settings.otlp_endpoint))
    if len(places) < 2:
        return places[0] if places else UNMEASURED
    from functions.adapters.measures.several import Several

    return Several(places)


def store(settings: Settings) -> Store:
    """The database."""
    from functions.adapters.sqlite import SqliteStore

    return SqliteStore(database(settings))


def queue(settings: Settings) -> Queue | None:
    """Who wakes workers; nobody where they ask the store. Raises ``Invalid`` without an address."""
    if settings.queue == "poll":
        return None
    if not settings.sqs_queue_url:
        fault = Fault("MOTCUA_SQS_QUEUE_URL", "missing", "Name the queue, or set MOTCUA_QUEUE=poll.")
        raise Invalid("The settings do not hold; nothing was started.", [fault])
    from functions.adapters.aws.sqs import SqsQueue

    return SqsQueue(place(settings, settings.sqs_endpoint), settings.sqs_queue_url)


def blobs(settings: Settings) -> BlobStore:
    """Where files lie."""
    if settings.files == "s3":
        from functions.adapters.aws.s3.blobs import S3Blobs

        return S3Blobs(place(settings, settings.s3_endpoint), settings.s3_bucket)
    from functions.adapters.files import FolderBlobs

    return FolderBlobs(settings.state / "files")


def desk(settings: Settings, blobs: BlobStore) -> UploadDesk:
    """Where browsers send files."""
    if settings.files == "s3":
        from functions.adapters.aws.s3.desk import S3Desk

        endpoint = settings.s3_public_endpoint or settings.s3_endpoint
        return S3Desk(place(settings, endpoint), settings.s3_bucket.replace("{area}", "quarantine"))
    from functions.adapters.desk import FolderDesk

    return FolderDesk(blobs)


def keys(settings: Settings) -> KeyVault:
    """Who keeps the master key."""
    from functions.adapters.local_keys import LocalKeys

    return LocalKeys(settings.state / "master.key", database(settings))


def signer(settings: Settings, clock: Clock, typesetter: Typesetter) -> Signer:
    """Who signs."""
    from functions.adapters.pyhanko import TestAuthoritySigner

    return TestAuthoritySigner(test_authority(settings), clock, typesetter, settings.tsa_url)


def verifier(settings: Settings, clock: Clock) -> PdfVerifier:
    """Who judges signatures."""
    from functions.adapters.pyhanko import PdfVerifier

    return PdfVerifier(test_authority(settings), settings.signature_roots, clock)


def scanner(settings: Settings) -> Scanner:
    """Who looks for malware."""
    from functions.adapters.clamd import ClamdScanner, NoScanner

    return ClamdScanner(settings.clamd_host, settings.clamd_port) if settings.clamd_host else NoScanner()


def folders(settings: Settings) -> dict[str, FolderMailer | FolderSms]:
    """Folders that keep what would have gone out, by channel; none where messages do go out."""
    from functions.adapters.mail import FolderMailer
    from functions.adapters.sms import FolderSms

    if settings.smtp_host:
        return {}
    return {"email": FolderMailer(settings.state / "mail"), "sms": FolderSms(settings.state / "sms")}


def mailer(settings: Settings, kept: Mapping[str, FolderMailer | FolderSms]) -> Mailer:
    """Who hands mail over."""
    from functions.adapters.mail import FolderMailer, SmtpMailer

    folder = kept.get("email")
    if isinstance(folder, FolderMailer):
        return folder
    return SmtpMailer(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_starttls,
        settings.smtp_user,
        settings.smtp_password.get_secret_value(),
    )


def sms(settings: Settings, kept: Mapping[str, FolderMailer | FolderSms]) -> SmsSender | None:
    """Who hands text messages over; nobody where messages go out and no gateway is set."""
    from functions.adapters.sms import FolderSms

    folder = kept.get("sms")
    return folder if isinstance(folder, FolderSms) else None


def place(settings: Settings, endpoint: str = "") -> Place:
    """Where an AWS service answers; ``endpoint`` is that service's own setting, if it has one."""
    from functions.adapters.aws.clients import Place

    return Place(
        region=settings.aws_region,
        endpoint=endpoint or settings.aws_endpoint,
        access_key=settings.aws_access_key,
        secret_key=settings.aws_secret_key.get_secret_value(),
    )


def token_secret(settings: Settings) -> bytes:
    """The secret that signs tokens, made once; only the owner may read it."""
    path = settings.state / "tokens.key"
    if not path.exists():
        made = path.with_suffix(f".{os.getpid()}")
        made.touch(mode=0o600)
        made.write_bytes(secrets.token_bytes(32))
        try:
            os.link(made, path)  # fails if another process was first, and then its secret counts
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_bytes()


def database(settings: Settings) -> Path:
    """The file of the embedded database."""
    return settings.state / "motcua.sqlite3"


def test_authority(settings: Settings) -> Path:
    """The folder of the authority whose signatures have no legal value."""
    return settings.state / "test-authority"
