"""Sends one request over a guarded connection; every hop of every request passes here."""

from __future__ import annotations

from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

from django_jobkit.egress.client.body import GuardedBody
from django_jobkit.egress.client.connections import POOLS
from django_jobkit.egress.client.exchange import present
from django_jobkit.egress.inflating import ACCEPTED


class GuardedAdapter(HTTPAdapter):
    """The way to both schemes. What callers say about proxies, certificates and timeouts is the operator's to say."""

    def __init__(self, *, proxy: str | None, ca_bundle: str | None) -> None:
        self._proxies = {"http": proxy, "https": proxy} if proxy else {}
        self._verify: bool | str = ca_bundle or True
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make connections of our kind."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        """Likewise through the proxy."""
        manager = super().proxy_manager_for(proxy, **proxy_kwargs)
        manager.pool_classes_by_scheme = POOLS
        return manager

    def send(  # noqa: PLR0917 - requests calls it so
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> Response:
        """Send `request`; raises an EgressRefused when it must not go where its URL leads."""
        exchange = present()
        limits = exchange.budget.limits
        target = exchange.gate.check_url(request.url or "")
        # A Host that is not the URL's speaks to another server than the one that was judged.
        request.headers.pop("Host", None)
        if request.headers.get("Accept-Encoding") != "identity":
            request.headers["Accept-Encoding"] = ACCEPTED
        is_near = exchange.gate.is_named(target.host, target.port)
        return super().send(
            request,
            stream=stream,
            timeout=(limits.connect_timeout, limits.read_timeout),
            verify=self._verify,
            cert=cert,
            proxies={} if is_near else self._proxies,
        )

    def build_response(self, req: PreparedRequest, resp: HTTPResponse) -> Response:
        """The response, with a guarded body."""
        exchange = present()
        exchange.budget.begin_body()
        response = super().build_response(req, resp)
        response.raw = body = GuardedBody(resp, exchange.budget, method=req.method or "GET")
        exchange.bodies.append(body)
        return response
