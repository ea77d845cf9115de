"""``manage.py jobkit_rotate_secrets``: every column, every row, and an honest word about what is lost."""

from __future__ import annotations

import base64
import contextlib
import io
import json
import sys
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from django_jobkit.core.secrets import unseal
from django_jobkit.models import Job
from django_jobkit.services import secret_columns
from tests.tasks.secretive import secretive

__all__ = ["secretive"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("secretive")]


def key(number: int) -> str:
    return base64.urlsafe_b64encode(bytes([number]) * 32).decode()


@pytest.fixture(autouse=True)
def _old_key(settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "SECRET_KEYS": [key(1)]}


def make(**columns: Any) -> Job:
    now = timezone.now()
    return Job.objects.create(name="x", created_at=now, updated_at=now, **columns)


def sealed(text: str) -> Any:
    from pydantic import SecretStr

    from django_jobkit.core.secrets import seal

    return seal({"deep": [SecretStr(text)]}, {"deep": ["*"]})


def rotate() -> str:
    out = io.StringIO()
    call_command("jobkit_rotate_secrets", stdout=out, no_color=True)
    return out.getvalue()


def test_it_renews_params_and_what_guests_registered(settings: Any) -> None:
    job = make(params=sealed("canary"), saved_state=sealed("guest's canary"))
    secret_columns.register(Job, "saved_state")
    settings.JOBKIT = {**settings.JOBKIT, "SECRET_KEYS": [key(2), key(1)]}
    try:
        said = rotate()
        again = rotate()
    finally:
        secret_columns.unregister(Job, "saved_state")

    assert "jobkit.Job.params: 1 row under" in said
    assert "jobkit.Job.saved_state: 1 row under" in said
    assert "jobkit.Job.params: 0 rows" in again
    assert "canary" not in said
    settings.JOBKIT = {**settings.JOBKIT, "SECRET_KEYS": [key(2)]}
    job.refresh_from_db()
    assert (unseal(job.params), unseal(job.saved_state)) == ({"deep": ["canary"]}, {"deep": ["guest's canary"]})


def test_what_is_lost_is_named_and_the_exit_code_says_so(settings: Any) -> None:
    job = make(params=sealed("canary"))
    settings.JOBKIT = {**settings.JOBKIT, "SECRET_KEYS": [key(2)]}

    with pytest.raises(CommandError, match=f"jobkit.Job.params of {job.pk}"):
        rotate()


def test_without_cryptography_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    make(params=sealed("canary"))
    settings.JOBKIT = {**settings.JOBKIT, "SECRET_KEYS": [key(9)]}
    monkeypatch.setitem(sys.modules, "cryptography.fernet", None)

    with pytest.raises(CommandError, match=r"django-jobkit\[secrets\]"):
        rotate()


def test_the_doctor_finds_what_no_key_opens(settings: Any) -> None:
    job = make(task="tests.connect", params=sealed("canary"), status="PENDING", lane="default")
    settings.JOBKIT = {**settings.JOBKIT, "SECRET_KEYS": [key(2)]}
    out = io.StringIO()

    with pytest.raises(SystemExit):
        call_command("jobkit_doctor", as_json=True, stdout=out)

    found = {finding["code"]: finding for finding in json.loads(out.getvalue())["findings"]}
    assert str(job.pk) in found["secret_unreadable"]["what"]
    settings.JOBKIT = {**settings.JOBKIT, "SECRET_KEYS": [key(2), key(1)]}
    out = io.StringIO()
    with contextlib.suppress(SystemExit):
        call_command("jobkit_doctor", as_json=True, stdout=out)
    assert "secret_unreadable" not in out.getvalue()
