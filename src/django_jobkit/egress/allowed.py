"""What the operator lets requests reach though it is not public: the entries of EGRESS_ALLOW."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TypeAlias

from django_jobkit.egress.addresses import Address, parsed
from django_jobkit.egress.hosts import plain

Network: TypeAlias = IPv4Network | IPv6Network

#: What stands in an entry for every port.
ANY_PORT = -1
# Bracketed IPv6 with a port; IPv4, its ranges and names with a port; anything without one.
_BRACKETS = re.compile(r"\[(?P<host>[^\[\]]+)\](?::(?P<port>[0-9]{1,5}|\*))?")
_PLAIN = re.compile(r"(?P<host>[^\s:\[\]]+)(?::(?P<port>[0-9]{1,5}|\*))?")
_NAME = re.compile(r"(?:\*\.)?[\w-]+(?:\.[\w-]+)*\.?")
_LAST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: a range of addresses or a name, and the port that it opens; None opens none."""

    network: Network | None
    name: str
    port: int | None

    def covers_name(self, host: str) -> bool:
        """Whether `host` is this name, or below it where it begins with an asterisk."""
        if self.name.startswith("*."):
            return host.endswith(self.name[1:])
        return bool(self.name) and host == self.name

    def covers(self, host: str, address: Address | None) -> bool:
        """Whether this is about `host` or about one of its addresses."""
        within = self.network is not None and address is not None and address in self.network
        return within or self.covers_name(host)

    def opens(self, port: int) -> bool:
        """Whether it names this port."""
        return self.port in {port, ANY_PORT}


def parse_entry(text: str) -> Entry:
    """One entry of EGRESS_ALLOW; raises ValueError for what is none."""
    whole = _as_network(text)
    if whole is not None:
        return Entry(whole, "", None)
    found = _BRACKETS.fullmatch(text) or _PLAIN.fullmatch(text)
    if found is None:
        raise ValueError("It is no host, address or range.")
    port = None if found["port"] is None else ANY_PORT if found["port"] == "*" else int(found["port"])
    if port is not None and not (port == ANY_PORT or 0 < port <= _LAST_PORT):
        raise ValueError("Ports go from 1 to 65535.")
    network = _as_network(found["host"])
    if network is None and not _NAME.fullmatch(found["host"]):
        raise ValueError("A name has letters, digits, dots and hyphens, with '*.' at most in front.")
    return Entry(network, "" if network else plain(found["host"]), port)


def _as_network(text: str) -> Network | None:
    try:
        return ip_network(text)
    except ValueError:
        pass
    try:
        wider = ip_network(text, strict=False)
    except ValueError:
        return None
    raise ValueError(f"The range is written {wider}.")


class AllowList:
    """All entries together."""

    def __init__(self, entries: Iterable[str]) -> None:
        self.entries = tuple(_parsed_entry(text) for text in entries)

    def covers_name(self, host: str) -> bool:
        """Whether an entry is about `host` by name."""
        return any(entry.covers_name(host) for entry in self.entries)

    def covers(self, host: str, address: Address | None, port: int, *, port_is_open: bool) -> bool:
        """Whether an entry lets requests to `host` at `address` through, to this port."""
        return any(
            entry.covers(host, address) and (entry.opens(port) or (entry.port is None and port_is_open))
            for entry in self.entries
        )

    def may_open(self, host: str, port: int) -> bool:
        """Whether an entry may open `port` for `host`; for a name, its addresses have the last word."""
        address = parsed(host)
        return any(
            entry.opens(port) and (entry.covers(host, address) or (address is None and entry.network is not None))
            for entry in self.entries
        )


@lru_cache(maxsize=256)
def _parsed_entry(text: str) -> Entry:
    return parse_entry(text)
