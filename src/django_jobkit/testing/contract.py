"""What every executor must do, as tests: subclass ExecutorContract and give it an `executor` fixture."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from django_jobkit.core.executor import BaseExecutor, Hint
from django_jobkit.core.registry import registry
from django_jobkit.core.status import Status
from django_jobkit.core.submitting import JobRequest
from django_jobkit.models import Job
from django_jobkit.services.cancel import cancel_job
from django_jobkit.services.submit import submit_job
from django_jobkit.testing import tasks
from django_jobkit.testing.waiting import wait_for_job


class ExecutorContract:
    """The conformance suite.

    The fixture `executor` yields an executor that takes work and that `get_executor` gives. Jobs run by another process
    need `django_jobkit.testing.tasks` imported there. The tests need real commits, so mark your subclass with
    ``@pytest.mark.django_db(transaction=True)``.
    """

    #: Seconds that a job may take from its submit to its end.
    within: float = 10.0

    def wait_for(self, executor: BaseExecutor, job: Job, *statuses: str) -> Job:
        """The row of `job` once it has arrived; an executor that does not look for due jobs hears of it again."""

        def nudge() -> None:
            if not executor.finds_due_jobs:
                executor.dispatch([_hint(job)])

        return wait_for_job(job, *statuses, within=self.within, nudge=nudge)

    @staticmethod
    def history(job: Job) -> list[str]:
        """The statuses that `job` went through, checked for gaps."""
        rows = list(job.statuses.all())
        assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
        assert rows[-1].status_type == job.status
        return [row.status_type for row in rows]

    @staticmethod
    def error_of(job: Job) -> dict[str, str]:
        """Why `job` failed, as clients see it."""
        assert job.error is not None
        return dict(job.error)

    def test_a_submitted_job_is_completed_with_its_result(self, executor: BaseExecutor) -> None:
        job = self.wait_for(executor, tasks.add.submit(x=5, y=3))
        assert (job.status, job.result, job.error, job.attempt) == (Status.COMPLETED, 8, None, 1)
        assert self.history(job) == [Status.PENDING, Status.RUNNING, Status.COMPLETED]

    def test_an_async_handler_is_awaited(self, executor: BaseExecutor) -> None:
        assert self.wait_for(executor, tasks.echo.submit(value="hello")).result == "hello"

    def test_many_jobs_each_run_once(self, executor: BaseExecutor) -> None:
        jobs = [tasks.add.submit(x=number, y=1) for number in range(20)]
        done = [self.wait_for(executor, job) for job in jobs]
        assert [job.result for job in done] == list(range(1, 21))
        assert {job.history_length for job in done} == {3}

    def test_a_submit_that_was_rolled_back_runs_nothing(self, executor: BaseExecutor) -> None:
        with transaction.atomic():
            job = tasks.add.submit(x=1, y=1)
            transaction.set_rollback(True)
        executor.dispatch([_hint(job)])
        self.wait_for(executor, tasks.add.submit(x=2, y=2))
        assert not Job.objects.filter(pk=job.pk).exists()

    def test_a_job_waits_for_the_commit_of_its_submit(self, executor: BaseExecutor) -> None:
        with transaction.atomic():
            job = tasks.add.submit(x=1, y=1)
            assert Job.objects.get(pk=job.pk).status == Status.PENDING
        assert self.wait_for(executor, job).result == 2

    def test_a_failed_attempt_is_tried_again_with_its_checkpoint(self, executor: BaseExecutor) -> None:
        job = self.wait_for(executor, tasks.fail.submit(attempts=2))
        assert (job.status, job.attempt, job.result) == (Status.COMPLETED, 3, 3)
        again = [Status.RUNNING, Status.PENDING]
        assert self.history(job) == [Status.PENDING, *again, *again, Status.RUNNING, Status.COMPLETED]

    def test_attempts_end(self, executor: BaseExecutor) -> None:
        job = self.wait_for(executor, tasks.fail.submit(attempts=9))
        assert (job.status, job.attempt, job.max_attempts, job.result) == (Status.FAILED, 3, 3, None)
        assert job.error == {"type": "ConnectionError", "message": "attempt 3 broke", "code": "handler_error"}

    def test_a_job_leaves_files_behind_that_go_with_it(self, executor: BaseExecutor) -> None:
        job = self.wait_for(executor, tasks.attach.submit(text="left behind"))
        artifact = job.artifacts.get()
        assert (artifact.name, artifact.size, artifact.attempt) == ("said.txt", 11, 2)
        with artifact.file.open() as file:
            assert file.read() == b"left behind"
        job.delete()
        assert not artifact.file.storage.exists(str(artifact.file.name))

    @pytest.mark.parametrize("kind", ["nan", "nul", "surrogate", "object", "huge", "nested"])
    def test_a_result_that_cannot_be_stored_fails_the_job(self, executor: BaseExecutor, kind: str) -> None:
        job = self.wait_for(executor, tasks.odd.submit(kind=kind))
        assert (job.status, job.result) == (Status.FAILED, None)
        assert self.error_of(job)["code"] == ("result_too_large" if kind == "huge" else "result_not_json")

    def test_a_handler_that_wants_to_exit_only_fails(self, executor: BaseExecutor) -> None:
        job = self.wait_for(executor, tasks.leave.submit())
        assert (job.status, self.error_of(job)["type"]) == (Status.FAILED, "SystemExit")
        assert self.wait_for(executor, tasks.add.submit(x=1, y=2)).result == 3

    def test_an_error_that_cannot_be_described_is_stored_all_the_same(self, executor: BaseExecutor) -> None:
        job = self.wait_for(executor, tasks.unspeakable.submit())
        assert (job.status, self.error_of(job)["type"]) == (Status.FAILED, "Unspeakable")

    def test_a_hint_that_is_heard_again_changes_nothing(self, executor: BaseExecutor) -> None:
        job = tasks.add.submit(x=1, y=1)
        executor.dispatch([_hint(job), _hint(job)])
        executor.dispatch([_hint(job)])
        self.wait_for(executor, job)
        executor.dispatch([_hint(job)])
        self.wait_for(executor, tasks.add.submit(x=2, y=2))
        job.refresh_from_db()
        assert (job.attempt, job.history_length) == (1, 3)

    def test_a_hint_about_a_job_that_is_gone_does_no_harm(self, executor: BaseExecutor) -> None:
        executor.dispatch([Hint(uuid4(), "default")])
        executor.dispatch([])
        assert self.wait_for(executor, tasks.add.submit(x=1, y=1)).result == 2

    def test_a_job_does_not_run_before_its_time(self, executor: BaseExecutor) -> None:
        early = tasks.add.using(run_after=timezone.now() + timedelta(hours=1)).submit(x=1, y=1)
        executor.dispatch([_hint(early)])
        self.wait_for(executor, tasks.add.submit(x=2, y=2))
        early.refresh_from_db()
        assert (early.status, early.attempt) == (Status.PENDING, 0)

    def test_a_job_whose_time_has_come_runs(self, executor: BaseExecutor) -> None:
        soon = tasks.add.using(run_after=timezone.now() + timedelta(seconds=0.2)).submit(x=1, y=1)
        assert self.wait_for(executor, soon).result == 2

    def test_a_job_that_was_cancelled_before_it_ran_never_runs(self, executor: BaseExecutor) -> None:
        job = tasks.add.using(run_after=timezone.now() + timedelta(hours=1)).submit(x=1, y=1)
        cancel_job(job)
        executor.dispatch([_hint(job)])
        self.wait_for(executor, tasks.add.submit(x=2, y=2))
        job.refresh_from_db()
        assert self.history(job) == [Status.PENDING, Status.CANCELLED]

    def test_a_task_that_is_not_registered_here_waits_for_a_worker_that_knows_it(self, executor: BaseExecutor) -> None:
        job = _submit_unknown()
        assert self.wait_for(executor, tasks.add.submit(x=1, y=1)).result == 2
        job = self.wait_for(executor, job, Status.PENDING)
        assert (job.finished_at, job.error) == (None, None)

    def test_it_says_that_it_is_healthy(self, executor: BaseExecutor) -> None:
        assert executor.health().healthy


def _hint(job: Job) -> Hint:
    return Hint(job.id, job.queue, job.priority)


def _submit_unknown() -> Job:
    """Submit a job whose task is forgotten before anybody can run it."""
    task = copy(registry.get("contract_add"))
    task.name = "contract_unknown"
    registry.add(task)
    try:
        with transaction.atomic():
            job = submit_job(JobRequest(task=task.name, params={"x": 1, "y": 1})).job
            registry.remove(task.name)
            return job
    finally:
        registry.remove(task.name)
