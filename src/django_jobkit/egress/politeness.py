"""How often, and how much at a time, this process asks one host, whatever number of threads and sessions it has."""

from __future__ import annotations

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django_jobkit.egress.errors import EgressBusy, RateLimited

# Between looks for a place, for those who wait until another request to the same host has ended.
_LOOK = 0.05
# After this a job comes back that waited for a place in vain.
_AGAIN = 5.0


class _Host:
    """What is known of one host."""

    __slots__ = ("interval", "next_at", "under_way")

    def __init__(self) -> None:
        #: Asked for by the host itself.
        self.interval = 0.0
        self.next_at = 0.0
        self.under_way = 0


class Politeness:
    """Gives out turns, host by host. Safe to use from several threads."""

    def __init__(self, most_hosts: int = 1000) -> None:
        self._most_hosts = most_hosts
        self._hosts: OrderedDict[str, _Host]
        self._lock: threading.Lock
        self.forget()

    @contextmanager
    def turn(
        self,
        host: str,
        *,
        interval: float,
        concurrency: int,
        patience: float,
        wait: Callable[[float], object],
    ) -> Iterator[None]:
        """Come when it is our turn at `host`, and hold one of its places.

        Past our patience it raises EgressBusy, or RateLimited where it is the host that wants so long a rest.
        """
        until = time.monotonic() + patience
        while not self._take_place(host, concurrency):
            if time.monotonic() + _LOOK > until:
                raise EgressBusy(after=max(interval, _AGAIN))
            wait(_LOOK)
        try:
            delay = self._reserve(host, interval, until)
            if delay > 0:
                wait(delay)
            yield
        finally:
            self._give_place_back(host)

    def slow_down(self, host: str, interval: float) -> None:
        """Leave `host` alone for `interval` seconds between requests from now on, since it asks for that."""
        with self._lock:
            self._known(host).interval = interval

    def forget(self) -> None:
        """Begin anew, as a child process does: a lock may be held by a thread that it does not have."""
        self._hosts = OrderedDict()
        self._lock = threading.Lock()

    def _take_place(self, host: str, concurrency: int) -> bool:
        with self._lock:
            known = self._known(host)
            if known.under_way >= concurrency:
                return False
            known.under_way += 1
            return True

    def _give_place_back(self, host: str) -> None:
        with self._lock:
            self._known(host).under_way -= 1

    def _reserve(self, host: str, interval: float, until: float) -> float:
        """The seconds until our turn, which is ours from now on."""
        with self._lock:
            known, now = self._known(host), time.monotonic()
            begin = max(known.next_at, now)
            if begin > until:
                raise (RateLimited if known.interval > interval else EgressBusy)(after=begin - now)
            known.next_at = begin + max(interval, known.interval)
            return begin - now

    def _known(self, host: str) -> _Host:
        known = self._hosts.setdefault(host, _Host())
        self._hosts.move_to_end(host)
        if len(self._hosts) > self._most_hosts:
            self._forget_the_idle()
        return known

    def _forget_the_idle(self) -> None:
        # Requests under way are as many as there are threads, which bounds what stays.
        idle = [name for name, host in self._hosts.items() if not host.under_way][: len(self._hosts) // 2]
        for name in idle:
            del self._hosts[name]


politeness = Politeness()
os.register_at_fork(after_in_child=politeness.forget)
