"""Start and run scans, and read all that they have stored."""

from __future__ import annotations

from typing import Any

from django_jobkit.models import Job
from django_jobkit.models.clock import DatabaseNow
from django_jobkit.scans import Extractor
from django_jobkit.scans.models import Scan, ScanChunk
from django_jobkit.scans.services.start import ScanRequest, start_scan
from django_jobkit.scans.store.columns import table_of
from django_jobkit.scans.store.profiling import Profile, profile_of
from django_jobkit.scans.store.reading import read_records
from django_jobkit.services.promote import promote_due
from django_jobkit.services.run import run_job


def started(extractor: Extractor | str, **request: Any) -> Scan:
    """A scan with this extractor, which nobody runs yet."""
    name = extractor if isinstance(extractor, str) else extractor.name
    return start_scan(ScanRequest(extractor=name, **request)).scan


def run(scan: Scan) -> Scan:
    """Run one attempt at `scan`, at once even if it backs off, and give it as it is then."""
    Job.objects.filter(pk=scan.pk, parked_until__isnull=False).update(parked_until=DatabaseNow())
    promote_due()
    assert run_job(scan.pk, "tests"), "there was nothing to run"
    return fetch(scan)


def fetch(scan: Scan) -> Scan:
    """The scan as it is now, with its job."""
    return Scan.objects.select_related("job").get(pk=scan.pk)


def stored(scan: Scan) -> list[dict[str, Any]]:
    """All its records, in order."""
    return read_records(scan.pk, 0, 10**9)


def assert_sound(scan: Scan) -> None:
    """Raise AssertionError unless counters, chunks, columns and profile say of the records what they are."""
    scan = fetch(scan)
    records = stored(scan)
    assert scan.records == len(records)
    chunks = list(ScanChunk.objects.filter(scan=scan).order_by("first"))
    assert [chunk.first for chunk in chunks] == [
        sum(chunk.count for chunk in chunks[:place]) for place in range(len(chunks))
    ]
    assert sum(chunk.count for chunk in chunks) == scan.records
    assert scan.stored_bytes == sum(len(chunk.data) for chunk in chunks)
    kept = list(scan.problem_rows.order_by("number").values_list("number", flat=True))
    assert kept == list(range(len(kept)))
    assert set(scan.columns) >= {name for record in records for name in record}
    assert profile_of(scan) == profile_from_scratch(records)


def profile_from_scratch(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the profile of just these records is."""
    profile = Profile()
    if records:
        profile.add(table_of(records))
    return profile.shown()


def scans_settings(settings: Any, **changes: Any) -> None:
    """Change ``JOBKIT["SCANS"]`` for this test."""
    given = settings.JOBKIT
    settings.JOBKIT = {**given, "SCANS": {**given["SCANS"], **changes}}


def numbers(first: int, last: int) -> list[dict[str, Any]]:
    """Records that count from `first` up to `last`."""
    return [{"n": number} for number in range(first, last)]
