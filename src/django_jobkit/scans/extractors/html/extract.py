"""The entry of ``html``, which needs selectolax only when it runs."""

from __future__ import annotations

from collections.abc import Iterator

from django_jobkit.exceptions import ExtraMissing
from django_jobkit.scans.extracting import ScanContext, Yielded
from django_jobkit.scans.extractors.html.options import HtmlOptions
from django_jobkit.scans.registry import extractor


@extractor("html", options=HtmlOptions)
def html(options: HtmlOptions, scan: ScanContext) -> Iterator[Yielded]:
    """What web pages show: elements by CSS selectors, tables, or links; robots.txt is respected."""
    try:
        from django_jobkit.scans.extractors.html.crawling import Crawl
    except ModuleNotFoundError as error:
        raise ExtraMissing("scans") from error
    yield from Crawl(options, scan).run()
