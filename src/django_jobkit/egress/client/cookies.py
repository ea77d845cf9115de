"""Cookies go back to the very host that set them, and to no other."""

from __future__ import annotations

from collections import OrderedDict
from http.cookiejar import DefaultCookiePolicy

from requests import PreparedRequest, Response
from requests.cookies import RequestsCookieJar, extract_cookies_to_jar, merge_cookies

#: Hosts whose cookies one session remembers.
_MOST_HOSTS = 100


def takes_none() -> RequestsCookieJar:
    """A jar for what the caller puts in; it takes nothing from servers, whose domains reach too far."""
    return RequestsCookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))


class CookiesByHost:
    """A jar for each host."""

    def __init__(self) -> None:
        self._jars: OrderedDict[str, RequestsCookieJar] = OrderedDict()

    def give(self, host: str, request: PreparedRequest) -> None:
        """Add what `host` set to a request to it."""
        mine = self._jars.get(host)
        if not mine or "Cookie" in request.headers:
            return
        jar = merge_cookies(RequestsCookieJar(), mine)
        request.prepare_cookies(jar)

    def keep(self, host: str, response: Response) -> None:
        """Remember what the `response` of `host` sets."""
        jar = self._jars.setdefault(host, RequestsCookieJar())
        extract_cookies_to_jar(jar, response.request, response.raw)
        self._jars.move_to_end(host)
        while len(self._jars) > _MOST_HOSTS:
            self._jars.popitem(last=False)
