"""Which links of a page lead to another one that may be read."""

from __future__ import annotations

import hashlib
from fnmatch import fnmatchcase
from urllib.parse import urljoin, urlsplit, urlunsplit

from django_jobkit.scans.extractors.html.options import HtmlOptions

_LONGEST = 4000
_PORTS = {"http": 80, "https": 443}


def absolute(base: str, link: str | None) -> str | None:
    """`link` as it stands on a page at `base`, without its fragment; None when it leads to no page."""
    try:
        parts = urlsplit(urljoin(base, (link or "").strip()))
        port, host = parts.port, parts.hostname
    except ValueError:
        return None
    if link is None or parts.scheme not in _PORTS or not host or parts.username is not None:
        return None
    name = f"[{host}]" if ":" in host else host.rstrip(".")
    netloc = name if port in {None, _PORTS[parts.scheme]} else f"{name}:{port}"
    url = urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, ""))
    return url if len(url) <= _LONGEST and url.isprintable() else None


def mark_of(url: str) -> bytes:
    """Eight bytes that stand for `url` where it is only remembered."""
    return hashlib.blake2b(url.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def host_of(url: str) -> str:
    """Host and port of `url`, whatever its scheme."""
    return urlsplit(url).netloc


class Bounds:
    """Where the options let a scan go."""

    def __init__(self, options: HtmlOptions) -> None:
        self._hosts = {host_of(absolute(url, url) or url) for url in options.urls} if options.same_host else None
        self._include = options.include
        self._exclude = options.exclude

    def take_host(self, url: str) -> None:
        """Let the scan go to the host of `url` as well, since an address that was named leads there."""
        if self._hosts is not None:
            self._hosts.add(host_of(url))

    def on_host(self, url: str) -> bool:
        """Whether `url` is on a host where the scan may be."""
        return self._hosts is None or host_of(url) in self._hosts

    def allow(self, url: str) -> bool:
        """Whether the scan may go from a page to `url`."""
        path = urlsplit(url).path
        if not self.on_host(url) or any(_is_under(path, pattern) for pattern in self._exclude):
            return False
        return not self._include or any(_is_under(path, pattern) for pattern in self._include)


def _is_under(path: str, pattern: str) -> bool:
    if "*" not in pattern:
        return path.startswith(pattern)
    return fnmatchcase(path, pattern.replace("[", "[[]").replace("?", "[?]"))
