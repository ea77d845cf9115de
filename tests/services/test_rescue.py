"""What a dead worker held comes back; what a live one holds does not."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest

from django_jobkit import Status
from django_jobkit.core.outcome import Completed, Failed
from django_jobkit.services import rescue
from django_jobkit.services.cancel import cancel_job
from django_jobkit.services.claim import claim_from
from django_jobkit.services.maintain import tick
from django_jobkit.services.rescue import rescue_expired
from django_jobkit.services.settle import settle
from django_jobkit.services.submit_many import submit_many
from django_jobkit.services.submit_tracked import submit_tracked
from django_jobkit.services.watch import renew_leases
from tests.services import kit
from tests.services.soundness import assert_sound, fetch, history
from tests.services.threads import crowd, race


@pytest.mark.django_db
def test_a_live_job_is_not_rescued() -> None:
    run = kit.running()

    assert rescue_expired().count == 0
    assert fetch(run).status == Status.RUNNING


@pytest.mark.django_db
def test_a_lost_job_is_due_again_and_its_attempt_was_spent(expire: Any) -> None:
    run = kit.running(max_attempts=2)
    expire(run)

    assert rescue_expired().count == 1

    row = assert_sound(run)
    assert (row.status, row.lane, row.attempt, row.max_attempts) == (Status.PENDING, "default", 1, 2)
    assert "lost" in row.statuses.last().message
    [again] = claim_from("default", "other", 1)
    assert again.attempt == 2


@pytest.mark.django_db
def test_a_job_that_loses_every_worker_fails_after_exactly_its_attempts(expire: Any) -> None:
    job = kit.pending(max_attempts=3)
    for _ in range(3):
        kit.claim(job)
        expire(job)
        assert rescue_expired().count == 1

    row = assert_sound(job)
    assert (row.status, row.error["code"]) == (Status.FAILED, "worker_lost")
    assert rescue_expired().count == 0


@pytest.mark.django_db
def test_a_lost_job_with_a_cancel_request_is_cancelled(expire: Any) -> None:
    run = kit.running(max_attempts=3)
    cancel_job(fetch(run))
    expire(run)

    assert rescue_expired().count == 1
    assert assert_sound(run).status == Status.CANCELLED


@pytest.mark.django_db
def test_a_heartbeat_between_the_look_and_the_write_saves_the_job(expire: Any) -> None:
    run = kit.running()
    expire(run)
    decide = rescue._decide

    def beat_first(job: Any) -> Any:
        assert renew_leases({run.id: run.attempt}) == {run.id}
        return decide(job)

    with mock.patch.object(rescue, "_decide", beat_first):
        assert rescue_expired().count == 0

    assert assert_sound(run).status == Status.RUNNING


@pytest.mark.django_db
def test_an_end_between_the_look_and_the_write_stands(expire: Any) -> None:
    run = kit.running()
    expire(run)
    decide = rescue._decide

    def finish_first(job: Any) -> Any:
        assert settle(run, Completed(7))
        return decide(job)

    with mock.patch.object(rescue, "_decide", finish_first):
        assert rescue_expired().count == 0

    assert assert_sound(run).result == 7


@pytest.mark.django_db
@pytest.mark.parametrize(
    "late", [Completed(1), Failed(kit.BROKEN), Failed(kit.BROKEN, kit.AT_ONCE), kit.POSTPONED, kit.INTERRUPTED]
)
@pytest.mark.parametrize("fate", ["waiting", "running again", "completed again", "failed", "cancelled"])
def test_a_zombie_changes_nothing_and_is_told_so(expire: Any, late: Any, fate: str) -> None:
    zombie = kit.running(max_attempts=1 if fate == "failed" else 3)
    if fate == "cancelled":
        cancel_job(fetch(zombie))
    expire(zombie)
    rescue_expired()
    if fate.endswith("again"):
        successor = kit.claim(zombie, "successor")
        if fate.startswith("completed"):
            settle(successor, Completed("theirs"))
    before, steps = fetch(zombie), history(zombie)

    told = settle(zombie, late)

    after = assert_sound(zombie)
    assert told is False
    assert history(zombie) == steps
    assert (after.revision, after.result, after.error) == (before.revision, before.result, before.error)


@pytest.mark.django_db
def test_a_tracked_job_is_never_rescued() -> None:
    job = submit_tracked("elsewhere").job

    assert rescue_expired().count == 0
    assert fetch(job).status == Status.PENDING


@pytest.mark.django_db
def test_rescue_goes_in_batches(settings: Any, expire: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "BATCH": 2}
    for _ in range(5):
        expire(kit.running())

    assert [rescue_expired().count for _ in range(4)] == [2, 2, 1, 0]


@pytest.mark.django_db
def test_one_tick_does_all_of_it(settings: Any, expire: Any) -> None:
    expire(kit.running())

    done = tick()

    assert (done.rescued, done.promoted, done.pruned) == (1, 0, 0)


def test_rescuers_at_the_same_time_rescue_each_job_once(committed: None, expire: Any) -> None:
    ids = submit_many([kit.wish(max_attempts=number % 2 + 1) for number in range(40)])
    for run in claim_from("default", "me", 40):
        expire(run)

    assert sum(crowd(4, lambda _: rescue_expired().count + rescue_expired().count)) == 40

    for number, job_id in enumerate(ids):
        assert history(job_id) == ["PENDING", "RUNNING", "PENDING" if number % 2 else "FAILED"]
        assert_sound(job_id)


def test_rescue_against_finish_has_one_winner_and_says_so(committed: None, expire: Any) -> None:
    submit_many([kit.wish(max_attempts=number % 2 + 1) for number in range(60)])
    runs = claim_from("default", "me", 60)

    def lose(number: int) -> int:
        expire(runs[number])
        return rescue_expired().count

    rounds = race([lose, lambda number: settle(runs[number], Completed(number))], 60)

    for number, (_, settled) in enumerate(rounds):
        row = assert_sound(runs[number])
        assert settled == (row.status == Status.COMPLETED)
        assert row.result == (number if settled else None)


def test_rescue_against_heartbeat_keeps_the_job_or_tells_the_worker(committed: None, expire: Any) -> None:
    submit_many([kit.wish() for _ in range(40)])
    runs = claim_from("default", "me", 40)
    for run in runs:
        expire(run)

    rounds = race([lambda _: rescue_expired().count, lambda n: renew_leases({runs[n].id: runs[n].attempt})], 40)

    for run, (_, renewed) in zip(runs, rounds, strict=True):
        assert (fetch(run).status == Status.RUNNING) == (run.id in renewed)


@pytest.mark.django_db
def test_what_its_own_process_knows_to_be_well_is_spared(expire: Any) -> None:
    well, lost = kit.running(), kit.running()
    expire(well)
    expire(lost)

    assert tick([well.id, lost.id]).rescued == 0
    assert tick([well.id]).rescued == 1
    assert [fetch(run).status for run in (well, lost)] == ["RUNNING", "PENDING"]
