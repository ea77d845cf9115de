"""Mistakes in the settings of scans are told before anything runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydantic
import pytest
from django.core.checks import run_checks

from django_jobkit.checks import secrets
from django_jobkit.scans import checks


def ids(*, deploy: bool = False) -> set[str]:
    found = run_checks(tags=["jobkit"], include_deployment_checks=deploy)
    return {message.id for message in found if message.id and message.id.startswith("jobkit_scans")}


def test_sound_settings_are_not_talked_about() -> None:
    assert ids() <= {"jobkit_scans.W001"}


@pytest.mark.parametrize(
    ("scans", "told"),
    [({"STORAGE": "attic"}, "jobkit_scans.E001"), ({"COMPRESSION": 10}, "jobkit_scans.E002")],
)
def test_what_would_fail_later_is_an_error(settings: Any, scans: dict[str, Any], told: str) -> None:
    settings.JOBKIT = {"SCANS": scans}
    assert told in ids()


def test_a_missing_part_of_the_extra_is_a_warning(monkeypatch: Any) -> None:
    monkeypatch.setattr(checks, "is_installed", lambda module: module != "dlt")
    [warning] = checks.check_extra()
    assert warning.id == "jobkit_scans.W001"
    assert "http_json" in warning.msg
    assert "html" not in warning.msg


class Login(pydantic.BaseModel):
    """Options with a secret."""

    password: pydantic.SecretStr


def test_what_encrypts_secrets_is_missing_for_an_extractor_of_the_host(an_extractor: Any, monkeypatch: Any) -> None:
    def extract(options: Any, scan: Any) -> Iterator[Any]:
        yield {}

    assert checks.check_secrets() == []
    monkeypatch.setattr(secrets, "is_installed", lambda module: False)
    # Ours, of which one takes secrets, are not wanted by everybody.
    assert checks.check_secrets() == []
    login = an_extractor(extract, options=Login)
    [error] = checks.check_secrets()
    assert error.id == "jobkit.E051"
    assert login.name in error.msg
    monkeypatch.setattr(checks, "is_installed", lambda module: module != "cryptography")
    [warning] = checks.check_extra()
    assert "secrets in options" in warning.msg


def test_options_that_show_their_secrets_are_refused(an_extractor: Any) -> None:
    class Open(Login):
        @pydantic.field_serializer("password")
        def shown(self, value: pydantic.SecretStr) -> str:
            return value.get_secret_value()

    def extract(options: Any, scan: Any) -> Iterator[Any]:
        yield {}

    with pytest.raises(TypeError, match="shown"):
        an_extractor(extract, options=Open)


def test_uploads_where_everybody_can_fetch_them_are_a_warning(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_URL = "media/"
    settings.MEDIA_ROOT = str(tmp_path / "media")
    assert "jobkit_scans.W002" in ids(deploy=True)
    assert "jobkit_scans.W002" not in ids()
    kept = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "scans")}}
    settings.STORAGES = {**settings.STORAGES, "scans": kept}
    settings.JOBKIT = {"SCANS": {"STORAGE": "scans"}}
    assert "jobkit_scans.W002" not in ids(deploy=True)
