"""What these tests share: settings that let a server through, sessions with limits, names that lead where told."""

from __future__ import annotations

import dataclasses
import re
import socket
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from django_jobkit.egress import Limits, guarded_session
from django_jobkit.egress.politeness import politeness
from tests.egress.servers import Server

if TYPE_CHECKING:
    from django_jobkit.egress.client.session import GuardedSession

# What is no name, in any spelling that the system's resolver takes.
_NUMBERS = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+))*|.*:.*", re.IGNORECASE)
Allow = Callable[..., None]
Resolver = Callable[[str], list[str]]


@pytest.fixture
def allow(settings: Any) -> Allow:
    """Let requests through to these entries and servers, without a pause between them."""

    def allowed(*entries: str | Server, **others: Any) -> None:
        texts = [entry if isinstance(entry, str) else entry.entry for entry in entries]
        settings.JOBKIT = {"EGRESS_ALLOW": texts, "EGRESS_RATE": None, **others}

    allowed()
    return allowed


@pytest.fixture(autouse=True)
def _fresh_politeness() -> Iterator[None]:
    """Every test is the first to ask its hosts."""
    yield
    politeness.forget()


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Callable[[Resolver], list[str]]:
    """Have names lead where a function says; gives the list of those that were looked up."""
    asked: list[str] = []

    def resolved_by(resolver: Resolver) -> list[str]:
        real = socket.getaddrinfo

        def answer(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
            if _NUMBERS.fullmatch(host):
                return real(host, port, *args, **kwargs)
            asked.append(host)
            return [found for each in resolver(host) for found in real(each, port, 0, socket.SOCK_STREAM)]

        monkeypatch.setattr(socket, "getaddrinfo", answer)
        return asked

    return resolved_by


def session(**limits: Any) -> GuardedSession:
    """A session that tries once, with these limits besides."""
    return guarded_session(dataclasses.replace(Limits.from_settings(), **{"retries": 0, **limits}))
