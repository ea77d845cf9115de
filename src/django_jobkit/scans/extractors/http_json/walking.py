"""The way through the pages: which comes next, whether it may, and whether we were there; loaded with dlt."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from dlt.sources.helpers.rest_client.paginators import BasePaginator
from requests import Request, Response

from django_jobkit.egress.errors import InvalidUrl
from django_jobkit.scans.extracting import Problem
from django_jobkit.scans.extractors.http_json.asking import check_answer
from django_jobkit.scans.extractors.http_json.detecting import Answer, detect, unclear
from django_jobkit.scans.extractors.http_json.masking import Masking
from django_jobkit.scans.extractors.http_json.options import HttpJsonOptions
from django_jobkit.scans.extractors.http_json.origins import kept_secure, may_follow
from django_jobkit.scans.extractors.http_json.pages import Page, digest_of, read_page
from django_jobkit.scans.extractors.http_json.paging_options import AutoPaging, SinglePage
from django_jobkit.scans.extractors.http_json.position import Position
from django_jobkit.scans.extractors.http_json.stepping import (
    forgive,
    paginator_for,
    put_state,
    state_of,
    take_smaller_pages,
)
from django_jobkit.scans.problems import ExtractionError

_OURS = frozenset({"cursor", "header_cursor", "offset", "page_number"})


class Walk(BasePaginator):
    """A paginator around one of dlt's: it reads the pages, remembers the way, and can be sent back to where it was."""

    def __init__(self, options: HttpJsonOptions, position: Position, masking: Masking) -> None:
        super().__init__()
        self.position = position
        #: The last page that was read; there is one as soon as dlt gives an answer.
        self.page = Page(None, [], [], 0, [])
        self._options = options
        self._masking = masking
        self._asked = set(position.asked)
        if not isinstance(options.paginator, AutoPaging):
            position.paging = options.paginator
        self._inner = paginator_for(position.paging) if position.paging is not None else None

    def init_request(self, request: Request) -> None:
        """Make `request` the one for the first page, or for the one that comes next after an interruption."""
        self._has_next_page = True
        self._request = request
        if self._inner is not None:
            self._inner.init_request(request)
        if self._inner is not None and self.position.next is not None:
            put_state(self._inner, self.position.next)
            self._inner.update_request(request)
            self._check(request)
        self._asked.add(_digest(request))

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:
        """Read the page that `response` is, and find out where the next one is."""
        check_answer(response)
        page = self.page = read_page(response, self._options, self.position)
        if self._is_the_same_again(page):
            return
        if self._inner is None:
            self._inner = self._detected(response, page)
        # What dlt's paginators look into.
        response.json = lambda **_: {} if page.document is None else page.document  # type: ignore[method-assign]
        page.problems += forgive(self._inner, page.document)
        take_smaller_pages(self._inner, page.given, is_first=self.position.pages == 0)
        self._inner.update_state(response, page.given)
        self._go_to(state_of(self._inner, response))
        self.position.pages += 1
        self.position.records += len(page.records)

    def update_request(self, request: Request) -> None:
        """Make `request` the one for the next page, unless it was asked for before."""
        if not self._has_next_page or self._inner is None:
            return
        self._inner.update_request(request)
        request.url = kept_secure(str(request.url), self._options.url)
        digest = _digest(request)
        if digest in self._asked:
            self._stop("The server names a page as the next one that was read before.")
        self._asked.add(digest)
        self.position.remember(digest)

    def check_next(self) -> None:
        """Raise ExtractionError ``next_refused`` when the next page is on another server, InvalidUrl when nowhere.

        What was read is kept.
        """
        if self._has_next_page:
            self._check(self._request)

    def _check(self, request: Request) -> None:
        url = str(request.url)
        place = self._masking.place(url)
        try:
            is_allowed = may_follow(url, self._options.url, self._options.allow_hosts)
        except InvalidUrl:
            raise InvalidUrl(f"The server says that the next page is at {place}, which is no URL.") from None
        if not is_allowed:
            message = f"The next page is on another server: {place}. Name its host in allow_hosts if it is to be read."
            raise ExtractionError(message, code="next_refused")

    def _go_to(self, state: dict[str, Any] | None) -> None:
        if state is not None and isinstance(state.get("next"), str) and "://" in state["next"]:
            state = {"next": self._masking.bare(state["next"])}
        if state is not None and self._inner is not None:
            put_state(self._inner, state)
        self.position.next = state
        self.position.done = state is None
        self._has_next_page = state is not None

    def _is_the_same_again(self, page: Page) -> bool:
        digest = digest_of(page.records)
        # A link that the server gives means what it says; what we count or copy, a server may not care for.
        is_ours = self.position.paging is not None and self.position.paging.kind in _OURS
        is_same = is_ours and bool(page.records) and digest == self.position.page
        self.position.page = digest
        if is_same:
            self.position.pages += 1
            page.records = []
            self._stop("The server gives the same page again when asked for the next one.")
        return is_same

    def _stop(self, why: str) -> None:
        self._go_to(None)
        message = f"{why} Reading stops here; name the paginator that this server understands."
        self.page.problems.append(Problem("pagination_loop", message))

    def _detected(self, response: Response, page: Page) -> BasePaginator:
        request = self._request
        body = request.json if isinstance(request.json, dict) else None
        params = request.params if isinstance(request.params, dict) else {}
        document = None if page.is_one_thing else page.document
        answer = Answer(document, len(page.given), response.headers, response.links, params, body)
        self.position.paging = detect(answer)
        if isinstance(self.position.paging, SinglePage) and (sign := unclear(answer)):
            message = f"There may be more pages ({sign}), but it is not clear how to get them; name the paginator."
            page.problems.append(Problem("pagination_unclear", message))
        return paginator_for(self.position.paging)


def _digest(request: Request) -> str:
    """The same for the same address, whether its parameters are written in it or apart."""
    parts = urlsplit(str(request.url))
    given = request.params if isinstance(request.params, dict) else {}
    params = parse_qsl(parts.query) + parse_qsl(urlencode(given, doseq=True))
    return digest_of([parts.netloc, parts.path, sorted(params), request.json])
