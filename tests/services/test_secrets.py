"""A secret goes through the whole life of a job, and nobody but the handler ever sees it."""

from __future__ import annotations

import contextlib
import io
import json
import logging
from traceback import format_exception
from typing import Any

import pytest
from django.core.management import call_command
from django.core.serializers import serialize
from pydantic import SecretStr

from django_jobkit import IdempotencyMismatch, InvalidParams, JobRequest, Status
from django_jobkit.core.registry import registry
from django_jobkit.models import Job, JobStatus
from django_jobkit.services.run import run_job
from django_jobkit.services.submit import submit, submit_job
from django_jobkit.services.submit_many import submit_many
from django_jobkit.signals import job_changed
from tests.services.soundness import assert_sound, fetch
from tests.tasks.secretive import Basic, secretive

__all__ = ["secretive"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("secretive")]
PARAMS: dict[str, Any] = {
    "user": "ada",
    "password": "canary/1",
    "login": {"kind": "bearer", "bearerToken": "canary-2"},
}


def whole_database() -> str:
    return serialize("json", [*Job.objects.all(), *JobStatus.objects.all()])


@pytest.mark.parametrize(("how", "status"), [("well", Status.COMPLETED), ("badly", Status.FAILED)])
def test_nothing_that_is_stored_logged_or_told_has_the_secret(
    how: str, status: Status, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Any] = []
    job_changed.connect(lambda change, **_: told.append(change), weak=False, dispatch_uid="canary")
    caplog.set_level(logging.DEBUG)
    job = submit(JobRequest(task="tests.connect", params=PARAMS | {"how": how}))
    dumps = [whole_database()]

    for _ in range(2):
        run_job(job.id, "me")
        dumps.append(whole_database())

    job_changed.disconnect(dispatch_uid="canary")
    ended = assert_sound(job)
    assert ended.status == status
    everything = "\n".join([*dumps, caplog.text, repr(caplog.records), repr(told), repr(ended.__dict__)])
    assert "canary" not in everything
    assert "as ada with ***" in everything
    if status == Status.FAILED:
        assert ended.error["message"].startswith("could not log in: ConnectionError(")
        assert ended.error["message"].count("***") == 2
        assert "raise ConnectionError" in caplog.text
    else:
        assert ended.result == f"ada knows {len('canary/1')} characters"


def test_a_request_and_an_error_do_not_repeat_it() -> None:
    request = JobRequest(task="tests.connect", params=PARAMS)
    assert "canary" not in repr(request)
    with pytest.raises(InvalidParams) as caught:
        submit(JobRequest(task="tests.connect", params=PARAMS | {"user": 7}))
    assert caught.value.details == {"params.user": ["Input should be a valid string"]}
    assert "canary" not in repr(caught.value.details) + "".join(format_exception(caught.value))


def test_a_secret_may_be_given_as_text_as_secret_or_in_a_model() -> None:
    connect = registry.get("tests.connect")
    basic = Basic(kind="basic", user="ada", password=SecretStr("canary-3"))

    jobs = [
        connect.submit(user="ada", password="canary-3", login=basic),
        connect.submit(user="ada", password=SecretStr("canary-3"), login={**basic.model_dump()}),
        connect.submit({"user": "ada", "password": "canary-3"}),
    ]

    for job in jobs:
        assert run_job(job.id, "me")
        assert fetch(job).result == "ada knows 8 characters"


def test_a_secret_that_no_key_opens_fails_the_job_at_once(settings: Any) -> None:
    job = submit(JobRequest(task="tests.connect", params=PARAMS))
    settings.SECRET_KEY = "another"

    run_job(job.id, "me")

    failed = assert_sound(job)
    assert (failed.status, failed.attempt, failed.error["code"]) == (Status.FAILED, 1, "secret_unreadable")
    assert "SECRET_KEYS" in failed.error["message"]


def test_the_same_request_is_recognised_and_another_secret_is_another_request(settings: Any) -> None:
    request = JobRequest(task="tests.connect", params=PARAMS, idempotency_key="k")
    first = submit_job(request)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "newer", [settings.SECRET_KEY]

    again = submit_job(request)

    assert (again.job.id, again.replayed) == (first.job.id, True)
    assert submit_many([request]) == [first.job.id]
    other = JobRequest(task="tests.connect", params=PARAMS | {"password": "canary/2"}, idempotency_key="k")
    with pytest.raises(IdempotencyMismatch):
        submit_job(other)
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(IdempotencyMismatch):
        submit_job(request)


def test_a_fingerprint_says_nothing_about_a_secret() -> None:
    prints = {
        submit(
            JobRequest(task="tests.connect", params=PARAMS | {"password": pin}, idempotency_key=pin)
        ).request_fingerprint
        for pin in ("0000", "0001")
    }
    assert len(prints) == 1
    assert prints != {""}


def test_the_command_line_shows_none(capsys: pytest.CaptureFixture[str]) -> None:
    out = io.StringIO()
    params = json.dumps(PARAMS | {"how": "badly"})
    job_id = None
    call_command("jobkit_submit", "tests.connect", params_json=params, no_follow=True, stdout=out, stderr=out)
    job_id = out.getvalue().strip()
    run_job(Job.objects.get(pk=job_id).id, "me")
    for command in ("jobkit_doctor", "jobkit_prune"):
        arguments = ["--older-than", "1d", "--dry-run"] if command == "jobkit_prune" else []
        with contextlib.suppress(SystemExit):
            call_command(command, *arguments, stdout=out, stderr=out)
    assert "canary" not in out.getvalue() + "".join(capsys.readouterr())
