"""Leases are extended, progress is shown and cancels are noticed, for whoever still owns the job."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections, transaction

from django_jobkit.core.context import Progress
from django_jobkit.core.outcome import Completed
from django_jobkit.models import Job
from django_jobkit.models.clock import DatabaseNow
from django_jobkit.services.cancel import cancel_job
from django_jobkit.services.rescue import rescue_expired
from django_jobkit.services.settle import settle
from django_jobkit.services.watch import look_at, renew_leases, write_progress
from tests.services import kit
from tests.services.soundness import fetch, history
from tests.services.threads import PATIENCE


@pytest.mark.django_db
def test_a_renewed_lease_is_a_full_lease_and_no_visible_change(expire: Any) -> None:
    run = kit.running()
    before = fetch(run)
    expire(run)

    assert renew_leases({run.id: 1}) == {run.id}

    after = fetch(run)
    assert Job.objects.filter(pk=run.id, lease_expires_at__gt=DatabaseNow() + timedelta(seconds=25)).exists()
    assert (after.revision, after.updated_at) == (before.revision, before.updated_at)


@pytest.mark.django_db
def test_only_what_is_still_ours_is_renewed(expire: Any) -> None:
    ours, ended, lost = kit.running(), kit.running(), kit.running()
    settle(ended, Completed(1))
    expire(lost)
    rescue_expired()
    kit.claim(lost)
    runs = {ours.id: 1, ended.id: 1, lost.id: 1, uuid4(): 1}

    assert renew_leases(runs) == {ours.id}
    assert renew_leases({}) == set()


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db
def test_a_worker_that_freezes_between_two_statements_holds_no_row(django_assert_num_queries: Any) -> None:
    runs = [kit.running() for _ in range(3)]

    with django_assert_num_queries(1):
        assert len(renew_leases({run.id: 1 for run in runs})) == 3
    with django_assert_num_queries(1):
        write_progress({run.id: (1, Progress(2.5, None, "Half")) for run in runs})

    assert {fetch(run).progress["current"] for run in runs} == {2.5}


@pytest.mark.django_db
def test_a_look_tells_who_owns_the_job_and_whether_it_should_stop(expire: Any) -> None:
    calm, asked, lost, gone = (kit.running() for _ in range(4))
    cancel_job(fetch(asked))
    expire(lost)
    rescue_expired()
    Job.objects.filter(pk=gone.id).delete()

    seen = look_at([run.id for run in (calm, asked, lost, gone)])

    assert set(seen) == {calm.id, asked.id, lost.id}
    assert [seen[run.id].is_ours(1) for run in (calm, asked, lost)] == [True, True, False]
    assert [seen[run.id].cancel_requested for run in (calm, asked, lost)] == [False, True, False]
    assert not seen[calm.id].is_ours(2)


@pytest.mark.django_db
def test_progress_is_a_visible_change_but_no_history() -> None:
    run = kit.running()

    write_progress({run.id: (1, Progress(1, 3, "Reading"))})

    row = fetch(run)
    assert row.progress == {"current": 1, "total": 3, "percent": 33.3, "message": "Reading"}
    assert row.revision == 3
    assert history(run) == ["PENDING", "RUNNING"]


@pytest.mark.django_db
def test_a_zombies_progress_is_refused(expire: Any) -> None:
    zombie, ended = kit.running(), kit.running()
    expire(zombie)
    rescue_expired()
    kit.claim(zombie)
    settle(ended, Completed(1))
    before = [fetch(run).revision for run in (zombie, ended)]

    write_progress({zombie.id: (1, Progress(9)), ended.id: (1, Progress(9)), uuid4(): (1, Progress(9))})

    assert [fetch(run).revision for run in (zombie, ended)] == before
    assert fetch(zombie).progress_current is None


@pytest.mark.only_on("postgresql", "mysql")
def test_a_row_that_a_handlers_transaction_holds_is_passed_over(committed: None, expire: Any) -> None:
    held, free = kit.running(), kit.running()
    for run in (held, free):
        expire(run)
    holding, done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Job.objects.select_for_update().get(pk=held.id)
                holding.set()
                done.wait(PATIENCE)
        finally:
            connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert holding.wait(PATIENCE)
        write_progress({held.id: (1, Progress(1)), free.id: (1, Progress(1))})
        rescued = rescue_expired()
        renewed = renew_leases({held.id: 1})
    finally:
        done.set()
        holder.join(PATIENCE)

    assert (rescued.count, renewed) == (1, set())
    assert (fetch(held).status, fetch(free).status) == ("RUNNING", "PENDING")
    assert (fetch(held).progress_current, fetch(free).progress_current) == (None, 1)
