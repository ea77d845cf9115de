"""A web site on loopback, made of pages by their paths, that remembers what it was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

from tests.scans.loopback import listening


@dataclass
class Reply:
    """Bytes with a status and headers."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Pages = dict[str, "str | bytes | Reply"]


@dataclass
class Site:
    """The server, its pages by path (and query), and the paths that were asked for, but for robots.txt."""

    base: str
    pages: Pages | Callable[[str], Any]
    asked: list[str] = field(default_factory=list)

    def url(self, path: str = "/") -> str:
        """The address of `path`."""
        return self.base + path

    def reply(self, path: str) -> Reply:
        """What is sent back for `path`."""
        found = self.pages(path) if callable(self.pages) else self.pages.get(path, Reply(b"none", 404))
        if isinstance(found, Reply):
            return found
        body = found.encode() if isinstance(found, str) else found
        return Reply(body.replace(b"BASE", self.base.encode()))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        if self.path != "/robots.txt":
            self.site.asked.append(self.path)
        reply = self.site.reply(self.path)
        self.send_response(reply.status)
        for name, value in ({"Content-Type": "text/html; charset=utf-8"} | reply.headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def site_of(pages: Pages | Callable[[str], Any]) -> Iterator[Site]:
    """A site of these pages, until the block ends."""
    handler = type("Handler", (_Handler,), {})
    with listening(handler) as base:
        handler.site = Site(base, pages)
        yield handler.site


def path_of(url: str) -> str:
    """Path and query of `url`."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
