"""The checks say when secrets could not be stored, or are stored under a key that is not their own."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import run_checks

from django_jobkit.checks import secrets
from tests.tasks.secretive import secretive

__all__ = ["secretive"]


def found(*, deploy: bool = False) -> dict[str, Any]:
    return {str(message.id): message for message in run_checks(tags=["jobkit"], include_deployment_checks=deploy)}


@pytest.mark.parametrize("keys", [["my-own-key"], "my-own-key", [b"my-own-key"], {"my-own-key": 1}, [None]])
def test_a_malformed_key_is_found_and_not_repeated(settings: Any, keys: Any) -> None:
    settings.JOBKIT = {"EXECUTOR": "immediate", "SECRET_KEYS": keys}

    messages = found()

    assert {"jobkit.E050", "jobkit.E002"} & set(messages)
    assert "my-own-key" not in str(messages)


def test_sound_keys_are_fine(settings: Any, secretive: None) -> None:
    from cryptography.fernet import Fernet

    settings.JOBKIT = {"EXECUTOR": "immediate", "SECRET_KEYS": [Fernet.generate_key().decode()]}

    assert not {"jobkit.E050", "jobkit.E051", "jobkit.E002"} & set(found())
    assert "jobkit.W050" not in found(deploy=True)


def test_keys_that_come_from_the_secret_key_are_told_on_deployment_where_there_are_secrets(
    settings: Any, secretive: None
) -> None:
    settings.JOBKIT = {"EXECUTOR": "immediate"}

    assert "jobkit.W050" not in found()
    assert "jobkit.W050" in found(deploy=True)


def test_the_missing_extra_is_named_with_those_who_need_it(monkeypatch: pytest.MonkeyPatch, secretive: None) -> None:
    assert "jobkit.E051" not in found()
    monkeypatch.setattr(secrets, "is_installed", lambda module: False)

    message = found()["jobkit.E051"]

    assert "task 'tests.connect', task 'tests.keep'" in message.msg
    assert "django-jobkit[secrets]" in message.hint
    assert secrets.missing_extra([]) == []
    assert "and 2 more" in secrets.missing_extra(list("abcdefg"))[0].msg
