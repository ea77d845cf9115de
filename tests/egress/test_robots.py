"""Robots are told what to leave alone, by RFC 9309, and what fails is left alone for now."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.egress import RobotsRules
from django_jobkit.egress.politeness import politeness
from django_jobkit.egress.robots_file import RobotsFile, Rule
from tests.egress.conftest import Allow, session
from tests.egress.servers import Behaviour, answer, endless_chunks, head, redirect, resets, routes, says, serving

# The example of RFC 9309, section 5.1.
RFC = """
User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: barbot
User-Agent: bazbot
Disallow: /example/page.html

User-Agent: quxbot
"""


@pytest.mark.parametrize(
    ("agent", "path", "allowed"),
    [
        ("ours", "/", True),
        ("ours", "/a.gif", False),
        ("ours", "/a.gif?x", True),
        ("ours", "/example/page.html", False),
        ("ours", "/publications/x", True),
        ("foobot/2.1 (+https://foo.example)", "/", False),
        ("FooBot", "/example/page.html", True),
        ("foobot", "/example/allowed.gif", True),
        ("bazbot", "/example/page.html", False),
        ("bazbot", "/example/other.gif", True),
        ("quxbot", "/example/page.html", True),
        ("foobot", "/robots.txt", True),
    ],
)
def test_the_example_of_the_rfc(agent: str, path: str, allowed: bool) -> None:
    path, _, query = path.partition("?")
    assert RobotsFile.parse(RFC, agent).allows(path, query) is allowed


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("/", "/anything", True),
        ("/fish", "/fish.html", True),
        ("/fish", "/Fish", False),
        ("/fish*", "/fishheads", True),
        ("/*.php", "/folder/any.php.file", True),
        ("/*.php$", "/folder/any.php", True),
        ("/*.php$", "/any.php?x", False),
        ("/fish*.php", "/fishheads/catfish.php", True),
        ("/fish*.php", "/Fish.PHP", False),
        ("/$", "/", True),
        ("/$", "/a", False),
        ("/a*b*c$", "/abbcc", True),
        ("/a*b*c$", "/abbccd", False),
        ("/a*ba$", "/aba", True),
        ("/ab*ba$", "/aba", False),
        ("*", "/", True),
    ],
)
def test_patterns(pattern: str, path: str, matches: bool) -> None:
    assert Rule(pattern, allows=True).matches(path) is matches


def test_escapes_do_not_matter() -> None:
    rules = RobotsFile.parse("User-agent: *\nDisallow: /caf%C3%A9\nDisallow: /%7Ejoe\nDisallow: /a%2fb", "ours")
    assert not rules.allows("/café")
    assert not rules.allows("/caf%c3%a9/menu")
    assert not rules.allows("/~joe")
    assert not rules.allows("/a%2Fb")
    assert rules.allows("/a/b")


def test_groups_of_one_agent_are_one_group_and_the_longer_rule_counts() -> None:
    rules = RobotsFile.parse("User-agent: a\nDisallow: /x\n\nUser-agent: a\nAllow: /x/y\nCrawl-delay: 2.5", "a")
    assert (rules.allows("/x"), rules.allows("/x/y"), rules.delay) == (False, True, 2.5)


def test_a_file_may_be_anything() -> None:
    rules = RobotsFile.parse("\ufeff\0 nonsense\n:\nUser-agent\nDisallow: /\nSitemap: https://a.example/s.xml", "ours")
    assert rules.allows("/")
    assert rules.sitemaps == ["https://a.example/s.xml"]


@given(st.text(), st.text())
def test_no_text_breaks_it(text: str, path: str) -> None:
    RobotsFile.parse(f"User-agent: *\n{text}", "ours").allows(f"/{path}")


def test_a_pattern_made_to_be_slow_is_not() -> None:
    rules = RobotsFile.parse("User-agent: *\nDisallow: /" + "a*" * 2000 + "b$", "ours")
    began = time.monotonic()
    assert rules.allows("/" + "a" * 5000)
    assert time.monotonic() - began < 0.5


FORBIDS = says(answer(b"User-agent: *\nDisallow: /"))


@pytest.mark.parametrize(
    ("behaviour", "allowed"),
    [
        (says(answer(b"User-agent: *\nDisallow: /private")), True),
        (FORBIDS, False),
        (says(answer(b"", 404)), True),
        (says(answer(b"", 403)), True),
        (says(answer(b"", 503)), False),
        (says(answer(b"", 429)), False),
        (says(redirect("http://10.0.0.1/robots.txt")), False),
        (says(redirect("/robots.txt")), True),
        (resets, False),
        (endless_chunks, True),
        (says(head(200, Content_Encoding="gzip", Content_Length=3) + b"abc"), False),
    ],
)
def test_what_a_server_answers_decides(behaviour: Behaviour, allowed: bool, allow: Allow) -> None:
    with serving(behaviour) as server:
        allow(server)
        rules = RobotsRules(session())
        assert rules.allows(server.url("/page")) is allowed
        is_forbidden = behaviour is FORBIDS
        assert (rules.failure(server.url("/page")) is None) is (allowed or is_forbidden)


def test_an_origin_is_asked_once(allow: Allow) -> None:
    with serving(routes(robots_txt=answer(b"User-agent: *\nDisallow: /no\nSitemap: http://x.example/map"))) as server:
        allow(server)
        rules = RobotsRules(session())
        assert [rules.allows(server.url(path)) for path in ("/yes", "/no", "/no/2", "/")] == [True, False, False, True]
        assert rules.sitemaps(server.url("/")) == ["http://x.example/map"]
        assert [asked.path for asked in server.asked] == ["/robots.txt"]


def test_a_wish_for_slowness_is_granted_within_reason(allow: Allow, monkeypatch: Any) -> None:
    slowed: list[tuple[str, float]] = []
    monkeypatch.setattr(politeness, "slow_down", lambda *given: slowed.append(given))
    with serving(routes(robots_txt=answer(b"User-agent: *\nCrawl-delay: 86400"))) as server:
        allow(server)
        assert RobotsRules(session(), longest_delay=5.0).delay(server.url("/page")) == 5.0
    assert slowed == [("127.0.0.1", 5.0)]
