"""Reads one robots.txt. Patterns are matched in linear time: they come from strangers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from django_jobkit.egress.errors import EgressError

_PRODUCT = re.compile(r"[a-z_-]+", re.IGNORECASE)
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = re.compile(r"[\w.~-]", re.ASCII)
_MOST_RULES = 5000
_MOST_SITEMAPS = 100


@dataclass(frozen=True, slots=True)
class Rule:
    """One Allow or Disallow; of two that match, the longer counts, and of two as long the one that allows."""

    pattern: str
    allows: bool

    def matches(self, path: str) -> bool:
        """Whether it is about `path`: a prefix, with ``*`` for anything and ``$`` at the end for the end."""
        anchored = self.pattern.endswith("$")
        first, *others = self.pattern.removesuffix("$").split("*")
        if not path.startswith(first):
            return False
        position = len(first)
        if not others:
            return not anchored or position == len(path)
        *middle, last = others
        for part in middle:
            found = path.find(part, position)
            if found < 0:
                return False
            position = found + len(part)
        return path.endswith(last) and len(path) - len(last) >= position if anchored else path.find(last, position) >= 0


@dataclass(slots=True)
class RobotsFile:
    """The rules that are meant for us."""

    rules: list[Rule] = field(default_factory=list)
    delay: float | None = None
    sitemaps: list[str] = field(default_factory=list)
    #: Why there are none to be had.
    failure: EgressError | None = None

    @classmethod
    def open(cls) -> RobotsFile:
        """A file without rules."""
        return cls()

    @classmethod
    def closed(cls, failure: EgressError) -> RobotsFile:
        """A file that leaves us nothing, for it could not be fetched."""
        return cls(rules=[Rule("/", allows=False)], failure=failure)

    @classmethod
    def parse(cls, text: str, user_agent: str) -> RobotsFile:
        """The groups for the product that `user_agent` begins with, or else those for everybody."""
        ours, theirs, sitemaps = cls(), cls(), []
        product = _product(user_agent)
        named = False
        for agents, key, value in _lines(text):
            if key == "sitemap":
                sitemaps.append(value)
            for file, agent in ((ours, product), (theirs, "*")):
                if agent in agents:
                    file._take(key, value)
            named = named or product in agents
        found = ours if named else theirs
        found.sitemaps = sitemaps[:_MOST_SITEMAPS]
        return found

    def allows(self, path: str, query: str = "") -> bool:
        """Whether a URL with this path and query may be fetched."""
        wanted = _normal(f"{path}?{query}" if query else path)
        if wanted == "/robots.txt":
            return True
        matching = [rule for rule in self.rules if rule.matches(wanted)]
        return max(matching, key=lambda rule: (len(rule.pattern), rule.allows)).allows if matching else True

    def _take(self, key: str, value: str) -> None:
        if key in {"allow", "disallow"} and value and len(self.rules) < _MOST_RULES:
            self.rules.append(Rule(_normal(value), allows=key == "allow"))
        elif key == "crawl-delay":
            try:
                seconds = float(value)
            except ValueError:
                return
            if 0 <= seconds < float("inf"):
                self.delay = seconds


def _lines(text: str) -> Iterator[tuple[frozenset[str], str, str]]:
    """Each line as key and value, with the agents whose group it is in."""
    agents: set[str] = set()
    collecting = False
    for line in text.splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            agents = (agents if collecting else set()) | {"*" if value == "*" else _product(value)}
            collecting = True
        elif key != "sitemap":
            collecting = False
        yield frozenset(agents), key, value


def _product(agent: str) -> str:
    found = _PRODUCT.match(agent)
    return found[0].lower() if found else ""


def _normal(path: str) -> str:
    """`path` with escapes only where they are needed, in capitals."""
    quoted = quote(path, safe="/%?&=+,;:@!$'()*~-._#[]")
    return _ESCAPE.sub(_plain_escape, quoted)


def _plain_escape(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if _UNRESERVED.match(character) else f"%{found[1].upper()}"
