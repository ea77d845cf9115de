"""Who comes at the same instant gets what who comes later gets."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile

from django_jobkit.models import Job
from django_jobkit.scans.models import Scan, ScanSource
from django_jobkit.scans.problems import ScanLimitReached, SourceNameTaken
from django_jobkit.scans.services.sources import create_source, delete_source, start_source
from django_jobkit.scans.services.start import ScanRequest, Started, start_scan
from tests.services.kit import new_user
from tests.services.threads import race

pytestmark = pytest.mark.django_db(transaction=True)
CALLERS = 4


def test_one_key_starts_one_scan_with_one_file(reader: Any, files: Any) -> None:
    owner = new_user()

    def start(number: int) -> Started:
        upload = ContentFile(b"one\n", "lines.txt")
        key = f"round-{number}"
        return start_scan(ScanRequest(extractor=reader.name, upload=upload, owner=owner, idempotency_key=key))

    for answers in race([start] * CALLERS, rounds=3):
        assert all(isinstance(answer, Started) for answer in answers), answers
        assert len({answer.scan.pk for answer in answers}) == 1
        assert sorted(answer.replayed for answer in answers) == [False] + [True] * (CALLERS - 1)
    assert Scan.objects.count() == Job.objects.count() == 3
    assert all(files.exists(scan.upload.name) for scan in Scan.objects.all())


def test_nobody_slips_past_a_limit(counter: Any, settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "SCANS": {"OWNER_ACTIVE": 2}}
    owner = new_user()
    [answers] = race([lambda number: start_scan(ScanRequest(extractor=counter.name, owner=owner))] * CALLERS)
    assert sum(isinstance(answer, Started) for answer in answers) == 2, answers
    assert sum(isinstance(answer, ScanLimitReached) for answer in answers) == CALLERS - 2
    assert Scan.objects.count() == Job.objects.count() == 2


def test_one_name_makes_one_source(counter: Any) -> None:
    owner = new_user()
    create = [lambda number: create_source(name=f"n{number}", extractor=counter.name, owner=owner)] * CALLERS
    for answers in race(create, rounds=3):
        assert sum(isinstance(answer, ScanSource) for answer in answers) == 1, answers
        assert sum(isinstance(answer, SourceNameTaken) for answer in answers) == CALLERS - 1


def test_a_scan_of_a_source_that_is_deleted_is_started_or_refused(counter: Any) -> None:
    rounds = 5
    sources = [create_source(name=f"n{number}", extractor=counter.name) for number in range(rounds)]
    start = [lambda number: start_source(sources[number])] * (CALLERS - 1)
    for *answers, gone in race([*start, lambda number: delete_source(sources[number])], rounds=rounds):
        assert gone is None, gone
        assert all(isinstance(answer, (Started, ScanSource.DoesNotExist)) for answer in answers), answers
    assert not ScanSource.objects.exists()
    assert Scan.objects.filter(source=None).count() == Scan.objects.count() == Job.objects.count()
