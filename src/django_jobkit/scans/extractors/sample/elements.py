"""The chemical elements as records, given slowly enough to be watched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from django_jobkit.scans.extracting import Batch, ScanContext
from django_jobkit.scans.registry import extractor

#: Records that are given at once.
BATCH = 10
_FILE = "elements.ndjson"


class SampleOptions(BaseModel):
    """How much of the sample, and how fast."""

    model_config = ConfigDict(extra="forbid")

    limit: int | None = Field(default=None, ge=1, description="How many records; all of them when it is not given.")
    pause: float = Field(default=0.25, ge=0, le=10, description=f"Seconds to wait before each {BATCH} records.")


@cache
def elements() -> list[dict[str, Any]]:
    """Every element, by its number of protons; `weight` is null where no standard atomic weight is agreed on."""
    lines = resources.files(__package__).joinpath(_FILE).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@extractor("sample", options=SampleOptions)
def sample(options: SampleOptions, scan: ScanContext) -> Iterator[Batch]:
    """The 118 chemical elements. It needs no network and no file: for trying out what a scan is."""
    found = elements()[: options.limit]
    first = scan.cursor or 0
    scan.report(first, len(found), "Reading the elements")
    for start in range(first, len(found), BATCH):
        scan.wait(options.pause)
        batch = found[start : start + BATCH]
        done = start + len(batch)
        yield Batch(batch, cursor=done)
        scan.report(done, len(found), f"Read up to {batch[-1]['name']}")
