"""At most one unfinished job per unique key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from django_jobkit import Status, UniqueConflict
from django_jobkit.core.outcome import Completed
from django_jobkit.models import Job
from django_jobkit.services.cancel import cancel_job
from django_jobkit.services.remove import remove_job
from django_jobkit.services.rescue import rescue_expired
from django_jobkit.services.retry import retry_job
from django_jobkit.services.settle import settle
from django_jobkit.services.submit import submit_job
from tests.services import kit
from tests.services.soundness import assert_sound, fetch, history
from tests.services.threads import crowd

KEY = "invoice-7"


@pytest.mark.django_db
def test_a_second_job_with_the_key_is_rejected_by_default() -> None:
    holder = kit.pending(unique_key=KEY)

    with pytest.raises(UniqueConflict) as caught:
        kit.pending(unique_key=KEY)

    assert str(holder.id) in str(caught.value.details)
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_another_task_has_keys_of_its_own() -> None:
    kit.pending(unique_key=KEY)

    assert kit.pending(task="tests.fail", params={}, unique_key=KEY).status == Status.PENDING


@pytest.mark.django_db
@pytest.mark.parametrize("make", [kit.pending, kit.running])
def test_the_standing_job_is_returned_on_wish(make: Callable[..., Any]) -> None:
    holder = make(unique_key=KEY)

    answer = submit_job(kit.wish(unique_key=KEY, on_conflict="return"))

    assert (answer.job.id, answer.replayed) == (holder.id, True)
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_a_pending_job_is_replaced_on_wish() -> None:
    holder = kit.pending(unique_key=KEY)

    answer = submit_job(kit.wish(unique_key=KEY, on_conflict="replace"))

    assert answer.job.id != holder.id
    assert not answer.replayed
    assert history(holder) == ["PENDING", "CANCELLED"]
    assert_sound(holder)
    assert_sound(answer.job)


@pytest.mark.django_db
def test_a_running_job_is_not_replaced() -> None:
    holder = kit.running(unique_key=KEY)

    with pytest.raises(UniqueConflict):
        kit.pending(unique_key=KEY, on_conflict="replace")

    assert fetch(holder).status == Status.RUNNING


@pytest.mark.django_db
@pytest.mark.parametrize("make", [kit.completed, kit.failed, kit.cancelled, kit.cancelled_running])
def test_every_end_releases_the_key(make: Callable[..., Any]) -> None:
    ended = assert_sound(make(unique_key=KEY))

    assert kit.pending(unique_key=KEY).id != ended.id


@pytest.mark.django_db
def test_the_loss_of_the_last_worker_releases_the_key(expire: Any) -> None:
    lost = kit.running(unique_key=KEY, max_attempts=1)
    expire(lost)
    rescue_expired()

    assert assert_sound(lost).status == Status.FAILED
    assert kit.pending(unique_key=KEY).status == Status.PENDING


@pytest.mark.django_db
def test_a_removed_job_releases_the_key() -> None:
    remove_job(kit.pending(unique_key=KEY))

    assert kit.pending(unique_key=KEY).status == Status.PENDING


@pytest.mark.django_db
def test_a_retry_takes_the_key_back_or_is_refused() -> None:
    ended = kit.failed(unique_key=KEY)
    holder = kit.pending(unique_key=KEY)

    with pytest.raises(UniqueConflict):
        retry_job(ended)
    assert history(ended) == ["PENDING", "RUNNING", "FAILED"]

    cancel_job(holder)
    assert assert_sound(retry_job(ended)).unique_hash is not None
    with pytest.raises(UniqueConflict):
        kit.pending(unique_key=KEY)


def answers_of(size: int, **options: Any) -> list[Any]:
    return crowd(size, lambda _: submit_job(kit.wish(unique_key=KEY, **options)))


def test_of_a_crowd_with_one_key_a_single_submit_wins(committed: None) -> None:
    answers = answers_of(16)

    assert Job.objects.count() == 1
    assert sum(isinstance(answer, UniqueConflict) for answer in answers) == 15


def test_a_crowd_that_takes_what_stands_gets_one_job(committed: None) -> None:
    answers = answers_of(16, on_conflict="return")

    assert {answer.job.id for answer in answers} == {Job.objects.get().id}
    assert sum(not answer.replayed for answer in answers) == 1


def test_a_crowd_that_replaces_leaves_one_job_standing_and_loses_none_without_a_word(committed: None) -> None:
    answers = answers_of(12, on_conflict="replace")

    submitted = [answer.job.id for answer in answers if not isinstance(answer, Exception)]
    assert all(isinstance(answer, UniqueConflict) for answer in answers if isinstance(answer, Exception))
    assert sorted(Job.objects.values_list("id", flat=True)) == sorted(submitted)
    assert Job.objects.unfinished().count() == 1
    for job in Job.objects.all():
        assert_sound(job)


def test_a_replace_against_a_claim_never_stops_what_runs(committed: None) -> None:
    for _ in range(10):
        holder = kit.pending(unique_key=KEY)
        replaced, run = crowd(
            2,
            lambda number: (
                kit.claim_job(holder.id, "worker")  # noqa: B023 - called within this turn
                if number
                else submit_job(kit.wish(unique_key=KEY, on_conflict="replace"))
            ),
        )
        if isinstance(replaced, UniqueConflict):
            assert history(holder) == ["PENDING", "RUNNING"]
            settle(run, Completed(1))
        else:
            assert run is None
            assert history(holder) == ["PENDING", "CANCELLED"]
            cancel_job(replaced.job)
        assert_sound(holder)
