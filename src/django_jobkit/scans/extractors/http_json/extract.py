"""The entry of ``http_json``, which needs dlt only when it runs."""

from __future__ import annotations

from collections.abc import Iterator

from django_jobkit.exceptions import ExtraMissing
from django_jobkit.scans.extracting import ScanContext, Yielded
from django_jobkit.scans.extractors.http_json.options import HttpJsonOptions
from django_jobkit.scans.registry import extractor


@extractor("http_json", options=HttpJsonOptions)
def http_json(options: HttpJsonOptions, scan: ScanContext) -> Iterator[Yielded]:
    """What a JSON API answers, page after page; how it pages is found out, or told."""
    try:
        from django_jobkit.scans.extractors.http_json.reading import Reading
    except ModuleNotFoundError as error:
        raise ExtraMissing("scans") from error
    yield from Reading(options, scan).run()
