"""Settings hold whole or not at all."""

from __future__ import annotations

import pytest

from functions.domain.errors import Invalid
from functions.settings import Settings, load, meanings


def test_without_any_setting_the_embedded_mode_stands() -> None:
    settings = load({"PATH": "/bin"})
    assert settings.smtp_host == "" and settings.port == 8000


def test_every_fault_is_named_at_once_and_a_misspelt_name_is_recognised() -> None:
    with pytest.raises(Invalid) as caught:
        load({"MOTCUA_PORT": "many", "MOTCUA_SMTP_HSOT": "mail", "MOTCUA_PUBLIC_URL": "ftp://x"})
    faults = {fault.where: fault.message for fault in caught.value.faults}
    assert set(faults) == {"MOTCUA_PORT", "MOTCUA_SMTP_HSOT", "MOTCUA_PUBLIC_URL"}
    assert "MOTCUA_SMTP_HOST" in faults["MOTCUA_SMTP_HSOT"]


def test_a_password_does_not_show_when_settings_are_printed() -> None:
    assert "bi-mat" not in repr(load({"MOTCUA_SMTP_PASSWORD": "bi-mat"}))


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, meaning in meanings().items() if meaning] == list(Settings.model_fields)
