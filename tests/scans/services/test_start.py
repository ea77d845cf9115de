"""A scan, its job and its file come into being together or not at all."""

from __future__ import annotations

from typing import Any

import pydantic
import pytest
from django.core.files.base import ContentFile
from django.db import OperationalError, transaction

from django_jobkit import IdempotencyMismatch, QuotaExceeded
from django_jobkit.core.secrets import is_sealed
from django_jobkit.exceptions import InvalidIdempotencyKey, InvalidRequest
from django_jobkit.models import Job
from django_jobkit.scans.models import Scan
from django_jobkit.scans.problems import InvalidOptions, ScanLimitReached, UnknownExtractor, UploadTooLarge
from django_jobkit.scans.services import start
from django_jobkit.scans.services.limits import SCAN_TASK
from django_jobkit.scans.services.start import ScanRequest, start_scan
from tests.scans.running.kit import run, started, stored
from tests.services.kit import new_user

pytestmark = pytest.mark.django_db


class Login(pydantic.BaseModel):
    """Options with a secret."""

    model_config = pydantic.ConfigDict(extra="forbid")

    url: str
    password: pydantic.SecretStr = pydantic.SecretStr("")


def a_file(content: str = "one\ntwo\n", name: str = "some lines.txt") -> ContentFile[Any]:
    return ContentFile(content.encode(), name)


def files_in(storage: Any) -> list[str]:
    found: list[str] = []
    folders = [""]
    while folders:
        folder = folders.pop()
        inner, names = storage.listdir(folder)
        found += names
        folders += [f"{folder}/{name}".strip("/") for name in inner]
    return found


def test_a_scan_has_a_job_that_runs_it(counter: Any) -> None:
    owner = new_user()
    scan = started(counter, owner=owner)
    assert (scan.job.task, scan.job.owner, scan.job.status) == (SCAN_TASK, owner, "PENDING")
    assert scan.job.name == f"Scan with {counter.name}"
    assert stored(run(scan)) == [{"n": number} for number in range(5)]


def test_an_unknown_extractor_is_refused() -> None:
    with pytest.raises(UnknownExtractor):
        start_scan(ScanRequest(extractor="tests.missing"))
    assert not Job.objects.exists()


def test_options_are_validated_and_secrets_sealed(an_extractor: Any) -> None:
    seen: list[str] = []

    def extract(options: Any, scan: Any) -> Any:
        seen.append(options.password.get_secret_value())
        yield {"url": options.url}

    login = an_extractor(extract, options=Login)
    with pytest.raises(InvalidOptions) as refused:
        started(login, options={"uri": "x"})
    assert set(refused.value.details) == {"options.url", "options.uri"}
    scan = started(login, options={"url": "x", "password": "hunter2"})
    scan.refresh_from_db()
    assert is_sealed(scan.options["password"])
    assert "hunter2" not in str([scan.options, scan.job.params])
    run(scan)
    assert seen == ["hunter2"]


def test_an_extractor_that_reads_a_file_needs_one(reader: Any, counter: Any) -> None:
    for extractor, upload in ((reader, None), (counter, a_file())):
        with pytest.raises(InvalidOptions) as refused:
            started(extractor, upload=upload)
        assert set(refused.value.details) == {"file"}


def test_a_file_is_kept_with_its_scan_and_goes_with_it(
    reader: Any, files: Any, django_capture_on_commit_callbacks: Any
) -> None:
    scan = started(reader, upload=a_file(name="../../etc/some lines.csv.gz"))
    assert scan.upload_name == "some lines.csv.gz"
    assert scan.job.name == "some lines.csv.gz"
    assert len(files_in(files)) == 1
    assert str(scan.upload.name).endswith(".csv.gz")
    assert [row["line"] for row in stored(run(scan))] == ["one", "two"]
    with django_capture_on_commit_callbacks(execute=True):
        Job.objects.filter(pk=scan.pk).delete()
    assert files_in(files) == []


def test_a_file_that_is_too_large_is_refused(reader: Any, files: Any, settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "SCANS": {"MAX_UPLOAD_BYTES": 5}}
    with pytest.raises(UploadTooLarge):
        started(reader, upload=a_file())
    assert files_in(files) == []


