"""A ``requests.Session`` that cannot be talked into anything: redirects, retries and errors are ours."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import requests
from requests import PreparedRequest, Request, Response
from requests_hardened.client import HTTPSession
from requests_hardened.config import Config
from urllib3.exceptions import HTTPError as Urllib3Error

from django_jobkit.egress.budget import Budget
from django_jobkit.egress.client.adapter import GuardedAdapter
from django_jobkit.egress.client.cookies import CookiesByHost, takes_none
from django_jobkit.egress.client.exchange import Exchange, exchanging
from django_jobkit.egress.client.failures import translated
from django_jobkit.egress.client.redirects import check_redirect, strip_secrets
from django_jobkit.egress.errors import EgressError, InvalidUrl, RedirectRefused, TooManyRedirects, http_error
from django_jobkit.egress.gate import Gate
from django_jobkit.egress.limits import Limits
from django_jobkit.egress.politeness import politeness
from django_jobkit.egress.retrying import Retrying, parse_retry_after

_ERRORS = 400
_BLOCK = 64 * 1024


class GuardedSession(HTTPSession):
    """One conversation with other servers. It raises EgressErrors, also for answers of 400 and up.

    Use one per thread. In a child process it forgets the connections of its parent.
    """

    def __init__(
        self,
        gate: Gate,
        limits: Limits,
        *,
        wait: Callable[[float], object],
        on_bytes: Callable[[int], object] | None = None,
        proxy: str | None = None,
        ca_bundle: str | None = None,
    ) -> None:
        timeouts = (limits.connect_timeout, limits.read_timeout)
        super().__init__(
            Config(
                # Its filter knows no exceptions, and only the first address of a name; connections ask it themselves.
                ip_filter_enable=False,
                ip_filter_allow_loopback_ips=False,
                never_redirect=True,
                default_timeout=timeouts,
            )
        )
        self.gate = gate
        self.limits = limits
        # Neither proxies nor passwords from the environment.
        self.trust_env = False
        self.headers["User-Agent"] = limits.user_agent
        self.cookies = takes_none()
        self._cookies_by_host = CookiesByHost()
        self._wait = wait
        self._on_bytes = on_bytes
        self._retrying = Retrying(retries=limits.retries, limit=limits.retry_limit)
        self._process = os.getpid()
        for scheme in ("http://", "https://"):
            self.mount(scheme, GuardedAdapter(proxy=proxy, ca_bundle=ca_bundle))

    def prepare_request(self, request: Request) -> PreparedRequest:
        """Likewise, but every URL that makes no sense is an EgressRefused."""
        url = request.url.decode(errors="replace") if isinstance(request.url, bytes) else str(request.url)
        if "\\" in url or not url.isprintable() or url != url.strip():
            raise InvalidUrl
        try:
            prepared = super().prepare_request(request)
        except (requests.RequestException, Urllib3Error, UnicodeError) as error:
            raise translated(error) from None
        self.gate.check_url(prepared.url or "")
        return prepared

    def send(self, request: PreparedRequest, **kwargs: Any) -> Response:
        """Send `request`, again if need be and it may be; raises an EgressError."""
        self._begin_anew_in_a_child()
        failures = 0
        while True:
            self._wait(0)
            try:
                return self._send_once(request, **kwargs)
            except EgressError as error:
                failures += 1
                delay = self._retrying.delay(request.method or "", request.body, error, failures)
            self._wait(delay)

    @contextmanager
    def download(self, url: str, **kwargs: Any) -> Iterator[Iterator[bytes]]:
        """The body of `url` in blocks, none of it kept in memory."""
        with self.get(url, stream=True, **kwargs) as response:
            yield response.iter_content(_BLOCK)

    def get_redirect_target(self, resp: Response) -> str | None:
        """Where `resp` redirects to; raises RedirectRefused for what is no URL."""
        try:
            target = super().get_redirect_target(resp)
            if target is not None:
                urlsplit(target).port  # noqa: B018 - the port is read when it is asked for
        except ValueError:
            raise RedirectRefused from None
        return target

    def rebuild_auth(self, prepared_request: PreparedRequest, response: Response) -> None:
        """Take along nothing that was meant for another origin."""
        strip_secrets(prepared_request, response)

    def _send_once(self, request: PreparedRequest, **kwargs: Any) -> Response:
        with exchanging(Exchange(self.gate, Budget(self.limits, self._on_bytes))):
            try:
                response = self._follow(request, **kwargs)
            except (requests.RequestException, Urllib3Error, OSError) as error:
                raise translated(error) from None
        if response.status_code >= _ERRORS:
            response.close()
            raise http_error(response.status_code, parse_retry_after(response.headers.get("Retry-After")))
        return response

    def _follow(self, request: PreparedRequest, *, allow_redirects: bool = True, **kwargs: Any) -> Response:
        history: list[Response] = []
        while True:
            response = self._one_hop(request, **kwargs)
            following = response.next
            if following is None or not allow_redirects:
                response.history = history
                return response
            response.close()
            check_redirect(response, following)
            if len(history) >= self.limits.redirects:
                raise TooManyRedirects
            history.append(response)
            request = following

    def _one_hop(self, request: PreparedRequest, **kwargs: Any) -> Response:
        host = self.gate.check_url(request.url or "").host
        self._cookies_by_host.give(host, request)
        limits = self.limits
        with politeness.turn(
            host,
            interval=limits.interval,
            concurrency=limits.concurrency,
            patience=limits.retry_limit,
            wait=self._wait,
        ):
            response = super().send(request, allow_redirects=False, **kwargs)
        self._cookies_by_host.keep(host, response)
        return response

    def _begin_anew_in_a_child(self) -> None:
        if self._process != os.getpid():
            for adapter in self.adapters.values():
                adapter.close()
            self._process = os.getpid()
