"""Sockets that keep to a budget at every single read and write, however little a peer sends at a time."""

from __future__ import annotations

import socket
import ssl
from typing import Any

from django_jobkit.egress.budget import Budget
from django_jobkit.egress.errors import ConnectFailed, DeadlineExceeded
from django_jobkit.egress.resolving import Place

#: Addresses of one host that are tried before it counts as unreachable.
_MOST_TRIED = 4


class MeteredSocket(socket.socket):
    """A socket on whose account is written what it waits for and what it takes in."""

    budget: Budget | None = None

    def recv_into(self, buffer: Any, nbytes: int | None = None, flags: int = 0) -> int:
        """Likewise, but within the budget."""
        wanted = nbytes or memoryview(buffer).nbytes
        if self.budget is None:
            return super().recv_into(buffer, wanted, flags)
        try:
            with self.budget.waiting(self.budget.limits.read_timeout) as seconds:
                self.settimeout(seconds)
                count = super().recv_into(buffer, wanted, flags)
        except TimeoutError:
            raise DeadlineExceeded from None
        self.budget.took(count)
        return count

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        """Likewise, but within the budget."""
        buffer = bytearray(buflen)
        return bytes(memoryview(buffer)[: self.recv_into(buffer, buflen, flags)])

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Likewise, but within the budget."""
        view = memoryview(data).cast("B")
        while view:
            view = view[self.send(view, flags) :]

    def send(self, data: Any, flags: int = 0) -> int:
        """Likewise, but within the budget."""
        if self.budget is None:
            return super().send(data, flags)
        try:
            with self.budget.waiting(self.budget.limits.read_timeout) as seconds:
                self.settimeout(seconds)
                return super().send(data, flags)
        except TimeoutError:
            raise DeadlineExceeded from None


class MeteredTlsSocket(MeteredSocket, ssl.SSLSocket):
    """The same under TLS. Python makes it, by way of ``SSLContext.sslsocket_class``."""

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        """Likewise; Python reads once before the handshake, and leaves the socket open when the peer is gone."""
        try:
            return super().recv(buflen, flags)
        except OSError:
            if self.budget is None:
                self.close()
            raise


def dial(places: list[Place], budget: Budget) -> MeteredSocket:
    """A connection to the first of `places` that answers; raises ConnectFailed or DeadlineExceeded."""
    for place in places[:_MOST_TRIED]:
        connection = MeteredSocket(place.family, socket.SOCK_STREAM)
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with budget.waiting(budget.limits.connect_timeout) as seconds:
                connection.settimeout(seconds)
                connection.connect(place.socket_address)
        except OSError:
            connection.close()
        except BaseException:
            connection.close()
            raise
        else:
            # A handshake that follows takes no longer than what is left, either.
            connection.settimeout(max(0.001, min(budget.limits.connect_timeout, budget.seconds)))
            connection.budget = budget
            return connection
    raise ConnectFailed
