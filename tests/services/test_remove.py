"""What has ended may be deleted, by hand or by age, with its history."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from django_jobkit.core.outcome import Completed
from django_jobkit.exceptions import InvalidRequest, JobIsRunning
from django_jobkit.models import Job, JobStatus
from django_jobkit.models.clock import DatabaseNow
from django_jobkit.services.claim import claim_job
from django_jobkit.services.maintain import tick
from django_jobkit.services.prune import prune_batch, prune_finished
from django_jobkit.services.remove import remove_job, rename_job
from django_jobkit.services.report import report_status
from django_jobkit.services.settle import settle
from django_jobkit.services.submit_tracked import submit_tracked
from tests.services import kit
from tests.services.soundness import assert_sound, fetch, history
from tests.services.threads import crowd, race

DAY = timedelta(days=1)


def ended_long_ago(count: int, age: timedelta = 2 * DAY) -> list[Job]:
    jobs = [kit.completed() for _ in range(count)]
    Job.objects.filter(pk__in=[job.pk for job in jobs]).update(finished_at=DatabaseNow() - age)
    return jobs


@pytest.mark.django_db
@pytest.mark.parametrize("make", [kit.pending, kit.completed, kit.failed, kit.cancelled])
def test_a_job_that_does_not_run_is_deleted_with_its_history(make: Any) -> None:
    remove_job(make())

    assert not Job.objects.exists()
    assert not JobStatus.objects.exists()


@pytest.mark.django_db
def test_a_running_job_is_not_deleted() -> None:
    run = kit.running()

    with pytest.raises(JobIsRunning):
        remove_job(fetch(run))

    assert history(run) == ["PENDING", "RUNNING"]


@pytest.mark.django_db
def test_a_tracked_job_is_deleted_even_while_it_runs_elsewhere() -> None:
    job = submit_tracked("elsewhere").job
    report_status(job, "RUNNING")

    remove_job(job)

    assert not Job.objects.exists()


@pytest.mark.django_db
def test_of_two_who_delete_a_job_one_is_told_that_it_is_gone() -> None:
    job = kit.completed()
    remove_job(job)

    with pytest.raises(Job.DoesNotExist):
        remove_job(job)


def test_a_removal_against_a_claim_has_one_winner(committed: None) -> None:
    jobs = [kit.pending() for _ in range(60)]

    rounds = race([lambda n: remove_job(jobs[n]), lambda n: claim_job(jobs[n].id, "me")], 60)

    for job, (removed, run) in zip(jobs, rounds, strict=True):
        if run is None:
            assert removed is None
            assert not Job.objects.filter(pk=job.pk).exists()
            assert not JobStatus.objects.filter(job_id=job.pk).exists()
        else:
            assert isinstance(removed, JobIsRunning)
            assert_sound(job)


def test_a_run_whose_job_was_deleted_is_fenced_off(committed: None) -> None:
    run = kit.running()
    JobStatus.objects.filter(job_id=run.id).delete()
    Job.objects.filter(pk=run.id).delete()

    assert settle(run, Completed(1)) is False


@pytest.mark.django_db
def test_a_name_can_be_changed_to_any_that_can_be_stored() -> None:
    job = kit.pending()

    renamed = rename_job(job, "näme \U0001f600")

    assert (renamed.name, renamed.revision) == ("näme \U0001f600", job.revision + 1)
    for name in ("", "n" * 201, "a\x00b", "\ud800"):
        with pytest.raises(InvalidRequest):
            rename_job(job, name)


@pytest.mark.django_db
def test_only_what_ended_long_enough_ago_is_pruned() -> None:
    old = ended_long_ago(2)
    young = [kit.completed(), kit.failed(), kit.cancelled()]
    alive = [kit.pending(), kit.running(), submit_tracked("elsewhere").job]
    Job.objects.update(created_at=timezone.now() - 9 * DAY, updated_at=timezone.now() - 9 * DAY)

    assert list(prune_finished(DAY)) == [2]

    assert set(Job.objects.values_list("pk", flat=True)) == {job.id for job in (*young, *alive)}
    assert not JobStatus.objects.filter(job_id__in=[job.pk for job in old]).exists()
    assert JobStatus.objects.count() == 3 + 3 + 2 + 1 + 2 + 1


@pytest.mark.django_db
def test_pruning_goes_in_batches_oldest_first(settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "BATCH": 2}
    ended_long_ago(3, age=2 * DAY)
    oldest = ended_long_ago(2, age=9 * DAY)

    assert prune_batch(DAY) == 2
    assert not Job.objects.filter(pk__in=[job.pk for job in oldest]).exists()
    assert list(prune_finished(DAY)) == [2, 1]


@pytest.mark.django_db
def test_a_tick_prunes_only_where_a_retention_is_set(settings: Any) -> None:
    ended_long_ago(1)

    assert tick().pruned == 0
    settings.JOBKIT = {**settings.JOBKIT, "RETENTION": DAY}
    assert tick().pruned == 1


def test_pruners_at_the_same_time_prune_each_job_once(committed: None, settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "BATCH": 5}
    ended_long_ago(40)

    pruned = crowd(4, lambda _: sum(prune_finished(DAY)))

    assert not [answer for answer in pruned if isinstance(answer, Exception)]
    list(prune_finished(DAY))
    assert not Job.objects.exists()
    assert not JobStatus.objects.exists()
