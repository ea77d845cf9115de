"""A JSON API on loopback, in every style of paging, that can be told to misbehave."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.scans.loopback import listening


@dataclass
class Asked:
    """A request as the server saw it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    base: str

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    def number(self, name: str, otherwise: int) -> int:
        """A parameter as a whole number."""
        return int(self.query.get(name, otherwise))


@dataclass
class Answer:
    """What is sent back: JSON, or bytes as they are."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False


@dataclass
class Api:
    """The server, what it answers, and what it was asked."""

    base: str
    answer: Callable[[Asked], Answer | Any]
    asked: list[Asked] = field(default_factory=list)
    #: Answers that are given first, one a request; None lets the request through.
    faults: list[Answer | None] = field(default_factory=list)

    def url(self, path: str = "/items") -> str:
        """The address of `path`."""
        return self.base + path

    @property
    def queries(self) -> list[dict[str, str]]:
        """The parameters of every request."""
        return [asked.query for asked in self.asked]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    api: Api

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, parts.path, query, headers, body, self.api.base)
        self.api.asked.append(asked)
        fault = self.api.faults.pop(0) if self.api.faults else None
        answer = fault or self.api.answer(asked)
        self._send(answer if isinstance(answer, Answer) else Answer(answer))

    def do_POST(self) -> None:
        self.do_GET()

    def _send(self, answer: Answer) -> None:
        body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        for name, value in ({"Content-Type": "application/json"} | answer.headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if answer.drop:
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
        else:
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(answer: Callable[[Asked], Answer | Any]) -> Iterator[Api]:
    """A server that answers so, until the block ends."""
    handler = type("Handler", (_Handler,), {})
    with listening(handler) as base:
        handler.api = Api(base, answer)
        yield handler.api
