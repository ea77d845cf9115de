"""A look inside one scan: its first records, its problems, and what its columns hold, as tables."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from django_jobkit.admin.tables import cell, table
from django_jobkit.admin.times import NOTHING
from django_jobkit.core.redaction import redact, redact_text
from django_jobkit.scans.models import Scan
from django_jobkit.scans.store.profiling import profile_of
from django_jobkit.scans.store.reading import read_records

RECORDS = 10
PROBLEMS = 20
COLUMNS = 30


@admin.display(description=gettext_lazy("first records"))
def records(scan: Scan) -> SafeString | str:
    """The first page, a column for each of the first fields."""
    found = [redact(record) for record in read_records(scan.pk, 0, RECORDS)]
    if not found:
        return NOTHING
    names = list(dict.fromkeys(name for record in found for name in record))
    rows = [[cell(record.get(name)) for name in names[:COLUMNS]] for record in found]
    return table(names[:COLUMNS], rows, more=scan.records - len(found), more_columns=len(names[COLUMNS:]))


@admin.display(description=gettext_lazy("problems"))
def problems(scan: Scan) -> SafeString:
    """The first of them, and what stood there."""
    found = scan.problem_rows.order_by("number")[:PROBLEMS]
    rows = [
        [cell(row.line), row.code, row.field, redact_text(row.message), cell(redact_text(row.raw))] for row in found
    ]
    headings = [gettext_lazy("line"), gettext_lazy("code"), gettext_lazy("field"), gettext_lazy("problem")]
    return table([*headings, gettext_lazy("what stood there")], rows, more=scan.problems - len(rows))


@admin.display(description=gettext_lazy("profile"))
def profile(scan: Scan) -> SafeString:
    """What the columns hold, a row for each."""
    found = profile_of(scan)
    rows = [
        [
            column["name"],
            ", ".join(f"{name} {count:,}" for name, count in column["types"].items() if count),
            f"{column['nulls'] + column['missing']:,}",
            f"{'' if column['distinct_is_exact'] else '≈ '}{column['distinct']:,}",
            cell(column["min"]),
            cell(column["max"]),
        ]
        for column in (redact_column(column) for column in found[:COLUMNS])
    ]
    headings = [gettext_lazy("column"), gettext_lazy("types"), gettext_lazy("empty"), gettext_lazy("distinct")]
    return table([*headings, gettext_lazy("least"), gettext_lazy("most")], rows, more_rows=len(found[COLUMNS:]))


def redact_column(column: dict[str, Any]) -> dict[str, Any]:
    """`column` without the values that nobody shows for a field of this name."""
    shown = redact({column["name"]: column["min"]}), redact({column["name"]: column["max"]})
    return {**column, "min": shown[0][column["name"]], "max": shown[1][column["name"]]}
