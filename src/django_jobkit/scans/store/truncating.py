"""Cut the store of a scan back to its last cursor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.db.models.functions import Length

from django_jobkit.scans.conf import scans_config
from django_jobkit.scans.models import Scan, ScanChunk, ScanProblem
from django_jobkit.scans.store.codec import pack_lines, split_lines, unpack_lines
from django_jobkit.scans.store.emptying import empty
from django_jobkit.scans.store.mark import Mark
from django_jobkit.scans.store.profiling import forget_beyond
from django_jobkit.services.database import jobs_alias


def truncate(scan_id: UUID, mark: Mark) -> None:
    """Delete what came after `mark`; call it in a transaction."""
    if not mark.records and not mark.problems:
        empty(scan_id)
    chunks = ScanChunk.objects.using(jobs_alias()).filter(scan_id=scan_id)
    chunks.filter(first__gte=mark.records).delete()
    _shorten_last(chunks, mark.records)
    ScanProblem.objects.using(jobs_alias()).filter(scan_id=scan_id, number__gte=mark.problems).delete()
    forget_beyond(scan_id, mark.records)
    scan = Scan.objects.using(jobs_alias()).get(pk=scan_id)
    values: dict[str, Any] = {
        "records": mark.records,
        "problems": mark.problems,
        "pages": mark.pages,
        "bytes": mark.bytes,
        "columns": scan.columns[: mark.columns],
        "began_with": mark.records,
        "stored_bytes": chunks.aggregate(sum=Sum(Length("data"), default=0))["sum"],
    }
    Scan.objects.using(jobs_alias()).filter(pk=scan_id).update(**values)


def _shorten_last(chunks: QuerySet[ScanChunk], records: int) -> None:
    last = chunks.order_by("-first").only("first", "count").first()
    if last is None or last.first + last.count <= records:
        return
    lines = split_lines(unpack_lines(last.data))[: records - last.first]
    packed = pack_lines(lines)
    chunks.filter(pk=last.pk).update(count=packed.count, size=packed.size, data=packed.data)


@dataclass(frozen=True, slots=True)
class Tail:
    """The last chunk of a scan, when it has room for more records; otherwise no lines."""

    first: int
    lines: list[bytes]
    stored_bytes: int


def tail_of(scan_id: UUID) -> Tail:
    """Where the next records of a scan go."""
    chunks = ScanChunk.objects.using(jobs_alias()).filter(scan_id=scan_id)
    last = chunks.order_by("-first").values_list("first", "count", "size").first()
    if last is None:
        return Tail(0, [], 0)
    first, count, size = last
    if count >= scans_config.CHUNK_RECORDS or size >= scans_config.CHUNK_BYTES:
        return Tail(first + count, [], 0)
    data = chunks.values_list("data", flat=True).get(first=first)
    return Tail(first, split_lines(unpack_lines(data)), len(data))
