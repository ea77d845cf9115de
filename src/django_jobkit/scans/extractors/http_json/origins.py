"""Which addresses belong to the same server."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from django_jobkit.egress.hosts import origin_of, plain

_SCHEMES = frozenset({"http", "https"})


def kept_secure(url: str, base: str) -> str:
    """`url` on https where it would fall back from the https of `base` on the same host.

    Servers behind a proxy that ends TLS give such links.
    """
    parts, origin = urlsplit(url), urlsplit(base)
    if (parts.scheme, origin.scheme) != ("http", "https") or parts.hostname != origin.hostname:
        return url
    return urlunsplit(("https", origin.netloc, parts.path, parts.query, parts.fragment))


def may_follow(url: str, base: str, allowed: list[str]) -> bool:
    """Whether a page that was begun at `base` may go on at `url`; raises InvalidUrl."""
    there = scheme, host, _ = origin_of(url)
    return scheme in _SCHEMES and (there == origin_of(base) or host in {plain(name) for name in allowed})
