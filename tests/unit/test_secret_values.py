"""Secrets come from files or Secrets Manager; what is missing stops the start, all at once and unspoken."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from functions.adapters.aws.clients import Place, client
from functions.bootstrap.secret_values import secret_values, token_secret
from functions.domain.errors import Invalid, StoreUnavailable
from functions.settings import Settings
from tests.moto_server import moto_server
from tests.refusing_aws import refusing

__all__ = ["refusing"]

TOKEN = "t" * 40
ALL = {"token": TOKEN, "smtp-password": "mat-khau", "sms-secret": "khoa-sms", "pkcs11-pin": "271828"}
ASKING = {
    "smtp_host": "mail",
    "smtp_user": "dvc",
    "sms": "http",
    "sms_headers": '{"X": "{secret}"}',
    "signing": "pkcs11",
}
"""Settings that ask for every secret."""


@pytest.fixture(scope="module")
def aws() -> Iterator[str]:
    with moto_server() as address:
        yield address


@pytest.fixture
def stored(aws: str, request: pytest.FixtureRequest) -> Callable[[str], Settings]:
    """Puts a text into Secrets Manager; settings that read it from there."""

    def put(text: str, **more: Any) -> Settings:
        name = request.node.name
        secrets = client("secretsmanager", Place("ap-southeast-1", aws, "test", "test"))
        secrets.create_secret(Name=name, SecretString=text)
        return at(aws, name, **more)

    return put


def at(endpoint: str, name: str, **more: Any) -> Settings:
    place = {"secretsmanager_endpoint": endpoint, "aws_access_key": "test", "aws_secret_key": "test"}
    return Settings.model_validate({"secrets": "secretsmanager", "secrets_id": name, **place, **more})


def kept_in(folder: Path, **values: str) -> Path:
    for name, value in values.items():
        path = folder / name.replace("_", "-")
        path.write_text(value + "\n")
        path.chmod(0o600)
    return folder


def test_secrets_manager_is_asked_once_for_all(stored: Callable[..., Settings], tmp_path: Path) -> None:
    settings = stored(json.dumps(ALL), state=tmp_path, **ASKING)
    found = secret_values(settings)
    assert dict(found) == ALL and token_secret(settings, found) == TOKEN.encode()
    assert list(tmp_path.iterdir()) == [], "no secret lands on the disk"


def test_a_folder_of_files_wins_over_settings(tmp_path: Path) -> None:
    folder = kept_in(tmp_path, token=TOKEN, smtp_password="tu-tep", pkcs11_pin="1")
    asked = {**ASKING, "smtp_password": "tu-cai-dat", "sms_secret": "sms", "secrets_folder": folder}
    found = secret_values(Settings.model_validate(asked))
    assert (found["smtp-password"], found["sms-secret"], found["token"]) == ("tu-tep", "sms", TOKEN)


def test_the_embedded_way_asks_for_nothing_and_makes_its_own_token_once(tmp_path: Path) -> None:
    settings = Settings(state=tmp_path)
    first = token_secret(settings, secret_values(settings))
    assert len(first) == 32 and token_secret(settings, secret_values(settings)) == first
    assert (tmp_path / "tokens.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("way", ["files", "secretsmanager"])
def test_all_that_is_missing_is_named_at_once_with_where_to_put_it(
    way: str, stored: Callable[..., Settings], tmp_path: Path
) -> None:
    if way == "files":
        settings = Settings.model_validate({**ASKING, "secrets_folder": tmp_path})
    else:
        settings = stored("{}", **ASKING)
    with pytest.raises(Invalid) as caught:
        secret_values(settings)
    wanted = {"smtp-password", "sms-secret", "pkcs11-pin"} | ({"token"} if way == "secretsmanager" else set())
    assert {one.where for one in caught.value.faults} == wanted
    place = str(tmp_path) if way == "files" else settings.secrets_id
    assert all(place in one.message for one in caught.value.faults)


def test_a_short_token_is_refused_and_no_value_is_quoted(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        secret_values(Settings(secrets_folder=kept_in(tmp_path, token="ngan")))
    assert [one.where for one in caught.value.faults] == ["token"]
    assert "ngan" not in str(caught.value.faults)


def test_files_that_others_may_read_are_refused(tmp_path: Path) -> None:
    kept_in(tmp_path, token=TOKEN, smtp_password="x")
    for path in tmp_path.iterdir():
        path.chmod(0o644)
    with pytest.raises(Invalid) as caught:
        secret_values(Settings(secrets_folder=tmp_path))
    assert len(caught.value.faults) == 2 and all("chmod 600" in one.message for one in caught.value.faults)


@pytest.mark.parametrize(
    "text", ["", "[]", '{"token": 1}', "khong phai JSON"], ids=["empty", "list", "number", "no JSON"]
)
def test_a_secret_of_another_shape_is_refused(stored: Callable[..., Settings], text: str) -> None:
    with pytest.raises(Invalid, match="JSON object") as caught:
        secret_values(stored(text or " "))
    assert "khong phai" not in str(caught.value)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("ResourceNotFoundException", "create it, or correct MOTCUA_SECRETS_ID"),
        ("AccessDeniedException", "allow secretsmanager:GetSecretValue"),
        ("InvalidRequestException", "marked for deletion"),
        ("DecryptionFailure", "enable the key"),
    ],
)
def test_what_a_person_must_mend_is_said(refusing: Any, code: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        secret_values(at(refusing(code).place.endpoint, "dvc/secrets"))


def test_a_secrets_manager_that_is_away_may_be_tried_again() -> None:
    with pytest.raises(StoreUnavailable):
        secret_values(at("http://127.0.0.1:1", "dvc/secrets"))