def test_a_start_that_fails_leaves_no_file(reader: Any, files: Any, settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "QUOTA": 0}
    with pytest.raises(QuotaExceeded):
        started(reader, upload=a_file(), owner=new_user())
    assert files_in(files) == []
    assert not Scan.objects.exists()


def test_a_start_that_is_rolled_back_leaves_nothing(counter: Any) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        started(counter)
        raise RuntimeError
    assert not Scan.objects.exists()
    assert not Job.objects.exists()


def test_the_same_key_and_body_start_one_scan(reader: Any, files: Any) -> None:
    def start(content: str = "one\n", **more: Any) -> Any:
        request = {"extractor": reader.name, "idempotency_key": "k", "upload": a_file(content), "scope": "anonymous"}
        return start_scan(ScanRequest(**{**request, **more}))

    first, second = start(), start()
    assert (first.replayed, second.replayed) == (False, True)
    assert second.scan.job == first.scan.job
    assert len(files_in(files)) == 1
    for other in ({"content": "two\n"}, {"name": "other"}, {"key": ["n"]}):
        with pytest.raises(IdempotencyMismatch):
            start(**other)
    assert len(files_in(files)) == 1
    assert not start(idempotency_key="other").replayed
    with pytest.raises(InvalidIdempotencyKey):
        start(idempotency_key="no good")


def test_a_replay_is_told_by_its_secrets_too(an_extractor: Any) -> None:
    def extract(options: Any, scan: Any) -> Any:
        yield {}

    login = an_extractor(extract, options=Login)
    first = started(login, options={"url": "x", "password": "one"}, idempotency_key="k")
    assert started(login, options={"url": "x", "password": "one"}, idempotency_key="k") == first
    with pytest.raises(IdempotencyMismatch):
        started(login, options={"url": "x", "password": "two"}, idempotency_key="k")


def test_an_owner_may_have_so_many_scans_at_a_time(counter: Any, settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "SCANS": {"OWNER_ACTIVE": 2}}
    one, other = new_user(), new_user()
    first = started(counter, owner=one, idempotency_key="k")
    started(counter, owner=one)
    with pytest.raises(ScanLimitReached) as refused:
        started(counter, owner=one)
    assert refused.value.retry_after
    assert Job.objects.count() == 2
    # A replay is no new scan, others have limits of their own, and what has ended does not count.
    assert started(counter, owner=one, idempotency_key="k") == first
    started(counter, owner=other)
    run(first)
    started(counter, owner=one)


def test_the_hosts_own_code_has_no_limits_but_anonymous_callers_have(counter: Any, settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "SCANS": {"OWNER_ACTIVE": 1}}
    started(counter)
    started(counter)
    with pytest.raises(ScanLimitReached):
        started(counter, scope="anonymous")


@pytest.mark.parametrize("limit", ["OWNER_RECORDS", "OWNER_BYTES"])
def test_an_owner_may_keep_so_much(counter: Any, settings: Any, limit: str) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "SCANS": {limit: 5}}
    owner = new_user()
    run(started(counter, owner=owner))
    with pytest.raises(ScanLimitReached):
        started(counter, owner=owner)
    started(counter, owner=new_user())


@pytest.mark.parametrize("key", ["n", ["n", "n"], [""], ["n"] * 21, ["\0"]])
def test_a_key_is_some_columns(counter: Any, key: Any) -> None:
    with pytest.raises(InvalidRequest) as refused:
        started(counter, key=key)
    assert set(refused.value.details) == {"key"}


@pytest.mark.parametrize("is_stored", [True, False])
def test_a_line_that_is_cut_at_the_commit_costs_no_stored_scan_its_file(
    reader: Any, files: Any, monkeypatch: Any, is_stored: bool
) -> None:
    storing = start._store

    def cut(*given: Any) -> Any:
        if is_stored:
            storing(*given)
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(start, "_store", cut)
    with pytest.raises(OperationalError):
        started(reader, upload=a_file())
    assert Scan.objects.count() == len(files_in(files)) == is_stored
