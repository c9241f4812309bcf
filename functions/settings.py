"""Typed settings, read from the environment as ``MOTCUA_<NAME>``; unknown names are refused.

A wrong or unknown setting stops the start with every fault named at once, since half a configuration
is how a province sends people's papers to the wrong place.
"""

from __future__ import annotations

import ast
import difflib
import inspect
import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from functions.domain.errors import Fault, Invalid

PREFIX = "MOTCUA_"


class Settings(BaseModel):
    """Everything that differs from one installation to the next."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    state: Path = Path("var")
    """Folder of the embedded mode: database, files, keys, test certificates, captured mail."""
    build: Path = Path("build")
    """Folder with the built portal (``www``) and the compiled catalogue."""
    templates: Path = Path("themes/civic")
    """Folder of the theme, whose templates the pages after the form use too."""
    host: str = "127.0.0.1"
    """Address that ``motcua serve`` listens on."""
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    """Port that ``motcua serve`` listens on."""
    threads: Annotated[int, Field(ge=1, le=64)] = 4
    """Worker threads of the web server."""
    workers: Annotated[int, Field(ge=1, le=32)] = 2
    """Threads of ``motcua serve`` that scan, sign and send behind the requests."""
    processes: Annotated[int, Field(ge=1, le=64)] = 1
    """Web processes of ``motcua serve``; from 2 on a supervisor watches them and one more for the effects."""
    proxy: str = ""
    """Address of the web server in front, whose ``X-Forwarded-For`` is believed; empty believes nobody."""
    log_file: Path | None = None
    """File for the log, opened anew when it was moved away; empty writes to stderr, which systemd keeps."""
    public_url: Annotated[str, Field(pattern=r"^https?://[^/?#]+$")] = "http://127.0.0.1:8000"
    """Where citizens reach the portal; QR codes and messages lead there."""
    files: Literal["folder", "s3"] = "folder"
    """Where uploads and documents lie: a folder under ``state``, or S3-compatible storage."""
    s3_endpoint: Annotated[str, Field(pattern=r"^(https?://[^\s/]+)?$")] = ""
    """Where S3-compatible storage answers; empty takes ``aws_endpoint``, and without that AWS itself."""
    s3_public_endpoint: Annotated[str, Field(pattern=r"^(https?://[^\s/]+)?$")] = ""
    """Where browsers reach that storage, if it has another address for them."""
    s3_bucket: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*\{area\}[a-z0-9.-]*$")] = "motcua-{area}"
    """Name of the buckets; ``{area}`` stands for ``quarantine``, ``clean`` and ``documents``."""
    form_files_mb: Annotated[float, Field(ge=0, le=100)] = 0
    """Megabytes of files in one form sent without script, told beside the field; 0 takes ``max_body_mb``.
    4.5 behind an AWS gateway. Larger files go straight to the storage, by the page's script."""
    case_code_style: Literal["2018", "2020"] = "2020"
    """``2018``: ``000.00.00.H48-…`` (TT 01/2018); ``2020``: top-down ``H48.…-…`` (QĐ 20/2020)."""
    demo: bool = False
    """Shows the captured mail and sample officers. Never on an installation that people use."""
    smtp_host: str = ""
    """Mail server; empty keeps mail in a folder under ``state``."""
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 25
    """Port of the mail server."""
    smtp_starttls: bool = False
    """Whether to ask the mail server for TLS before sending."""
    smtp_user: str = ""
    """Account at the mail server; empty sends without signing in."""
    smtp_password: SecretStr = SecretStr("")
    """Password of that account."""
    mail_from: str = "khong-tra-loi@motcua.invalid"
    """Sender of notices."""
    clamd_host: str = ""
    """Virus scanner (clamd); empty means that files are judged by content only, and pages say so."""
    clamd_port: Annotated[int, Field(ge=1, le=65535)] = 3310
    """Port of the virus scanner."""
    preview_secret: SecretStr = SecretStr("")
    """What opens the private preview of ``motcua serve --preview``; empty makes a new one at each start."""
    tsa_url: Annotated[str, Field(pattern=r"^(https?://[^\s]+)?$")] = ""
    """Time-stamp authority (RFC 3161); empty uses the local test authority."""
    signature_roots: Path | None = None
    """Folder with the root certificates (``*.pem``) whose signatures count as real when a file is checked."""
    draft_days: Annotated[int, Field(ge=1, le=365)] = 30
    """How long a draft is kept after its last change."""
    done_effects_days: Annotated[int, Field(ge=2, le=3650)] = 90
    """How long a scan, signature or message stays among the effects once done. Its case keeps it for good."""
    max_body_mb: Annotated[int, Field(ge=1, le=100)] = 25
    """Largest request that is read. A larger one is refused before it is read."""
    lookups_per_minute: Annotated[int, Field(ge=1)] = 20
    """Tracking look-ups by one address in a minute; the limit fails shut."""
    checks_per_minute: Annotated[int, Field(ge=1)] = 20
    """Signed files checked for one address in a minute; the limit fails shut."""
    aws_region: str = "ap-southeast-1"
    """Region of the AWS services; a cluster of one's own takes any."""
    aws_endpoint: Annotated[str, Field(pattern=r"^(https?://[^\s]+)?$")] = ""
    """Where all AWS services answer, for a cluster of one's own; empty means AWS itself."""
    aws_access_key: str = ""
    """Access key for a cluster of one's own; empty uses the role or the environment, as on AWS."""
    aws_secret_key: SecretStr = SecretStr("")
    """Secret that belongs to the access key."""
    measures: Literal["file", "cloudwatch", "none"] = "file"
    """Where measures gather: a small file under ``state``, log lines that CloudWatch reads, or nowhere."""
    otlp_endpoint: Annotated[str, Field(pattern=r"^(https?://[^\s]+)?$")] = ""
    """Base address of an OpenTelemetry collector (OTLP over HTTP) that gets measures too; empty for none."""
    disk_free_mb: Annotated[int, Field(ge=1)] = 512
    """Room under ``state`` below which the portal calls itself not ready."""
    probe_mail: Annotated[str, Field(pattern=r"^([^@\s]+@[^@\s]+)?$")] = ""
    """Mailbox of the operators to which ``motcua probe`` has a notice sent; empty tries no mail."""
    status_bucket: str = ""
    """Bucket of the portal's releases, where the status page's report hangs; empty puts it into ``build``."""
    digest_to: Annotated[str, Field(pattern=r"^([^@\s]+@[^@\s,]+(,\s*[^@\s]+@[^@\s,]+)*)?$")] = ""
    """Who gets the daily digest of ``motcua digest``, by mail, commas between; empty prints it only."""
    store: Literal["sqlite", "dynamodb"] = "sqlite"
    """Where cases are kept: a file under ``state``, or a table of DynamoDB or of what speaks like it."""
    dynamodb_endpoint: Annotated[str, Field(pattern=r"^(https?://[^\s/]+)?$")] = ""
    """Where the table answers; empty takes ``aws_endpoint``, and without that AWS itself."""
    dynamodb_table: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{3,255}$")] = "motcua"
    """Name of the table, where ``store`` is ``dynamodb``."""
    queue: Literal["poll", "sqs"] = "poll"
    """How workers learn of what is owed: they ask the store, or a queue fed from the table wakes them."""
    sqs_endpoint: Annotated[str, Field(pattern=r"^(https?://[^\s/]+)?$")] = ""
    """Where the queue answers; empty takes ``aws_endpoint``, and without that AWS itself."""
    sqs_queue_url: Annotated[str, Field(pattern=r"^(https?://[^\s]+)?$")] = ""
    """Address of the queue of effects, as SQS names it; needed where ``queue`` is ``sqs``."""
    mail: Literal["", "folder", "smtp", "ses"] = ""
    """How mail goes out; empty takes ``smtp`` where ``smtp_host`` is set, else a folder under ``state``."""
    ses_endpoint: Annotated[str, Field(pattern=r"^(https?://[^\s]+)?$")] = ""
    """Where SES answers; empty takes ``aws_endpoint``, and without that AWS itself."""
    ses_configuration_set: str = ""
    """Configuration set of SES that reports bounces and complaints; needed where ``mail`` is ``ses``."""
    sms: Literal["", "folder", "none", "http", "sns"] = ""
    """How text messages go out; empty keeps them beside the mail where that is kept, and else sends none."""
    sns_endpoint: Annotated[str, Field(pattern=r"^(https?://[^\s]+)?$")] = ""
    """Where SNS answers; empty takes ``aws_endpoint``, and without that AWS itself."""
    sms_sender: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{0,11}$")] = ""
    """Registered name that phones show as the sender, where ``sms`` is ``sns``."""
    sms_url: Annotated[str, Field(pattern=r"^(https?://[^\s]+)?$")] = ""
    """Address of the text message gateway; needed where ``sms`` is ``http``. It takes no placeholders."""
    sms_encoding: Literal["json", "form", "query"] = "json"
    """How the gateway takes ``sms_body``: JSON or a form by POST, or in the address by GET."""
    sms_headers: str = Field("{}", repr=False)
    """Headers for the gateway as a JSON object, such as ``{"Authorization": "Bearer {secret}"}``."""
    sms_body: str = Field('{"to": "{to}", "text": "{text}", "id": "{id}"}', repr=False)
    """What the gateway is told, a JSON object; texts may hold {to}, {digits}, {text}, {id}, {secret}."""
    sms_success_path: str = ""
    """Where the gateway's JSON answer says what became of a message, such as ``data.0.status``."""
    sms_success_values: str = ""
    """Values found there that mean success, commas between; empty trusts any 2xx answer."""
    sms_refused_values: str = ""
    """Values found there that mean that this number will never do, commas between."""
    sms_secret: SecretStr = SecretStr("")
    """What {secret} stands for; better kept as ``sms-secret`` among the secrets."""
    sms_seconds: Annotated[float, Field(gt=0, le=60)] = 10.0
    """How long the gateway may take."""
    keys: Literal["local", "kms"] = "local"
    """Where the master key of the cases' keys lies: a file under ``state``, or KMS."""
    kms_endpoint: Annotated[str, Field(pattern=r"^(https?://[^\s]+)?$")] = ""
    """Where KMS answers; empty takes ``aws_endpoint``, and without that AWS itself."""
    kms_key_id: str = ""
    """Id, ARN or alias of the symmetric KMS key; needed where ``keys`` is ``kms``."""
    signing: Literal["test", "pkcs11", "kms"] = "test"
    """Who signs documents: the test authority, a hardware key, or asymmetric keys in KMS."""
    signing_keys: Path | None = None
    """TOML file that says which key and certificate belong to whom; ``test`` alone does without."""
    pkcs11_module: Path | None = None
    """Driver (``.so``) of the hardware key; needed where ``signing`` is ``pkcs11``."""
    pkcs11_token: str = ""
    """Label of the hardware token; needed where ``signing`` is ``pkcs11``."""
    pkcs11_pin: SecretStr = SecretStr("")
    """PIN of that token; better kept as ``pkcs11-pin`` among the secrets."""
    secrets: Literal["files", "secretsmanager"] = "files"
    """Where secrets come from: files and these settings, or Secrets Manager."""
    secrets_folder: Path | None = None
    """Folder with a file for each secret: ``token``, ``smtp-password``, ``sms-secret``, ``pkcs11-pin``."""
    secrets_id: str = ""
    """Name or ARN of the JSON secret with these names; needed where ``secrets`` is ``secretsmanager``."""
    secretsmanager_endpoint: Annotated[str, Field(pattern=r"^(https?://[^\s]+)?$")] = ""
    """Where Secrets Manager answers; empty takes ``aws_endpoint``, and without that AWS itself."""
    viewer_header: Annotated[str, Field(pattern=r"^[a-z0-9-]*$")] = ""
    """Header by which a CDN in front tells the caller's address. Only for one that sets it always, over
    whatever a caller sent, and that nobody can go round; the template for AWS sets it."""
    deploy_stack: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,19}$")] = "motcua"
    """Name of the installation that ``motcua deploy`` makes on AWS, short: names of buckets begin so."""
    deploy_certificate: str = ""
    """Certificate of the portal's name in ACM, in us-east-1, where CloudFront looks for it."""
    deploy_alarm_mail: Annotated[str, Field(pattern=r"^([^@\s]+@[^@\s]+)?$")] = ""
    """Who is told when an alarm of the installation on AWS goes off."""
    deploy_package: Path = Path("build/lambda/motcua.zip")
    """The zip of the functions that ``motcua deploy`` uploads; ``make package`` makes it."""
    searches_per_minute: Annotated[int, Field(ge=1)] = 300
    """Questions on the page of results by one address in a minute; many may share one. It fails open."""
    posts_per_minute: Annotated[int, Field(ge=1)] = 600
    """Forms saved or sent by one address in a minute; many people may share one. The limit fails shut."""


