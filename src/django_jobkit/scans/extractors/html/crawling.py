"""Going from page to page; loaded with selectolax."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from django_jobkit.egress.errors import EgressError, RateLimited
from django_jobkit.egress.robots import RobotsRules
from django_jobkit.scans.conf import scans_config
from django_jobkit.scans.extracting import Batch, Problem, ScanContext, Yielded
from django_jobkit.scans.extractors.html.following import Bounds, absolute, host_of
from django_jobkit.scans.extractors.html.frontier import Frontier, Visit
from django_jobkit.scans.extractors.html.options import HtmlOptions
from django_jobkit.scans.extractors.html.page import Page, read_page
from django_jobkit.scans.extractors.html.sitemaps import pages_in_sitemaps
from django_jobkit.scans.extractors.html.taking import records_of
from django_jobkit.scans.problems import ExtractionError

#: A larger cursor is not stored with every page.
_SMALL = 32 * 1024
_PAGES_BETWEEN = 20
#: How many times the largest page the text of all records of a page may be.
_TIMES_ITS_SIZE = 4


class Crawl:
    """One attempt at reading all pages."""

    def __init__(self, options: HtmlOptions, scan: ScanContext) -> None:
        self._options = options
        self._scan = scan
        self._session = scan.http
        self._robots = RobotsRules(self._session)
        self._bounds = Bounds(options)
        self._frontier = Frontier() if scan.cursor is None else Frontier.load(scan.cursor)
        for host in self._frontier.hosts:
            self._bounds.take_host(host)
        self._most_pages = min(options.max_pages or scans_config.MAX_PAGES, scans_config.MAX_PAGES)
        self._last: EgressError | ExtractionError | None = None
        self._bytes = 0
        self._found = scan.records

    def run(self) -> Iterator[Yielded]:
        """The records of the pages that are still to be read; raises when not one page could be."""
        if self._scan.cursor is None:
            yield from self._begin()
        frontier = self._frontier
        while frontier.todo and frontier.pages < self._most_pages:
            visit, records = frontier.take(), []
            frontier.pages += 1
            self._bytes = 0
            try:
                records = self._records(visit)
            except RateLimited:
                raise
            except (EgressError, ExtractionError) as error:
                frontier.failed += 1
                self._last = error
                yield Problem(error.code, f"{visit.url}: {error}")
            yield Batch(records, cursor=self._cursor(), pages=1, bytes=self._bytes)
            message = f"Read {frontier.pages} pages of the {frontier.pages + len(frontier.todo)} that are known"
            self._scan.report(message=message)
        yield from self._end()

    def _begin(self) -> Iterator[Problem]:
        for url in self._options.urls:
            self._frontier.add(Visit(absolute(url, url) or url, is_start=True))
        if self._options.follow.sitemap:
            hosts = {host_of(visit.url): visit.url for visit in self._frontier.todo}
            for start in hosts.values():
                named = self._robots.sitemaps(start) or [urljoin(start, "/sitemap.xml")]
                for found in pages_in_sitemaps(self._session, named, self._may_fetch):
                    if isinstance(found, Problem):
                        yield found
                    elif self._bounds.allow(found):
                        self._frontier.add(Visit(found))

    def _end(self) -> Iterator[Problem]:
        frontier = self._frontier
        if frontier.pages and frontier.failed == frontier.pages:
            message = f"Not one of {frontier.pages} pages could be read."
            retry = bool(self._last is not None and self._last.retry)
            if self._last is not None:
                message = f"{message} The last one: {self._last}"
            raise ExtractionError(message, code="all_pages_failed", retry=retry)
        if not self._found:
            yield Problem("no_records_found", "Nothing on any page fits `take`; look at its selectors.")
        if frontier.todo:
            more = len(frontier.todo)
            yield Problem("too_many_pages", f"Stopped after {frontier.pages} pages; {more} more are known.")
        if frontier.is_full:
            yield Problem("too_many_links", "More pages were found than can be remembered; some were left out.")

    def _cursor(self) -> Any:
        frontier = self._frontier
        # While nothing could be read there is nothing to go on from, and the next attempt begins anew.
        is_due = frontier.size < _SMALL or frontier.pages % _PAGES_BETWEEN == 0
        return frontier.dump() if is_due and frontier.failed < frontier.pages else None

    def _records(self, visit: Visit) -> list[dict[str, Any]]:
        self._check_robots(visit.url)
        response = self._session.get(visit.url, headers={"Accept": "text/html, application/xhtml+xml, */*;q=0.1"})
        self._bytes = len(response.content)
        page = read_page(response)
        self._check_arrival(visit, page)
        self._follow(visit, page)
        extra = {"_url": page.url} if self._options.with_url else {}
        records, room = [], scans_config.MAX_HTML_BYTES * _TIMES_ITS_SIZE
        for record in records_of(page, self._options.take):
            records.append({**extra, **record})
            room -= sum(len(str(value)) for value in record.values())
            if room < 0:
                # Rows in rows in rows have the same text again and again.
                raise ExtractionError("Its records are many times its size.", code="records_too_large")
        self._found += len(records)
        return records

    def _check_robots(self, url: str) -> None:
        if self._may_fetch(url):
            return
        failure = self._robots.failure(url)
        if failure is not None:
            message = f"The robots.txt of this host could not be fetched, so it is left out: {failure}"
            raise ExtractionError(message, code="robots_unreachable", retry=failure.retry)
        raise ExtractionError("The robots.txt of this host asks robots away; it is left out.", code="robots_disallowed")

    def _may_fetch(self, url: str) -> bool:
        return not scans_config.ROBOTS or self._robots.allows(url)

    def _check_arrival(self, visit: Visit, page: Page) -> None:
        """Raise ExtractionError when the page turns out to be elsewhere, or one that is known."""
        if page.url != visit.url:
            if visit.is_start:
                self._bounds.take_host(page.url)
                self._frontier.hosts.append(page.url)
            if not self._bounds.on_host(page.url):
                raise ExtractionError("It redirects to another host; it is left out.", code="other_host")
            self._check_robots(page.url)
            self._check_new(page.url)
        canonical = page.canonical()
        # The pages of one list often all give the first as their own.
        if canonical not in {None, page.url} and not visit.is_next:
            self._check_new(str(canonical))

    def _check_new(self, url: str) -> None:
        if not self._frontier.is_new(url):
            raise ExtractionError(f"It is the same page as {url}, which is known; it is left out.", code="same_page")

    def _follow(self, visit: Visit, page: Page) -> None:
        follow = self._options.follow
        for url in page.links(follow.next)[:1] if follow.next else ():
            if self._bounds.on_host(url):
                self._frontier.add(Visit(url, visit.depth, is_next=True))
        for url in page.links(follow.links) if follow.links and visit.depth < follow.depth else ():
            if self._bounds.allow(url):
                self._frontier.add(Visit(url, visit.depth + 1))
