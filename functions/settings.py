"""Typed settings, read from the environment as ``MOTCUA_<NAME>``; unknown names are refused.

A wrong or unknown setting stops the start with every fault named at once, since half a configuration
is how a province sends people's papers to the wrong place.
"""

from __future__ import annotations

import ast
import difflib
import inspect
import itertools
from collections.abc import Mapping
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
    digest_to: Annotated[str, Field(pattern=r"^([^@\s]+@[^@\s,]+(,\s*[^@\s]+@[^@\s,]+)*)?$")] = ""
    """Who gets the daily digest of ``motcua digest``, by mail, commas between; empty prints it only."""
    queue: Literal["poll", "sqs"] = "poll"
    """How workers learn of what is owed: they ask the store, or a queue fed from the table wakes them."""
    sqs_endpoint: Annotated[str, Field(pattern=r"^(https?://[^\s/]+)?$")] = ""
    """Where the queue answers; empty takes ``aws_endpoint``, and without that AWS itself."""
    sqs_queue_url: Annotated[str, Field(pattern=r"^(https?://[^\s]+)?$")] = ""
    """Address of the queue of effects, as SQS names it; needed where ``queue`` is ``sqs``."""
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
        return Settings.model_validate(given)
    except ValidationError as error:
        faults = [_fault(".".join(map(str, e["loc"])), e["type"], e["msg"]) for e in error.errors()]
        raise Invalid("The settings do not hold; nothing was started.", faults) from None


def _fault(name: str, kind: str, message: str) -> Fault:
    setting = PREFIX + name.upper()
    if kind != "extra_forbidden":
        return Fault(setting, kind, message)
    near = difflib.get_close_matches(name, Settings.model_fields, n=1)
    mend = f"Did you mean {PREFIX}{near[0].upper()}?" if near else "Remove it."
    return Fault(setting, "unknown", f"There is no such setting. {mend}")
