"""The same Idempotency-Key from the same owner makes one job, under any concurrency."""

from __future__ import annotations

import pytest

from django_jobkit import IdempotencyMismatch
from django_jobkit.models import Job, JobStatus
from django_jobkit.services.submit import submit_job
from django_jobkit.services.submit_tracked import submit_tracked
from tests.services import kit
from tests.services.executors import HEARD
from tests.services.soundness import assert_sound
from tests.services.threads import crowd


@pytest.mark.django_db
def test_the_same_request_is_answered_with_the_same_job() -> None:
    first = submit_job(kit.wish(idempotency_key="k", params={"x": 1, "y": 2}))
    again = submit_job(kit.wish(idempotency_key="k", params={"y": 2, "x": 1}))

    assert (first.replayed, again.replayed, again.job.id) == (False, True, first.job.id)
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_the_same_job_is_the_answer_even_when_it_has_ended() -> None:
    ended = kit.completed(idempotency_key="k")

    assert submit_job(kit.wish(idempotency_key="k")).job.id == ended.id


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [
        {"params": {"x": 2}},
        {"task": "tests.fail", "params": {}},
        {"priority": 3},
        {"name": "other"},
        {"queue": "other"},
        {"max_attempts": 7},
        {"timeout": 7.0},
        {"unique_key": "u"},
    ],
)
def test_another_request_with_the_key_is_refused(other: dict[str, object]) -> None:
    kit.pending(idempotency_key="k")

    with pytest.raises(IdempotencyMismatch):
        submit_job(kit.wish(**{"idempotency_key": "k", **other}))
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_keys_of_different_owners_never_meet() -> None:
    one, other = kit.new_user(), kit.new_user()

    jobs = {
        submit_job(kit.wish(idempotency_key="k", owner=one)).job.id,
        submit_job(kit.wish(idempotency_key="k", owner=other)).job.id,
        submit_job(kit.wish(idempotency_key="k", scope="anonymous")).job.id,
        submit_job(kit.wish(idempotency_key="k")).job.id,
    }

    assert len(jobs) == 4


@pytest.mark.django_db
def test_a_tracked_job_and_an_executed_one_do_not_share_a_key() -> None:
    first = submit_tracked("elsewhere", idempotency_key="k")

    assert submit_tracked("elsewhere", idempotency_key="k").job.id == first.job.id
    with pytest.raises(IdempotencyMismatch):
        submit_tracked("nowhere", idempotency_key="k")
    with pytest.raises(IdempotencyMismatch):
        kit.pending(idempotency_key="k")


def test_thirty_at_once_with_one_key_make_one_job(committed: None) -> None:
    owner = kit.new_user()

    answers = crowd(30, lambda _: submit_job(kit.wish(idempotency_key="k", owner=owner)))

    job = Job.objects.get()
    assert [answer.job.id for answer in answers] == [job.id] * 30
    assert sum(not answer.replayed for answer in answers) == 1
    assert JobStatus.objects.count() == 1
    assert [job.id] == HEARD
    assert_sound(job)


def test_many_at_once_with_one_key_and_different_wishes_make_one_job(committed: None) -> None:
    answers = crowd(12, lambda number: submit_job(kit.wish(idempotency_key="k", params={"x": number % 2})))

    [winner] = [answer.job for answer in answers if not isinstance(answer, Exception) and not answer.replayed]
    assert Job.objects.get().id == winner.id
    assert sum(isinstance(answer, IdempotencyMismatch) for answer in answers) == 6


def test_tracked_jobs_at_once_with_one_key_are_one(committed: None) -> None:
    answers = crowd(10, lambda _: submit_tracked("elsewhere", idempotency_key="k"))

    assert {answer.job.id for answer in answers} == {Job.objects.get().id}
