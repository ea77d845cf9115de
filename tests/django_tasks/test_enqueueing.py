"""Enqueueing on our backend: what it takes, what it refuses, and the job that it makes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.test.utils import override_settings
from django.utils import timezone

from django_jobkit.core.registry import registry
from django_jobkit.core.status import Status
from django_jobkit.models import Job
from django_jobkit.task_backend import job_options
from tests.django_tasks.conftest import OURS, TASKS

owners: list[Any] = []


def owner_of_all(*args: Any, **kwargs: Any) -> Any:
    """Named in OPTIONS."""
    return owners[0]


def test_a_task_becomes_a_job_named_by_its_module_path(functions: Any) -> None:
    result = functions.add.enqueue(1, y=2)
    job = Job.objects.get(pk=result.id)
    assert (job.task, job.status, job.queue, job.priority) == (
        "tests.django_tasks.functions.add",
        Status.PENDING,
        "default",
        0,
    )
    assert job.params == {"args": [1], "kwargs": {"y": 2}, "backend": "default"}
    assert (job.owner, job.max_attempts, job.timeout) == (None, 3, None)
    assert (result.status, result.args, result.kwargs, result.attempts) == ("READY", [1], {"y": 2}, 0)
    assert (result.enqueued_at, result.started_at, result.worker_ids) == (job.created_at, None, [])


def test_it_commits_or_rolls_back_with_the_caller(functions: Any, framework: Any) -> None:
    with transaction.atomic():
        result = functions.add.enqueue(1)
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    with pytest.raises(framework.TaskResultDoesNotExist):
        functions.add.get_result(result.id)


def test_queue_priority_and_moment_are_those_of_the_task(functions: Any) -> None:
    later = timezone.now() + timedelta(hours=1)
    result = functions.slowly.using(priority=-100, run_after=later).enqueue("a")
    job = Job.objects.get(pk=result.id)
    assert (job.queue, job.priority, job.run_after, job.lane) == ("slow", -100, later, None)
    assert (result.task.queue_name, result.task.priority, result.task.run_after) == ("slow", -100, later)


def test_async_callers_enqueue_and_read_as_well(functions: Any, transactional_db: None) -> None:
    async def enqueue() -> Any:
        made = await functions.later.aenqueue({"a": [1, None]})
        return await functions.later.aget_result(made.id)

    assert async_to_sync(enqueue)().kwargs == {}


@pytest.mark.parametrize("argument", [object(), {1, 2}, datetime(2026, 1, 1, tzinfo=UTC)])
def test_what_is_not_json_is_a_type_error(functions: Any, argument: Any) -> None:
    with pytest.raises(TypeError):
        functions.add.enqueue(argument)
    assert not Job.objects.exists()


@pytest.mark.parametrize("argument", [float("nan"), "\x00", {1: "one"}])
def test_what_no_database_could_give_back_is_refused(functions: Any, argument: Any) -> None:
    with pytest.raises(TypeError):
        functions.add.enqueue(argument)


@pytest.mark.parametrize(
    "changes",
    [{"queue_name": "unlisted"}, {"priority": 101}, {"run_after": datetime(2026, 1, 1)}],
)
def test_a_task_that_cannot_be_kept_is_refused(functions: Any, framework: Any, changes: dict[str, Any]) -> None:
    with pytest.raises(framework.InvalidTask):
        functions.add.using(**changes)


def test_a_function_inside_another_is_refused(framework: Any) -> None:
    def inner() -> None: ...

    with pytest.raises(framework.InvalidTask):
        framework.task(inner)


def test_a_context_must_be_asked_for_by_its_name(framework: Any) -> None:
    from tests.django_tasks.functions import plain

    with pytest.raises(framework.InvalidTask):
        framework.task(takes_context=True)(plain)


def test_options_beside_a_function_hold_for_its_jobs(functions: Any) -> None:
    job = Job.objects.get(pk=functions.patient.enqueue().id)
    assert (job.timeout, job.max_attempts) == (60, 5)


def test_an_unknown_option_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="retries"):
        job_options(retries=3)


def test_the_unfinished_jobs_of_one_key_are_one_job(functions: Any) -> None:
    first, same, other = (functions.once.enqueue(name) for name in ("a", "a", "b"))
    assert first.id == same.id != other.id
    assert Job.objects.get(pk=first.id).unique_key == "report-a"


def test_options_of_a_backend_hold_where_a_function_says_nothing(functions: Any) -> None:
    owners[:] = [get_user_model().objects.create_user("ann")]
    options = {"max_attempts": 1, "timeout": 5.0, "owner": f"{__name__}.owner_of_all"}
    with override_settings(TASKS={**TASKS, "second": {"BACKEND": OURS, "QUEUES": [], "OPTIONS": options}}):
        mine = Job.objects.get(pk=functions.add.using(backend="second").enqueue(1).id)
        patient = Job.objects.get(pk=functions.patient.using(backend="second").enqueue().id)
    assert (mine.owner, mine.max_attempts, mine.timeout) == (owners[0], 1, 5.0)
    assert (patient.owner, patient.max_attempts, patient.timeout) == (owners[0], 5, 60)


@pytest.mark.parametrize("options", [{"retries": 3}, {"owner": "nowhere.at_all"}])
def test_wrong_options_of_a_backend_are_told_at_once(framework: Any, options: dict[str, Any]) -> None:
    wrong = {"default": {"BACKEND": OURS, "OPTIONS": options}}
    with override_settings(TASKS=wrong), pytest.raises(ImproperlyConfigured, match="OPTIONS"):
        _ = framework.task_backends["default"]


def test_listeners_hear_of_what_was_enqueued(functions: Any, framework: Any) -> None:
    heard: list[Any] = []

    def listen(sender: Any, task_result: Any, **kwargs: Any) -> None:
        heard.append((sender, task_result.id, task_result.status))

    framework.task_enqueued.connect(listen)
    try:
        result = functions.add.enqueue(1)
    finally:
        framework.task_enqueued.disconnect(listen)
    assert heard == [(type(framework.task_backends["default"]), result.id, "READY")]


def test_what_is_declared_is_registered_and_not_public(functions: Any) -> None:
    task = registry.get(functions.slowly.module_path)
    assert (task.options.queue, task.options.priority, task.options.public) == ("slow", 7, False)
    assert registry.get(functions.public.module_path).options.public
