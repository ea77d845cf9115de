"""Scans in every status, with records and problems in their store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pydantic
import pytest

from django_jobkit.core.status import Status
from django_jobkit.scans import ScanContext, extractor
from django_jobkit.scans.models import Scan, ScanChunk, ScanProblem, ScanProfile, ScanSource
from django_jobkit.scans.registry import extractors
from django_jobkit.scans.store.codec import pack
from django_jobkit.scans.store.columns import table_of
from django_jobkit.scans.store.profiling import Profile
from tests.rest.conftest import (
    anonymous,
    api,
    callers,
    jobkit,
    make_job,
    opened,
    other,
    other_api,
    owner,
    staff,
    staff_api,
)

__all__ = ["anonymous", "api", "callers", "jobkit", "opened", "other", "other_api", "owner", "staff", "staff_api"]

SCANS = "/api/scan/"
START = f"{SCANS}start/"


def url_of(scan: Scan, action: str) -> str:
    """Where something can be done with `scan`."""
    return f"{SCANS}{action}/{scan.pk}/"


def make_scan(
    status: str = Status.COMPLETED,
    records: Sequence[Mapping[str, Any]] = (),
    *,
    chunk: int = 100,
    problems: int = 0,
    scan: Mapping[str, Any] | None = None,
    **fields: Any,
) -> Scan:
    """A scan whose job stands at `status`, with `records` in chunks of `chunk` and some problems."""
    job = make_job(status, **{"task": "scans.run", "params": {}, "result": None, **fields})
    columns = list(dict.fromkeys(name for record in records for name in record))
    values = {"extractor": "sample", "columns": columns, "records": len(records), "problems": problems}
    made = Scan.objects.create(job=job, **{**values, **(scan or {})})
    for first in range(0, len(records), chunk):
        packed = pack(records[first : first + chunk])
        ScanChunk.objects.create(scan=made, first=first, count=packed.count, size=packed.size, data=packed.data)
    profile = Profile()
    profile.add(table_of([dict(record) for record in records]))
    ScanProfile.objects.create(scan=made, state=profile.dump())
    for number in range(problems):
        code = "bad_number" if number % 2 else "bad_date"
        ScanProblem.objects.create(scan=made, number=number, record=number, line=number + 1, code=code, message="No.")
    return made


def started(answer: Any) -> Scan:
    """The scan that was started."""
    assert answer.status_code == 202, answer.content
    scan: Scan = Scan.objects.select_related("job").get(pk=answer.json()["job_id"])
    return scan


def make_source(owner: Any, name: str = "a source", **fields: Any) -> ScanSource:
    """A source of `owner`."""
    key = "" if owner is None else str(owner.pk)
    values = {"extractor": "sample", "options": {}, **fields}
    return ScanSource.objects.create(owner=owner, owner_key=key, name=name, **values)


def numbered(count: int) -> list[dict[str, Any]]:
    """Records that know their number."""
    return [{"n": n, "word": f"word {n}", "even": n % 2 == 0} for n in range(count)]


class Login(pydantic.BaseModel):
    """Options with a secret."""

    model_config = pydantic.ConfigDict(extra="forbid")

    url: str
    password: pydantic.SecretStr
    depth: int = 1


class Text(pydantic.BaseModel):
    """Options of an extractor that reads a file."""

    model_config = pydantic.ConfigDict(extra="forbid")

    header: bool = True


@pytest.fixture(scope="module")
def doors() -> Iterator[None]:
    """Two extractors: one with a secret, one that reads an uploaded file."""

    @extractor("tests.login", options=Login)
    def login(options: Login, scan: ScanContext) -> Iterator[Any]:
        """Log in and find who did."""
        yield {"url": options.url, "length": len(options.password.get_secret_value())}

    @extractor("tests.lines", options=Text, takes_upload=True)
    def lines(options: Text, scan: ScanContext) -> Iterator[Any]:
        """Find the lines of a file."""
        with scan.open_upload() as file:
            for number, line in enumerate(file):
                yield {"number": number, "line": line.decode().rstrip("\n")}

    yield
    extractors.remove("tests.login")
    extractors.remove("tests.lines")
