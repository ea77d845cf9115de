"""Which addresses belong to the same server."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

_PORTS = {"http": 80, "https": 443}


def origin_of(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port of `url`."""
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").rstrip("."), parts.port or _PORTS.get(parts.scheme)


def kept_secure(url: str, base: str) -> str:
    """`url` on https where it would fall back from the https of `base` on the same host.

    Servers behind a proxy that ends TLS give such links.
    """
    parts, origin = urlsplit(url), urlsplit(base)
    if (parts.scheme, origin.scheme) != ("http", "https") or parts.hostname != origin.hostname:
        return url
    return urlunsplit(("https", origin.netloc, parts.path, parts.query, parts.fragment))


def may_follow(url: str, base: str, allowed: list[str]) -> bool:
    """Whether a page that was begun at `base` may go on at `url`."""
    scheme, host, _ = origin_of(url)
    if scheme not in _PORTS:
        return False
    return origin_of(url) == origin_of(base) or host in {name.lower().rstrip(".") for name in allowed}