def meanings() -> dict[str, str]:
    """What each setting means: the text under it. Read here on demand, and not by pydantic at every start."""
    (body,) = (one for one in ast.parse(inspect.getsource(Settings)).body if isinstance(one, ast.ClassDef))
    return {
        field.target.id: inspect.cleandoc(text.value.value)
        for field, text in itertools.pairwise(body.body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant)
        if isinstance(text.value.value, str)
    }


def load(environment: Mapping[str, str]) -> Settings:
    """Read settings from an environment. Raises :class:`Invalid` naming every fault at once."""
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX)
    }
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        faults = [_fault(".".join(map(str, e["loc"])), e["type"], e["msg"]) for e in error.errors()]
        raise Invalid("The settings do not hold; nothing was started.", faults) from None
    if missing := [_needed(name, why) for name, why in _needs(settings) if not getattr(settings, name)]:
        raise Invalid("The settings do not hold; nothing was started.", missing)
    return settings


_NEEDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("mail", "smtp", ("smtp_host",)),
    ("mail", "ses", ("ses_configuration_set",)),
    ("sms", "http", ("sms_url",)),
    ("keys", "kms", ("kms_key_id",)),
    ("signing", "pkcs11", ("signing_keys", "tsa_url", "pkcs11_module", "pkcs11_token")),
    ("signing", "kms", ("signing_keys", "tsa_url")),
    ("secrets", "secretsmanager", ("secrets_id",)),
    ("queue", "sqs", ("sqs_queue_url",)),
)
"""What each choice cannot do without: the setting, its value, and the settings that it needs."""


def _needs(settings: Settings) -> Iterator[tuple[str, str]]:
    for name, value, needed in _NEEDS:
        if getattr(settings, name) == value:
            yield from ((one, f"{PREFIX}{name.upper()}={value}") for one in needed)


def _needed(name: str, why: str) -> Fault:
    return Fault(PREFIX + name.upper(), "missing", f"{why} cannot do without it: set it.")


def _fault(name: str, kind: str, message: str) -> Fault:
    setting = PREFIX + name.upper()
    if kind != "extra_forbidden":
        return Fault(setting, kind, message)
    near = difflib.get_close_matches(name, Settings.model_fields, n=1)
    mend = f"Did you mean {PREFIX}{near[0].upper()}?" if near else "Remove it."
    return Fault(setting, "unknown", f"There is no such setting. {mend}")
