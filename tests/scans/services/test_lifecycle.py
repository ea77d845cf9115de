"""Cancel, resume, begin anew and remove: what is kept, what goes, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_jobkit import IllegalTransition
from django_jobkit.exceptions import JobIsRunning
from django_jobkit.models import Job
from django_jobkit.scans import Batch, ExtractionError
from django_jobkit.scans.models import Scan, ScanChunk, ScanProblem, ScanProfile
from django_jobkit.scans.problems import ScanLimitReached
from django_jobkit.scans.services.lifecycle import cancel_scan, remove_scan, restart_scan, resume_scan
from django_jobkit.services.claim import claim_job
from django_jobkit.services.prune import prune_batch
from tests.scans.running.kit import assert_sound, fetch, run, started, stored
from tests.services.kit import AT_ONCE, new_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def failing(an_extractor: Any) -> Any:
    """Gives thirty records, and fails after twenty the first time."""
    began: list[Any] = []

    def extract(options: Any, scan: Any) -> Iterator[Any]:
        began.append(scan.cursor)
        for first in range(scan.cursor or 0, 30, 5):
            if first == 20 and len(began) == 1:
                yield "no record"
                raise ExtractionError("The source is broken.", code="broken")
            yield Batch([{"n": number} for number in range(first, first + 5)], cursor=first + 5)

    extractor = an_extractor(extract)
    extractor.began = began
    return extractor


def all_of_it() -> list[dict[str, int]]:
    return [{"n": number} for number in range(30)]


def test_resume_goes_on_from_the_cursor(failing: Any) -> None:
    scan = run(started(failing))
    assert scan.job.error["code"] == "broken"
    scan = resume_scan(scan)
    assert (scan.job.status, scan.records) == ("PENDING", 20)
    scan = run(scan)
    assert failing.began == [None, 20]
    assert stored(scan) == all_of_it()
    assert scan.problems == 0
    assert_sound(scan)


def test_restart_begins_anew_with_an_empty_store(failing: Any) -> None:
    scan = restart_scan(run(started(failing)))
    assert (scan.records, scan.problems, scan.stored_bytes, scan.columns) == (0, 0, 0, [])
    for model in (ScanChunk, ScanProblem, ScanProfile):
        assert not model.objects.exists()
    scan = run(scan)
    assert failing.began == [None, None]
    assert stored(scan) == all_of_it()
    assert_sound(scan)


@pytest.mark.parametrize("again", [resume_scan, restart_scan])
def test_only_what_failed_or_was_cancelled_runs_again(counter: Any, again: Any) -> None:
    scan = started(counter)
    with pytest.raises(IllegalTransition):
        again(scan)
    scan = run(scan)
    with pytest.raises(IllegalTransition):
        again(scan)
    assert len(stored(scan)) == 5


def test_a_cancelled_scan_runs_again(counter: Any) -> None:
    scan = cancel_scan(started(counter))
    assert scan.job.status == "CANCELLED"
    assert len(stored(run(resume_scan(scan)))) == 5


def test_a_running_scan_is_not_removed(counter: Any) -> None:
    scan = started(counter)
    claim_job(scan.pk, "tests")
    with pytest.raises(JobIsRunning):
        remove_scan(scan)
    assert cancel_scan(scan).job.cancel_requested_at is not None


def test_a_removed_scan_leaves_nothing_and_is_not_loaded(failing: Any) -> None:
    scan = run(started(failing))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        remove_scan(scan)
    for model in (Scan, Job, ScanChunk, ScanProblem, ScanProfile):
        assert not model.objects.exists()
    chunks = [query["sql"] for query in queries if "scanchunk" in query["sql"].lower()]
    assert chunks
    assert all(sql.upper().startswith("DELETE") for sql in chunks), chunks


def test_pruning_takes_scans_along(counter: Any) -> None:
    run(started(counter))
    assert prune_batch(AT_ONCE) == 1
    assert not Scan.objects.exists()
    assert not ScanChunk.objects.exists()


def test_what_an_owner_has_goes_with_them(counter: Any) -> None:
    owner, other = new_user(), new_user()
    run(started(counter, owner=owner))
    kept = run(started(counter, owner=other))
    owner.delete()
    assert list(Scan.objects.all()) == [fetch(kept)]
    assert set(ScanChunk.objects.values_list("scan_id", flat=True)) == {kept.pk}


def test_everybody_sees_their_own_scans(counter: Any) -> None:
    one, other, staff = new_user(), new_user(), new_user(is_staff=True)
    mine, theirs, nobodys = started(counter, owner=one), started(counter, owner=other), started(counter)
    assert set(Scan.objects.visible_to(one)) == {mine}
    assert set(Scan.objects.visible_to(other)) == {theirs}
    assert set(Scan.objects.visible_to(None)) == {nobodys}
    assert Scan.objects.visible_to(staff).count() == 3


@pytest.mark.parametrize("again", [resume_scan, restart_scan])
def test_nobody_gets_past_a_limit_by_way_of_cancelled_scans(counter: Any, settings: Any, again: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "SCANS": {"OWNER_ACTIVE": 2}}
    owner = new_user()
    first = cancel_scan(started(counter, owner=owner))
    active = [started(counter, owner=owner) for _ in range(2)]
    with pytest.raises(ScanLimitReached):
        again(first)
    assert fetch(first).job.status == "CANCELLED"
    cancel_scan(active[0])
    assert again(first).job.status == "PENDING"
