"""Servers on loopback that answer as the platforms document it, and as they should not."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django_jobkit.egress.door import guarded_session
from django_jobkit.egress.limits import Limits
from django_jobkit.questions.importing.registry import Platform
from django_jobkit.questions.importing.rows import ImportYield
from django_jobkit.testing.platforms import run_platform
from django_jobkit.testing.plugin import jobkit_settings
from tests.scans.loopback import LET_THROUGH, listening


@dataclass
class Answer:
    """What a server says; `body` is JSON unless it is bytes."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def content(self) -> bytes:
        """The body as it goes out."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass
class Asked:
    """What a server was asked."""

    path: str
    query: dict[str, str]
    body: Any = None


@dataclass
class Fake:
    """A platform made of a function; `first` are answers that come before its own, and None is silence."""

    respond: Callable[[Asked], Answer]
    first: list[Answer | None] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    url: str = ""
    ended: threading.Event = field(default_factory=threading.Event)

    def run(
        self, platform: Platform, options: dict[str, Any], *, limits: dict[str, Any] | None = None, cursor: Any = None
    ) -> list[ImportYield]:
        """Import with `platform`; nobody really waits."""
        changed = replace(Limits.from_settings(), **(limits or {}))
        with guarded_session(changed, wait=self.waited.append) as http:
            return run_platform(platform, options, http=http, cursor=cursor)

    def answer(self, asked: Asked) -> Answer | None:
        """What is said to this."""
        self.asked.append(asked)
        return self.first.pop(0) if self.first else self.respond(asked)


@contextmanager
def serving(respond: Callable[[Asked], Answer], **questions: Any) -> Iterator[Fake]:
    """Have both platforms be this one server until the block ends."""
    fake = Fake(respond)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _answer(self, body: Any = None) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            answer = fake.answer(Asked(unquote(parts.path), query, body))
            if answer is None:
                fake.ended.wait(10)
                return
            content = answer.content()
            self.send_response(answer.status)
            for name, value in (
                {"Content-Type": "application/json", "Content-Length": str(len(content))} | answer.headers
            ).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    with listening(Handler) as url:
        fake.url = url
        with jobkit_settings(
            **LET_THROUGH, QUESTIONS={"CODEWARS_URL": f"{url}/api/v1", "LEETCODE_URL": url, **questions}
        ):
            try:
                yield fake
            finally:
                fake.ended.set()
