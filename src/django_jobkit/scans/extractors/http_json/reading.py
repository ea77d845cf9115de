"""Reading page after page; loaded with dlt."""

from __future__ import annotations

from collections.abc import Iterator

from django_jobkit.egress.errors import HttpError
from django_jobkit.scans.conf import scans_config
from django_jobkit.scans.extracting import Batch, Problem, ScanContext, Yielded
from django_jobkit.scans.extractors.http_json.asking import REFUSALS, client_of, first_request, not_let_in
from django_jobkit.scans.extractors.http_json.authentication import HomeAuth
from django_jobkit.scans.extractors.http_json.masking import Masking
from django_jobkit.scans.extractors.http_json.options import HttpJsonOptions
from django_jobkit.scans.extractors.http_json.position import Position
from django_jobkit.scans.extractors.http_json.totals import total_of
from django_jobkit.scans.extractors.http_json.walking import Walk

_NO_SUCH_PAGE = 404


class Reading:
    """One attempt at reading all pages."""

    def __init__(self, options: HttpJsonOptions, scan: ScanContext) -> None:
        self._options = options
        self._scan = scan
        self._masking = Masking(options)
        self._auth = HomeAuth(options, scan.http, self._masking)
        self._position = Position.model_validate(scan.cursor or {})
        self._most_pages = min(options.max_pages or scans_config.MAX_PAGES, scans_config.MAX_PAGES)

    def run(self) -> Iterator[Yielded]:
        """The pages that are still to be read; raises ExtractionError and EgressError."""
        refused_at = -1
        while not self._position.done:
            if self._position.pages >= self._most_pages:
                yield Problem("too_many_pages", f"Stopped after {self._position.pages} pages; there are more.")
                return
            try:
                yield from self._pages()
            except HttpError as error:
                if self._is_behind_the_last_page(error):
                    return
                if error.status not in REFUSALS:
                    raise
                # Once for each page: a token may expire again, but a new one that is refused will not get better.
                if refused_at == self._position.pages or not self._auth.renew():
                    raise not_let_in(error.status) from None
                refused_at = self._position.pages

    def _is_behind_the_last_page(self, error: HttpError) -> bool:
        # Where pages are counted some servers give an empty one in the end, and others say that there is none.
        paging = self._position.paging
        return (
            error.status == _NO_SUCH_PAGE and paging is not None and paging.kind == "page_number" and self._least() > 1
        )

    def _pages(self) -> Iterator[Yielded]:
        walk = Walk(self._options, self._position, self._masking)
        pages = client_of(self._scan.http).paginate(**first_request(self._options), auth=self._auth, paginator=walk)
        for answer in pages:
            page = walk.page
            yield from (self._told(problem) for problem in page.problems)
            cursor = self._position.model_dump(mode="json")
            yield Batch(page.records, cursor=cursor, pages=1, bytes=page.size)
            self._report(total_of(page.document, answer.response.headers, self._least()))
            walk.check_next()
            if self._position.pages >= self._most_pages:
                return

    def _told(self, problem: Problem) -> Problem:
        message = self._masking.text(problem.message)
        return Problem(problem.code, message, problem.line, problem.field, self._masking.text(problem.raw))

    def _least(self) -> int:
        return self._position.records + (0 if self._position.done else 1)

    def _report(self, total: int | None) -> None:
        self._scan.report(self._position.records, total, f"Read {self._position.pages} pages")
