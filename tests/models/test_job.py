"""What a row says about itself, and who may see it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.core.ids import new_job_id
from django_jobkit.core.status import Status
from django_jobkit.models import Job, JobStatus
from django_jobkit.services.submit_tracked import submit_tracked
from tests.services import kit

AMOUNTS = st.none() | st.floats(0, 1e12)


@given(AMOUNTS, AMOUNTS)
def test_percent_is_between_0_and_100_or_unknown(current: float | None, total: float | None) -> None:
    progress = Job(progress_current=current, progress_total=total).progress

    percent = progress["percent"]
    assert (percent is None) == (current is None or not total)
    assert percent is None or 0 <= percent <= 100
    assert progress["current"] == current
    assert progress["total"] == total


def test_whole_numbers_of_progress_are_shown_without_a_point() -> None:
    progress = Job(progress_current=2.0, progress_total=2.5).progress

    assert repr(progress["current"]), repr(progress["total"]) == ("2", "2.5")


def test_a_row_says_what_it_is() -> None:
    job = Job(name="report", status=Status.FAILED, task="tests.add")

    assert (str(job), job.is_tracked, job.is_terminal) == ("report (FAILED)", False, True)
    assert str(JobStatus(seq=2, status_type="RUNNING")) == "2. RUNNING"
    assert Job(name="elsewhere").is_tracked


def test_ids_sort_by_time_and_never_repeat() -> None:
    ids = [new_job_id() for _ in range(2000)]
    with ThreadPoolExecutor(4) as pool:
        more = [
            job_id for batch in pool.map(lambda _: [new_job_id() for _ in range(500)], range(8)) for job_id in batch
        ]

    assert ids == sorted(ids)
    assert len({*ids, *more}) == 6000
    assert {job_id.version for job_id in ids} == {7}
    assert min(more) > ids[-1]


@pytest.mark.django_db
def test_users_see_their_own_jobs_staff_sees_all_and_strangers_see_what_nobody_owns() -> None:
    one, other, staff = kit.new_user(), kit.new_user(), kit.new_user(is_staff=True)
    jobs = {owner: kit.pending(owner=owner).id for owner in (one, other, staff)}
    nobodys = submit_tracked("elsewhere").job.id

    def seen(user: Any) -> set[Any]:
        return set(Job.objects.visible_to(user).values_list("id", flat=True))

    assert seen(one) == {jobs[one]}
    assert seen(other) == {jobs[other]}
    assert seen(staff) == {*jobs.values(), nobodys}
    assert seen(None) == seen(AnonymousUser()) == {nobodys}


class NobodySeesAnything:
    """A policy as a host may bring one."""

    def visible(self, jobs: Any, user: Any) -> Any:
        """Nothing."""
        return jobs.none()


@pytest.mark.django_db
def test_a_host_may_decide_who_sees_what(settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "VISIBILITY": f"{__name__}.NobodySeesAnything"}
    kit.pending()

    assert not Job.objects.visible_to(kit.new_user(is_staff=True)).exists()


@pytest.mark.django_db
def test_lists_leave_the_heavy_columns_behind(django_assert_num_queries: Any) -> None:
    kit.pending(params={"x": 9})

    with django_assert_num_queries(1):
        [job] = Job.objects.without_payloads()
        assert job.name == "tests.add"
    with django_assert_num_queries(1):
        assert job.params == {"x": 9, "y": 0}


@pytest.mark.django_db
def test_finished_and_unfinished_are_two_halves() -> None:
    unfinished = {kit.pending().id, kit.running().id}
    finished = {kit.completed().id, kit.failed().id, kit.cancelled().id}

    assert set(Job.objects.unfinished().values_list("id", flat=True)) == unfinished
    assert set(Job.objects.finished().values_list("id", flat=True)) == finished
