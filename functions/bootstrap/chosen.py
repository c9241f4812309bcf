"""Which adapter a setting chooses: one function a port. A library loads only where it is chosen."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from functions.domain import probe
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
    from functions.adapters.pyhanko import KeyHolder, PdfVerifier
    from functions.adapters.sms import FolderSms


def probe_signs(settings: Settings) -> bool:
    """Whether the installation's trials are signed: by the test authority, or by a key that names them."""
    if settings.signing == "test" or settings.signing_keys is None:
        return True
    try:
        return f'"{probe.OFFICE}"' in settings.signing_keys.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False


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
    if settings.store == "dynamodb":
        from functions.adapters.aws.dynamodb.store import DynamodbStore

        return DynamodbStore(place(settings, settings.dynamodb_endpoint), settings.dynamodb_table)
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

        quarantine = settings.s3_bucket.replace("{area}", "quarantine")
        return S3Desk(place(settings, settings.s3_endpoint), quarantine, _upload_address(settings))
    from functions.adapters.desk import FolderDesk

    return FolderDesk(blobs)


def upload_origin(settings: Settings) -> str:
    """Where else than here pages send files, as a content policy names it; empty for here."""
    if settings.files != "s3":
        return ""
    parts = urlsplit(_upload_address(settings))
    return f"{parts.scheme}://{parts.netloc}"


def _upload_address(settings: Settings) -> str:
    """Where browsers post to. On AWS the bucket's own regional address, which redirects nobody."""
    bucket = settings.s3_bucket.replace("{area}", "quarantine")
    endpoint = settings.s3_public_endpoint or settings.s3_endpoint or settings.aws_endpoint
    if endpoint:
        return f"{endpoint.rstrip('/')}/{bucket}"
    return f"https://{bucket}.s3.{settings.aws_region}.amazonaws.com/"


def keys(settings: Settings) -> KeyVault:
    """Who keeps the master key."""
    if settings.keys == "kms":
        from functions.adapters.aws.kms import KmsKeys

        return KmsKeys(place(settings, settings.kms_endpoint), settings.kms_key_id)
    from functions.adapters.local_keys import LocalKeys

    return LocalKeys(settings.state / "master.key", database(settings))


def signer(
    settings: Settings,
    clock: Clock,
    typesetter: Typesetter,
    secret: Mapping[str, str],
    measures: Measures = UNMEASURED,
) -> Signer:
    """Who signs; ``measures`` get how long the time-stamp authority takes."""
    if settings.signing == "test" or settings.signing_keys is None:
        from functions.adapters.pyhanko import TestAuthoritySigner

        return TestAuthoritySigner(test_authority(settings), clock, typesetter, settings.tsa_url, measures)
    from functions.adapters.pyhanko import KeySigner

    holder = _holder(settings, secret)
    return KeySigner(settings.signing_keys, holder, clock, typesetter, settings.tsa_url, measures)


def _holder(settings: Settings, secret: Mapping[str, str]) -> KeyHolder:
    """Who holds the private keys of signatories."""
    if settings.signing == "kms":
        from functions.adapters.aws.kms import KmsSigningKeys

        return KmsSigningKeys(place(settings, settings.kms_endpoint))
    from functions.adapters.pyhanko.token import HardwareToken

    return HardwareToken(str(settings.pkcs11_module), settings.pkcs11_token, secret["pkcs11-pin"])


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

    kept: dict[str, FolderMailer | FolderSms] = {}
    if mail_way(settings) == "folder":
        kept["email"] = FolderMailer(settings.state / "mail")
    if sms_way(settings) == "folder":
        kept["sms"] = FolderSms(settings.state / "sms")
    return kept


def mail_way(settings: Settings) -> str:
    """How mail goes out, where the setting leaves it to what else is set."""
    return settings.mail or ("smtp" if settings.smtp_host else "folder")


def sms_way(settings: Settings) -> str:
    """How text messages go out, likewise."""
    return settings.sms or ("folder" if mail_way(settings) == "folder" else "none")


def mailer(
    settings: Settings, kept: Mapping[str, FolderMailer | FolderSms], secret: Mapping[str, str]
) -> Mailer:
    """Who hands mail over."""
    from functions.adapters.mail import FolderMailer, SmtpMailer

    folder = kept.get("email")
    if isinstance(folder, FolderMailer):
        return folder
    if mail_way(settings) == "ses":
        from functions.adapters.aws.ses import SesMailer

        return SesMailer(place(settings, settings.ses_endpoint), settings.ses_configuration_set)
    return SmtpMailer(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_starttls,
        settings.smtp_user,
        secret.get("smtp-password", ""),
    )


def sms(
    settings: Settings, kept: Mapping[str, FolderMailer | FolderSms], secret: Mapping[str, str]
) -> SmsSender | None:
    """Who hands text messages over; nobody where messages go out and no gateway is set.

    Raises ``Invalid`` naming every fault in how the gateway is described.
    """
    from functions.adapters.sms import FolderSms

    folder = kept.get("sms")
    if isinstance(folder, FolderSms):
        return folder
    if sms_way(settings) == "sns":
        from functions.adapters.aws.sns import SnsSms

        return SnsSms(place(settings, settings.sns_endpoint), settings.sms_sender)
    return _gateway(settings, secret) if sms_way(settings) == "http" else None


def _gateway(settings: Settings, secret: Mapping[str, str]) -> SmsSender:
    from functions.adapters.sms_gateway import GatewaySms, gateway_of

    try:
        gateway = gateway_of(
            url=settings.sms_url,
            encoding=settings.sms_encoding,
            headers=settings.sms_headers,
            body=settings.sms_body,
            verdict=settings.sms_success_path,
            taken=settings.sms_success_values,
            refused=settings.sms_refused_values,
            secret=secret.get("sms-secret", ""),
            seconds=settings.sms_seconds,
        )
    except Invalid as error:
        faults = [replace(one, where=f"MOTCUA_SMS_{one.where.upper()}") for one in error.faults]
        raise Invalid(error.message, faults) from None
    return GatewaySms(gateway)


def place(settings: Settings, endpoint: str = "") -> Place:
    """Where an AWS service answers; ``endpoint`` is that service's own setting, if it has one."""
    from functions.adapters.aws.clients import Place

    return Place(
        region=settings.aws_region,
        endpoint=endpoint or settings.aws_endpoint,
        access_key=settings.aws_access_key,
        secret_key=settings.aws_secret_key.get_secret_value(),
    )


def database(settings: Settings) -> Path:
    """The file of the embedded database."""
    return settings.state / "motcua.sqlite3"


def test_authority(settings: Settings) -> Path:
    """The folder of the authority whose signatures have no legal value."""
    return settings.state / "test-authority"
