"""What a URL may look like, and which names are never asked for."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import urlsplit

from django_jobkit.egress.addresses import parsed
from django_jobkit.egress.errors import AddressRefused, InvalidUrl, SchemeRefused

# So narrow that no two parsers can disagree about where the host begins and ends: no user, no backslash, no escapes.
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]{2,45}\]|[\w-]+(?:\.[\w-]+)*\.?)(?::(?P<port>[0-9]{1,5}))?(?=[/?#]|\Z)",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# getaddrinfo takes numbers in many spellings for addresses; a name never ends in one.
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)\Z")
_PORTS = {"http": 80, "https": 443}
_LONGEST_NAME = 253
_LAST_PORT = 65_535

#: Names that mean something on the inside alone, with all below them.
INNER_NAMES = (
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "private",
    "corp",
    "home",
    "lan",
    "home.arpa",
    "in-addr.arpa",
    "ip6.arpa",
)


class Target(NamedTuple):
    """Where a URL leads: the host in lower case, without brackets and final dot."""

    scheme: str
    host: str
    port: int


def target_of(url: str) -> Target:
    """The parts of `url` that say where it leads; raises SchemeRefused, InvalidUrl or AddressRefused."""
    found = _URL.match(url)
    if found is None:
        scheme = _SCHEME.match(url)
        if scheme is not None and scheme[0].lower() not in {"http:", "https:"}:
            raise SchemeRefused
        raise InvalidUrl
    scheme_name = found["scheme"].lower()
    port = int(found["port"]) if found["port"] else _PORTS[scheme_name]
    host = plain(found["host"])
    if not host or len(host) > _LONGEST_NAME or not 0 < port <= _LAST_PORT:
        raise InvalidUrl
    if found["host"].startswith("[") and parsed(host) is None:
        raise InvalidUrl
    if parsed(host) is None and _NUMBER.match(host.rpartition(".")[2]):
        raise AddressRefused("This host is a number that is no IP address in its usual form; write it as such.")
    return Target(scheme_name, host, port)


def origin_of(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port, by which two URLs of one server are known whether they are fetched or not.

    Raises InvalidUrl for what has none.
    """
    try:
        parts = urlsplit(url)
        return parts.scheme, plain(parts.hostname or ""), parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        raise InvalidUrl from None


def plain(host: str) -> str:
    """`host` as all its spellings are compared: lower case, no brackets, no final dot, look-alikes replaced."""
    return unicodedata.normalize("NFKC", host).lower().strip("[]").rstrip(".")


def is_inner_name(host: str) -> bool:
    """Whether the name `host`, which is no address, belongs to the inside: without a dot, or below such a name."""
    return "." not in host or any(host == name or host.endswith(f".{name}") for name in INNER_NAMES)
