"""How the records of one scan differ from those of an earlier one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from django_jobkit.core.status import Status
from django_jobkit.rest.access import is_id
from django_jobkit.rest.cursors import Cursor, decode_cursor
from django_jobkit.rest.pagination import page_link, page_number, page_size
from django_jobkit.scans.conf import scans_config
from django_jobkit.scans.diffing import Comparison, KeyMissing, compare
from django_jobkit.scans.models import Scan
from django_jobkit.scans.problems import DiffTooLarge, RecordsGone, ScanHasNoResult
from django_jobkit.scans.rest.access import ScanView, visible_scans
from django_jobkit.scans.rest.openapi import result_operations as described
from django_jobkit.scans.rest.representation import status_of
from django_jobkit.scans.services.keys import checked_key
from django_jobkit.scans.store.reading import iter_records, size_of

# Bytes of JSON of a record, by which as many bytes are compared at most as so many usual records have.
_USUAL_SIZE = 4096
CHANGES = ("added", "removed", "changed")


class DiffView(ScanView):
    """The differences."""

    @described.read_diff
    def get(self, request: Request, job_id: str) -> Response:
        """A page of what was added, removed and changed since the scan `against`."""
        scan = self.scan(request, job_id)
        against = self._against(request, scan)
        key = _key(request, scan, against)
        for each in (scan, against):
            if each.job.status != Status.COMPLETED:
                raise ScanHasNoResult(details={"status": [status_of(each.job)], "job_id": [str(each.pk)]})
            if each.records > scans_config.DIFF_LIMIT or size_of(each.pk) > scans_config.DIFF_LIMIT * _USUAL_SIZE:
                raise DiffTooLarge(details={"records": [str(each.records)], "job_id": [str(each.pk)]})
        page = _page(request, scan, against, key)
        return Response({"job_id": str(scan.pk), "against": str(against.pk), "key": key, **page})

    def _against(self, request: Request, scan: Scan) -> Scan:
        named = request.query_params.get("against")
        rows = visible_scans(request)
        if named is not None:
            found = rows.filter(pk=UUID(named)).first() if is_id(named) else None
            problem = "There is no such scan."
        else:
            earlier = rows.filter(source_id=scan.source_id, job__status=Status.COMPLETED, pk__lt=scan.pk)
            found = earlier.order_by("-pk").first() if scan.source_id else None
            problem = "No scan of the same source was completed before; name one to compare with."
        if found is None:
            raise ValidationError({"against": [problem]})
        self.admitted(found.job)
        return found


def _key(request: Request, scan: Scan, against: Scan) -> list[str]:
    named = request.query_params.get("key")
    source_key = scan.source.key if scan.source is not None else []
    key: list[str] = checked_key(named.split(",")) if named else scan.key or source_key
    if not key:
        raise ValidationError({"key": ["Name the columns that tell records apart, with commas between them."]})
    unknown = [name[:100] for name in key for each in (scan, against) if each.records and name not in each.columns]
    if unknown:
        raise ValidationError(
            {"key": [f"There is no column {name!r} in both scans." for name in dict.fromkeys(unknown)]}
        )
    return key


def _page(request: Request, scan: Scan, against: Scan, key: list[str]) -> dict[str, Any]:
    """One pass over both, which keeps the changes of this page alone."""
    first, size = _first(request)
    wanted = _wanted(request)
    results, met = [], 0
    comparison = compare(_records(scan), _records(against), key)
    for change in _gone_through(comparison):
        if wanted in {None, change["change"]}:
            if first <= met < first + size:
                results.append(change)
            met += 1
    if first and first >= met:
        raise NotFound("There is no such page.")
    link = page_link(request)
    return {
        "summary": comparison.summary,
        "count": met,
        "count_is_capped": False,
        "next": link(cursor=Cursor(first + size).encoded()) if first + size < met else None,
        "previous": link(cursor=Cursor(max(first - size, 0)).encoded()) if first else None,
        "results": results,
    }


def _gone_through(comparison: Comparison) -> Iterator[dict[str, Any]]:
    try:
        yield from comparison
    except KeyMissing as error:
        error.details = {"key": [error.message]}
        raise


def _records(scan: Scan) -> Iterator[dict[str, Any]]:
    """All its records; raises RecordsGone where they end too early, so that nobody takes what is gone for removed."""
    left = scan.records
    for batch in iter_records(scan.pk):
        left -= len(batch)
        yield from batch
    if left > 0:
        raise RecordsGone


def _first(request: Request) -> tuple[int, int]:
    query = request.query_params
    size, number, cursor = page_size(query.get("page_size")), page_number(query.get("page")), query.get("cursor")
    if not cursor:
        return (number - 1) * size, size
    key = decode_cursor(cursor).key
    if not isinstance(key, int) or key < 0:
        raise NotFound("The cursor is damaged.")
    return key, size


def _wanted(request: Request) -> str | None:
    wanted = request.query_params.get("change")
    if wanted is not None and wanted not in CHANGES:
        raise ValidationError({"change": [f"Must be one of {', '.join(CHANGES)}."]})
    return wanted
