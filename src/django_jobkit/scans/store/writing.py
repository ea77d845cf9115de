"""What one commit adds to the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django_jobkit.core.opened import mask_opened
from django_jobkit.core.storable import storable_text
from django_jobkit.scans.extracting import Problem
from django_jobkit.scans.models import Scan, ScanChunk, ScanProblem, ScanProfile
from django_jobkit.scans.store.codec import Packed
from django_jobkit.services.database import jobs_alias

_MOST_CODE = 100
_MOST_FIELD = 200
_MOST_TEXT = 500
_LARGEST_LINE = 2**63 - 1


@dataclass(slots=True)
class Addition:
    """Rows that belong together; `values` are columns of the scan."""

    values: dict[str, Any]
    #: Chunks by the number of their first record.
    chunks: dict[int, Packed] = field(default_factory=dict)
    #: The first record of the chunk that is stored already and now has more records; None when all are new.
    grown: int | None = None
    problems: list[ScanProblem] = field(default_factory=list)
    profile: bytes | None = None


def write(scan_id: UUID, addition: Addition) -> None:
    """Write `addition`; call it in a transaction."""
    alias = jobs_alias()
    new = dict(addition.chunks)
    if addition.grown is not None and addition.grown in new:
        packed = new.pop(addition.grown)
        rows = ScanChunk.objects.using(alias).filter(scan_id=scan_id, first=addition.grown)
        rows.update(count=packed.count, size=packed.size, data=packed.data)
    if new:
        ScanChunk.objects.using(alias).bulk_create(
            ScanChunk(scan_id=scan_id, first=first, count=packed.count, size=packed.size, data=packed.data)
            for first, packed in new.items()
        )
    if addition.problems:
        ScanProblem.objects.using(alias).bulk_create(addition.problems)
    if addition.profile is not None:
        ScanProfile.objects.using(alias).update_or_create(pk=scan_id, defaults={"state": addition.profile})
    Scan.objects.using(alias).filter(pk=scan_id).update(**addition.values)


def problem_rows(scan_id: UUID, first: int, found: Sequence[tuple[int, Problem]]) -> list[ScanProblem]:
    """Rows for problems, numbered from `first` on; each comes with how many records there are before it."""
    return [_problem_row(scan_id, number, *pair) for number, pair in enumerate(found, first)]


def _problem_row(scan_id: UUID, number: int, record: int, problem: Problem) -> ScanProblem:
    line = problem.line
    return ScanProblem(
        scan_id=scan_id,
        number=number,
        record=record,
        line=line if isinstance(line, int) and 0 <= line <= _LARGEST_LINE else None,
        field=_told(problem.field, _MOST_FIELD),
        code=storable_text(str(problem.code), _MOST_CODE),
        message=_told(problem.message, _MOST_TEXT),
        raw=_told(problem.raw, _MOST_TEXT),
    )


def _told(text: object, most: int) -> str:
    """`text` without the secrets of the present run, masked before it is cut: half a secret is one too."""
    return storable_text(mask_opened(str(text)), most)
