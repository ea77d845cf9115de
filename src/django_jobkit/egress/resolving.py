"""Looks names up, once for each connection and in bounded time."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

from django_jobkit.egress.addresses import Address, parsed
from django_jobkit.egress.errors import DnsFailed, EgressBusy

#: Look-ups that may be under way at a time; the system's resolver knows no timeout, so each has a thread.
_UNDER_WAY = threading.BoundedSemaphore(32)
#: Seconds to wait for one of them to end, and after which a job comes back that has waited in vain.
_PATIENCE, _AGAIN = 10.0, 5.0
#: Is around the wait for the resolver, and says how many seconds that may take.
Waiting = Callable[[], AbstractContextManager[float]]


class Place(NamedTuple):
    """One address of a host, as sockets want it."""

    address: Address
    family: socket.AddressFamily
    socket_address: tuple[str, int] | tuple[str, int, int, int]


def look_up(host: str, port: int, waiting: Waiting) -> list[Place]:
    """Every place that `host` stands for, in the order in which to try them; raises DnsFailed or EgressBusy."""
    address = parsed(host)
    if address is not None:
        return [_place(address, port)]
    found = _Lookup(host, port).result(waiting)
    places = [_place(each, port) for each in dict.fromkeys(found)]
    if not places:
        raise DnsFailed
    return places


def _place(address: Address, port: int) -> Place:
    if address.version == 4:  # noqa: PLR2004 - of the Internet Protocol
        return Place(address, socket.AF_INET, (str(address), port))
    return Place(address, socket.AF_INET6, (str(address), port, 0, 0))


class _Lookup:
    """One call of the system's resolver, in a thread that is left behind when it takes too long."""

    def __init__(self, host: str, port: int) -> None:
        self._question = (host, port)
        self._found: list[Address] | None = None
        self._done = threading.Event()

    def result(self, waiting: Waiting) -> list[Address]:
        """What the resolver said in time; raises DnsFailed, or EgressBusy when it could not be asked."""
        # Our own queue is not the other side's time.
        if not _UNDER_WAY.acquire(timeout=_PATIENCE):
            raise EgressBusy(after=_AGAIN)
        threading.Thread(target=self._ask, name="jobkit-lookup", daemon=True).start()
        with waiting() as seconds:
            if not self._done.wait(seconds):
                raise DnsFailed("The name of this host could not be looked up in time.")
        if self._found is None:
            raise DnsFailed
        return self._found

    def _ask(self) -> None:
        try:
            self._found = [_address_of(each) for each in socket.getaddrinfo(*self._question, 0, socket.SOCK_STREAM)]
        except (OSError, ValueError):
            # A name that cannot be encoded is a ValueError.
            self._found = None
        finally:
            _UNDER_WAY.release()
            self._done.set()


def _address_of(found: tuple[Any, ...]) -> Address:
    # A zone, which only inner addresses have, is the scope of a socket address and may be part of its text.
    text = str(found[4][0]).partition("%")[0]
    address = parsed(text)
    if address is None:
        raise ValueError(text)
    return address
