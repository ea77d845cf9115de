"""A job exists when its row commits, and only then does anybody hear of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from django_jobkit import JobRequest, Status, UnknownTask
from django_jobkit.exceptions import InvalidIdempotencyKey, InvalidParams, InvalidRequest, JobkitError
from django_jobkit.models import Job, JobStatus
from django_jobkit.services.cancel import cancel_job
from django_jobkit.services.retry import retry_job
from django_jobkit.services.submit import submit, submit_job
from django_jobkit.services.submit_many import submit_many
from django_jobkit.services.submit_tracked import submit_tracked
from django_jobkit.signals import job_changed
from tests.services import kit
from tests.services.executors import CANCELS_HEARD, HEARD
from tests.services.soundness import assert_sound, fetch, history
from tests.tasks.jobs import add

BROKEN_EXECUTOR = {"EXECUTOR": "tests.services.executors.BrokenExecutor"}


@pytest.mark.django_db
def test_a_new_job_is_pending_and_due() -> None:
    job = assert_sound(kit.pending(name="sum", priority=7, queue="sums", max_attempts=2, timeout=1.5))

    assert (job.status, job.lane, job.attempt) == (Status.PENDING, "sums", 0)
    assert (job.name, job.priority, job.queue, job.max_attempts, job.timeout) == ("sum", 7, "sums", 2, 1.5)
    assert job.params == {"x": 1, "y": 0}
    assert history(job) == ["PENDING"]


@pytest.mark.django_db
def test_the_answer_is_the_row() -> None:
    job = kit.pending(run_after=timezone.now() + timedelta(hours=1))

    for field in Job._meta.concrete_fields:
        assert getattr(job, field.attname) == getattr(fetch(job), field.attname), field.name


@pytest.mark.django_db
def test_options_left_open_come_from_the_task_and_the_settings(settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "MAX_ATTEMPTS": 9, "TIMEOUT": 12.0}

    job = submit(JobRequest(task="tests.echo", params={"value": "hello"}))

    assert (job.name, job.queue, job.max_attempts, job.timeout) == ("tests.echo", "echoes", 9, 12.0)
    assert submit(JobRequest(task="tests.fail", params={})).max_attempts == 1


@pytest.mark.django_db
def test_every_option_that_is_wrong_is_named() -> None:
    with pytest.raises(InvalidRequest) as caught:
        submit(
            kit.wish(
                name=" ",
                queue="q\x00",
                priority=101,
                max_attempts=0,
                timeout=float("nan"),
                unique_key="k" * 201,
                run_after=timezone.now().replace(tzinfo=None),
            )
        )

    assert set(caught.value.details) == {
        "name",
        "queue",
        "priority",
        "max_attempts",
        "timeout",
        "unique_key",
        "run_after",
    }
    assert not Job.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({}, "params.x"),
        ({"x": "seven"}, "params.x"),
        ({"x": 1, "z": 1}, "params.z"),
        ({"x": 1 << 5000}, "params.x"),
        ({"x": float("nan")}, "params.x"),
    ],
)
def test_params_that_do_not_fit_are_refused_by_name(params: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidParams) as caught:
        submit(JobRequest(task="tests.add", params=params))

    assert list(caught.value.details) in ([field], ["params"])
    assert not Job.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["\x00", "\ud800", "x" * 300_000])
def test_params_that_some_database_would_refuse_are_refused_by_all(value: str) -> None:
    with pytest.raises(InvalidParams) as caught:
        submit(JobRequest(task="tests.echo", params={"value": value}))

    assert all(field.startswith("params") for field in caught.value.details)


@pytest.mark.django_db
def test_an_unknown_task_is_refused() -> None:
    with pytest.raises(UnknownTask) as caught:
        submit(JobRequest(task="tests.nobody", params={}))

    assert "task" in caught.value.details


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", " ", "a b", "ä", "k" * 256, "a\n"])
def test_a_malformed_idempotency_key_is_refused(key: str) -> None:
    with pytest.raises(InvalidIdempotencyKey):
        submit(kit.wish(idempotency_key=key))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "a\x00b", "\ud800", "n" * 201])
def test_a_tracked_job_needs_a_name_that_can_be_stored(name: str) -> None:
    with pytest.raises(JobkitError) as caught:
        submit_tracked(name)

    assert "name" in caught.value.details


def test_a_commit_tells_the_executor_exactly_once(committed: None) -> None:
    with transaction.atomic():
        job = kit.pending()
        with transaction.atomic():
            keyed = kit.pending(unique_key="k", idempotency_key="k")
        assert HEARD == []

    alone = kit.pending()

    assert [job.id, keyed.id, alone.id] == HEARD


def test_a_replayed_submit_tells_nobody(committed: None) -> None:
    first = submit_job(kit.wish(idempotency_key="k"))
    again = submit_job(kit.wish(idempotency_key="k"))

    assert (again.job.id, again.replayed) == (first.job.id, True)
    assert [first.job.id] == HEARD


def test_a_tracked_job_is_not_dispatched(committed: None) -> None:
    job = submit_tracked("elsewhere").job

    assert HEARD == []
    assert job.is_tracked
    assert history(job) == ["PENDING"]


def test_a_transaction_that_rolls_back_leaves_nothing_and_tells_nobody(committed: None) -> None:
    changes: list[Any] = []
    job_changed.connect(listener := lambda change, **_: changes.append(change))

    def fail_after_submitting() -> None:
        with transaction.atomic():
            kit.pending()
            kit.pending(unique_key="k", idempotency_key="k")
            submit_many([kit.wish(), kit.wish(unique_key="l")])
            submit_tracked("elsewhere")
            add.submit(1)
            raise KeyError

    try:
        with pytest.raises(TypeError):
            fail_after_submitting()
        with pytest.raises(KeyError), transaction.atomic():
            kit.pending()
            kit.pending(unique_key="k", idempotency_key="k")
            submit_many([kit.wish(), kit.wish(unique_key="l")])
            submit_tracked("elsewhere")
            raise KeyError
    finally:
        job_changed.disconnect(listener)

    assert not Job.objects.exists()
    assert not JobStatus.objects.exists()
    assert (HEARD, changes) == ([], [])
    assert kit.pending(unique_key="k", idempotency_key="k").status == Status.PENDING


def test_a_savepoint_that_rolls_back_takes_only_its_own_jobs_along(committed: None) -> None:
    with transaction.atomic():
        kept = kit.pending()
        with pytest.raises(KeyError), transaction.atomic():
            kit.pending()
            kit.pending(unique_key="k")
            raise KeyError

    assert list(Job.objects.values_list("id", flat=True)) == HEARD == [kept.id]


def test_an_executor_that_raises_does_not_break_a_committed_submit(
    committed: None, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.JOBKIT = BROKEN_EXECUTOR

    alone = kit.pending()
    with transaction.atomic():
        together = kit.pending()
    keyed = kit.pending(idempotency_key="k")
    [many] = submit_many([kit.wish()])

    assert Job.objects.count() == 4
    for job in (alone, together, keyed, many):
        assert_sound(job)
    assert sum("the broker is down" in str(record.exc_info) for record in caplog.records) >= 4


def test_an_executor_that_raises_does_not_break_a_cancel_or_a_retry(committed: None, settings: Any) -> None:
    failed, run = kit.failed(), kit.running()
    settings.JOBKIT = BROKEN_EXECUTOR

    assert cancel_job(fetch(run)).cancel_requested_at is not None
    assert retry_job(failed).status == Status.PENDING


def test_an_executor_that_cannot_be_found_does_not_break_a_committed_submit(committed: None, settings: Any) -> None:
    settings.JOBKIT = {"EXECUTOR": "nowhere.Executor"}

    assert_sound(kit.pending())


def test_the_executor_hears_of_a_cancel_request_once_it_committed(committed: None) -> None:
    run = kit.running()

    with pytest.raises(KeyError), transaction.atomic():
        cancel_job(fetch(run))
        raise KeyError
    assert CANCELS_HEARD == []

    cancel_job(fetch(run))
    assert [run.id] == CANCELS_HEARD


def test_a_job_cannot_belong_to_a_user_that_does_not_exist(committed: None) -> None:
    user = kit.new_user()
    ghost = type(user)(pk=user.pk + 1000)

    with pytest.raises(IntegrityError):
        kit.pending(owner=ghost)

    assert not Job.objects.exists()


def test_listeners_hear_of_every_step_with_task_and_attempt(committed: None) -> None:
    heard: list[tuple[str, str, int]] = []
    job_changed.connect(listener := lambda change, **_: heard.append((change.task, change.status, change.attempt)))
    try:
        retry_job(kit.failed())
        kit.cancelled()
        submit_many([kit.wish()])
    finally:
        job_changed.disconnect(listener)

    assert heard == [
        ("tests.add", "PENDING", 0),
        ("tests.add", "RUNNING", 1),
        ("tests.add", "FAILED", 1),
        ("tests.add", "PENDING", 1),
        ("tests.add", "PENDING", 0),
        ("tests.add", "CANCELLED", 0),
        ("tests.add", "PENDING", 0),
    ]


def test_a_listener_that_raises_harms_nobody(committed: None) -> None:
    def raise_always(**_: Any) -> None:
        raise RuntimeError

    job_changed.connect(raise_always)
    try:
        assert_sound(kit.completed())
    finally:
        job_changed.disconnect(raise_always)
