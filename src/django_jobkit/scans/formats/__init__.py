"""What a collection can be downloaded as."""

from __future__ import annotations

from django_jobkit.scans.formats.as_csv import Csv
from django_jobkit.scans.formats.as_json import Json, Ndjson
from django_jobkit.scans.formats.as_parquet import Parquet
from django_jobkit.scans.formats.as_xlsx import Xlsx
from django_jobkit.scans.formats.content import ChosenContent, Column, Content, StoredContent
from django_jobkit.scans.formats.format import Download, Format

#: By the name that ``?format=`` gives; the first is what a caller gets who does not care.
formats: dict[str, Format] = {known.name: known for known in (Json(), Ndjson(), Csv(), Xlsx(), Parquet())}

__all__ = [
    "ChosenContent",
    "Column",
    "Content",
    "Download",
    "Format",
    "StoredContent",
    "formats",
]
