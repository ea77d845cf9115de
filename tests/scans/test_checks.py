"""Mistakes in the settings of scans are told before anything runs."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import run_checks

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
    monkeypatch.setattr(checks, "find_spec", lambda name: None if name == "dlt" else True)
    [warning] = checks.check_extra()
    assert warning.id == "jobkit_scans.W001"
    assert "http_json" in warning.msg
    assert "html" not in warning.msg


def test_uploads_where_everybody_can_fetch_them_are_a_warning(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_URL = "media/"
    settings.MEDIA_ROOT = str(tmp_path / "media")
    assert "jobkit_scans.W002" in ids(deploy=True)
    assert "jobkit_scans.W002" not in ids()
    kept = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "scans")}}
    settings.STORAGES = {**settings.STORAGES, "scans": kept}
    settings.JOBKIT = {"SCANS": {"STORAGE": "scans"}}
    assert "jobkit_scans.W002" not in ids(deploy=True)
