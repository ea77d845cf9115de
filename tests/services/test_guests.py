"""Rows of guests go with their jobs, by whatever way those go, and however large they are."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models.signals import post_delete
from django.test import Client
from django.test.utils import CaptureQueriesContext

from django_jobkit.models import Job
from django_jobkit.models.clock import DatabaseNow
from django_jobkit.services.prune import prune_batch
from django_jobkit.services.remove import remove_job
from tests.guests.models import Page, Report
from tests.services import kit

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def thrown_away() -> Iterator[list[str]]:
    """The files that the guest deleted, once the deletion of their rows was certain."""
    gone: list[str] = []

    def on_delete(instance: Report, **kwargs: Any) -> None:
        transaction.on_commit(lambda: gone.append(instance.file))

    post_delete.connect(on_delete, sender=Report, weak=False, dispatch_uid="test_guests")
    yield gone
    post_delete.disconnect(sender=Report, dispatch_uid="test_guests")


def reports(count: int, *, pages: int = 3, size: int = 10, **options: Any) -> list[Job]:
    """Jobs that ended long ago and wrote a report each."""
    jobs = [kit.completed(**options) for _ in range(count)]
    Job.objects.filter(pk__in=[job.pk for job in jobs]).update(finished_at=DatabaseNow() - 2 * DAY)
    for job in jobs:
        report = Report.objects.create(job=job, file=f"{job.pk}.pdf")
        for start in range(0, pages, 50):
            numbers = range(start, min(start + 50, pages))
            Page.objects.bulk_create(Page(report=report, number=number, data=bytes(size)) for number in numbers)
    return jobs


def by_service(jobs: list[Job]) -> None:
    for job in jobs:
        remove_job(job)


def by_age(jobs: list[Job]) -> None:
    assert prune_batch(DAY) == len(jobs)


def by_admin(jobs: list[Job]) -> None:
    client = Client()
    client.force_login(kit.new_user(is_staff=True, is_superuser=True))
    chosen = {"action": "delete_selected", "_selected_action": [str(job.pk) for job in jobs], "confirmed": "yes"}
    assert client.post("/admin/jobkit/job/", chosen).status_code == 302


def by_owner(jobs: list[Job]) -> None:
    jobs[0].owner.delete()


@pytest.mark.parametrize("delete", [by_service, by_age, by_admin, by_owner])
def test_a_guest_s_rows_go_with_the_jobs_and_each_is_told_once(
    delete: Callable[[list[Job]], None], thrown_away: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    jobs = reports(3, owner=kit.new_user())
    [kept] = reports(1, owner=kit.new_user())
    Job.objects.filter(pk=kept.pk).update(finished_at=DatabaseNow())

    with django_capture_on_commit_callbacks(execute=True):
        delete(jobs)

    assert sorted(thrown_away) == sorted(f"{job.pk}.pdf" for job in jobs)
    assert list(Job.objects.values_list("pk", flat=True)) == [kept.pk]
    assert list(Report.objects.values_list("pk", flat=True)) == [kept.pk]
    assert Page.objects.count() == 3


def test_a_removal_that_is_rolled_back_throws_no_file_away(
    thrown_away: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    [job] = reports(1)

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError), transaction.atomic():
        remove_job(job)
        raise ZeroDivisionError

    assert thrown_away == []
    assert Page.objects.count() == 3


def test_the_number_of_statements_does_not_grow_with_the_batch(thrown_away: list[str]) -> None:
    counts = []
    for size in (2, 60):
        reports(size)
        with CaptureQueriesContext(connection) as asked:
            assert prune_batch(DAY) == size
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.slow
@pytest.mark.parametrize("delete", [by_service, by_age, by_admin, by_owner])
def test_large_pieces_and_results_are_deleted_unread(
    delete: Callable[[list[Job]], None], thrown_away: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    # Whatever is imported or made at the first use does not count.
    delete(reports(1, owner=kit.new_user()))
    jobs = reports(2, pages=300, size=100_000, owner=kit.new_user())
    Job.objects.update(result="x" * 5_000_000)
    for job in jobs:
        job.result = None

    with django_capture_on_commit_callbacks(execute=True):
        tracemalloc.start()
        delete(jobs)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert not Page.objects.exists()
    assert len(thrown_away) == 2
    assert peak < 5_000_000
