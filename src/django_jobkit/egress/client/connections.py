"""Connections that reach admitted addresses alone: looked up once, judged, connected to."""

from __future__ import annotations

import time
from contextlib import suppress
from functools import partial
from typing import Any

from requests_hardened.ip_filter import InvalidIPAddress, filter_host
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util.ssl_ import create_urllib3_context

from django_jobkit.egress.client.exchange import Exchange, present
from django_jobkit.egress.errors import AddressRefused, ConnectFailed, TlsFailed
from django_jobkit.egress.resolving import Place, look_up
from django_jobkit.egress.sockets import MeteredSocket, MeteredTlsSocket, dial


class GuardedConnection(HTTPConnection):
    """HTTP to an admitted address, under the budget of the request."""

    dialled_at = 0.0

    def _new_conn(self) -> MeteredSocket:
        exchange = present()
        # The name stays where it is, for the Host header and the certificate.
        host, port = self._dns_host, self.port or self.default_port
        waiting = partial(exchange.budget.waiting, exchange.budget.limits.connect_timeout)
        # The proxy is the operator's; what it is asked for was judged before.
        places = look_up(host, port, waiting) if self.proxy else exchange.gate.admit(host, port, waiting)
        if not self.proxy:
            _ask_for_a_second_opinion(exchange, host, places)
        connection = dial(places, exchange.budget)
        self.dialled_at = time.monotonic()
        return connection

    def request(self, *args: Any, **kwargs: Any) -> None:
        """Send a request; a connection that is used again counts for the new one."""
        budget = present().budget
        budget.begin_head()
        if self.sock is None:
            self.connect()
        if isinstance(self.sock, MeteredSocket):
            self.sock.budget = budget
        super().request(*args, **kwargs)

    def _tunnel(self) -> None:
        # Raised behind the block, the error keeps nothing of what the proxy said, nor its socket, alive.
        with suppress(OSError):
            super()._tunnel()
            return
        raise ConnectFailed("The proxy does not let this request through.")


class GuardedTlsConnection(GuardedConnection, HTTPSConnection):
    """HTTPS to an admitted address, with the certificate checked whatever anybody asks for."""

    def connect(self) -> None:
        """Connect and shake hands."""
        self.ssl_context = create_urllib3_context()
        self.ssl_context.sslsocket_class = MeteredTlsSocket
        self.cert_reqs = "CERT_REQUIRED"
        self.assert_hostname = None
        self.assert_fingerprint = None
        budget = present().budget
        super().connect()
        budget.waited_since(self.dialled_at)
        if not isinstance(self.sock, MeteredSocket):
            raise TlsFailed
        self.sock.budget = budget


class GuardedPool(HTTPConnectionPool):
    """Connections to one host over HTTP."""

    ConnectionCls = GuardedConnection


class GuardedTlsPool(HTTPSConnectionPool):
    """Connections to one host over HTTPS."""

    ConnectionCls = GuardedTlsConnection


POOLS = {"http": GuardedPool, "https": GuardedTlsPool}


def _ask_for_a_second_opinion(exchange: Exchange, host: str, places: list[Place]) -> None:
    """Have requests-hardened judge what nobody but us let through: its list of ranges is kept up by others."""
    for place in places:
        if exchange.gate.is_allowed(host, place.address, place.socket_address[1]):
            continue
        try:
            filter_host(str(place.address), place.socket_address[1], allow_loopback=False)
        except InvalidIPAddress:
            raise AddressRefused from None
