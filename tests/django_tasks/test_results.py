"""What the framework says of our jobs, from enqueueing to their end."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from django_jobkit.core.registry import registry
from django_jobkit.core.submitting import JobRequest
from django_jobkit.models import Job
from django_jobkit.services.cancel import cancel_job
from django_jobkit.services.claim import claim_job
from django_jobkit.services.hints import hint_due
from django_jobkit.services.maintain import tick
from django_jobkit.services.retry import retry_job
from django_jobkit.services.run import run_job
from django_jobkit.services.submit import submit
from django_jobkit.testing.factories import TrackedJobFactory

MAX_TURNS = 5


def run(result: Any) -> Any:
    """Run the job of `result` until nothing is due any more, and give the fresh result."""
    run_job(uuid.UUID(result.id), "w1")
    for turn in range(2, MAX_TURNS):
        for hint in tick().due:
            run_job(hint.job_id, f"w{turn}")
    result.refresh()
    return result


def test_a_result_is_there_once_the_task_returned(functions: Any) -> None:
    result = functions.add.enqueue(1, y=2)
    with pytest.raises(ValueError, match="not finished"):
        _ = result.return_value
    result = run(result)
    assert (result.status, result.return_value, result.is_finished, result.errors) == ("SUCCESSFUL", 3, True, [])
    assert result.started_at == result.last_attempted_at <= result.finished_at
    assert (result.attempts, result.worker_ids) == (1, ["w1"])
    assert functions.add.get_result(result.id) == result


def test_an_async_task_is_awaited(functions: Any) -> None:
    assert run(functions.later.enqueue({"a": 1})).return_value == {"a": 1}


def test_whatever_a_function_takes_reaches_it(functions: Any) -> None:
    assert run(functions.slowly.enqueue("a", "b", c=1)).return_value == ["a", "b", {"c": 1}]


def test_a_tuple_comes_back_as_a_list(functions: Any) -> None:
    assert run(functions.pair.enqueue()).return_value == [1, "two"]


def test_a_failed_task_tells_its_errors_with_class_and_traceback(functions: Any) -> None:
    result = run(functions.fail.enqueue(9))
    assert (result.status, result.attempts, result.worker_ids) == ("FAILED", 3, ["w1", "w2", "w3"])
    assert [error.exception_class for error in result.errors] == [functions.Broken] * 3
    assert result.errors[0].exception_class_path == "tests.django_tasks.functions.Broken"
    assert "Broken: attempt 1 broke" in result.errors[0].traceback
    assert 'functions.py"' in result.errors[0].traceback
    assert result.started_at < result.last_attempted_at <= result.finished_at
    with pytest.raises(ValueError, match="failed"):
        _ = result.return_value


def test_an_async_task_tells_its_errors_too(functions: Any) -> None:
    result = run(functions.fail_later.enqueue())
    assert [error.exception_class for error in result.errors] == [functions.Broken] * 2


def test_between_two_attempts_a_task_is_ready_and_its_error_is_known(functions: Any) -> None:
    result = functions.fail.enqueue(9)
    run_job(uuid.UUID(result.id), "w1")
    result.refresh()
    assert (result.status, result.attempts, len(result.errors), result.finished_at) == ("READY", 1, 1, None)


def test_a_task_that_is_retried_may_still_succeed(functions: Any) -> None:
    result = run(functions.fail.enqueue(2))
    assert (result.status, result.return_value, result.attempts) == ("SUCCESSFUL", 3, 3)


def test_a_permanent_failure_is_not_tried_again(functions: Any) -> None:
    result = run(functions.give_up.enqueue())
    assert (result.status, result.attempts) == ("FAILED", 1)
    assert result.errors[-1].exception_class_path == "django_jobkit.exceptions.PermanentFailure"


def test_a_result_that_is_not_json_fails_the_task_for_good(functions: Any) -> None:
    result = run(functions.not_json.enqueue())
    assert (result.status, result.attempts, functions.seen) == ("FAILED", 1, ["returned"])
    assert issubclass(result.errors[-1].exception_class, Exception)


def test_a_cancelled_task_failed_and_its_error_says_why(functions: Any) -> None:
    result = functions.add.enqueue(1)
    cancel_job(Job.objects.get(pk=result.id))
    result.refresh()
    assert (result.status, result.is_finished, result.attempts) == ("FAILED", True, 0)
    assert [error.exception_class_path for error in result.errors] == ["django_jobkit.exceptions.JobCancelled"]
    assert run(result).attempts == 0


def test_a_retry_on_request_makes_a_failed_task_ready_again(functions: Any) -> None:
    result = run(functions.fail.enqueue(4))
    retry_job(Job.objects.get(pk=result.id))
    result.refresh()
    assert (result.status, result.finished_at) == ("READY", None)
    result = run(result)
    assert (result.status, result.return_value, result.attempts) == ("SUCCESSFUL", 5, 5)


def test_a_running_task_says_so(functions: Any) -> None:
    result = functions.add.enqueue(1)
    claim_job(uuid.UUID(result.id), "w7")
    result.refresh()
    assert (result.status, result.worker_ids, result.attempts, result.is_finished) == ("RUNNING", ["w7"], 1, False)


def test_the_context_tells_of_the_attempt_and_leads_to_the_job(functions: Any) -> None:
    result = run(functions.look_around.enqueue(fail_first=True))
    assert result.return_value == {
        "id": result.id,
        "status": "RUNNING",
        "attempt": 2,
        "args": [],
        "before": {"attempt": 1},
    }
    assert Job.objects.get(pk=result.id).progress["message"] == "Half way"


def test_an_async_task_gets_the_context_too(functions: Any) -> None:
    result = run(functions.look_around_later.enqueue())
    assert result.return_value == [result.id, 1, 1]


@pytest.mark.parametrize("unknown", ["", "nonsense", "01a1fe53-269a-7479-b563-b779d93fc342", "x" * 64, None, 5])
def test_unknown_and_malformed_ids_do_not_exist(functions: Any, framework: Any, unknown: Any) -> None:
    with pytest.raises(framework.TaskResultDoesNotExist):
        framework.task_backends["default"].get_result(unknown)


def test_jobs_that_are_not_of_this_backend_do_not_exist_for_it(functions: Any, framework: Any) -> None:
    elsewhere = functions.add.using(backend="second").enqueue(1)
    ordinary = submit(JobRequest(task="tests.add", params={"x": 1}))
    tracked = TrackedJobFactory(params={"backend": "default"})
    assert elsewhere.backend == framework.task_backends["second"].get_result(elsewhere.id).backend == "second"
    for job_id in (elsewhere.id, str(ordinary.pk), str(tracked.pk)):
        with pytest.raises(framework.TaskResultDoesNotExist):
            framework.task_backends["default"].get_result(job_id)


def test_a_result_of_another_function_is_a_mismatch(functions: Any) -> None:
    result = functions.add.enqueue(1)
    with pytest.raises(Exception, match="does not match"):
        functions.pair.get_result(result.id)


def test_a_worker_that_does_not_know_the_module_yet_imports_it(functions: Any) -> None:
    result = functions.add.enqueue(1)
    registry.remove(functions.add.module_path)
    assert run(result).return_value == 2


def test_a_function_that_is_gone_waits_for_a_worker_that_has_it(functions: Any, framework: Any) -> None:
    result = functions.add.enqueue(1)
    Job.objects.filter(pk=result.id).update(task="tests.django_tasks.functions.gone")
    run_job(uuid.UUID(result.id), "w1")
    job = Job.objects.get(pk=result.id)
    assert (job.status, job.attempt) == ("PENDING", 1)
    with pytest.raises(framework.TaskResultDoesNotExist):
        functions.add.get_result(result.id)


def test_listeners_hear_when_a_task_starts_and_when_it_has_ended(
    transactional_db: None, functions: Any, framework: Any
) -> None:
    heard: list[Any] = []

    def started(task_result: Any, **kwargs: Any) -> None:
        heard.append(("started", task_result.status, task_result.attempts))

    def finished(task_result: Any, **kwargs: Any) -> None:
        heard.append(("finished", task_result.status, task_result.attempts))

    framework.task_started.connect(started)
    framework.task_finished.connect(finished)
    try:
        functions.fail.enqueue(1)
        hint_due(tick().due)
        later = functions.add.using(run_after=timezone.now() + timedelta(hours=1)).enqueue(1)
        cancel_job(Job.objects.get(pk=later.id))
    finally:
        framework.task_started.disconnect(started)
        framework.task_finished.disconnect(finished)
    assert heard == [
        ("started", "RUNNING", 1),
        ("started", "RUNNING", 2),
        ("finished", "SUCCESSFUL", 2),
        ("finished", "FAILED", 0),
    ]
