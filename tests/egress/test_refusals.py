"""No spelling, no name, no answer of the DNS and no redirect leads inside; what counts is that nobody was there."""

# ruff: noqa: RUF001 - characters that look alike are among the spellings

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from django_jobkit.egress import Egress, EgressError, EgressRefused
from tests.egress.conftest import Allow, session
from tests.egress.servers import Server, answer, redirect, says, serving

# {0} is the port of a server that listens on 127.0.0.1 and must not be reached.
SPELLINGS = """
http://127.0.0.1:{0}/
http://127.0.0.1.:{0}/
http://127.1:{0}/
http://127.0.1:{0}/
http://127.255.255.254:{0}/
http://2130706433:{0}/
http://4294967296:{0}/
http://0x7f000001:{0}/
http://0x7f.0x0.0x0.0x1:{0}/
http://0x7f.1:{0}/
http://0X7F.1:{0}/
http://017700000001:{0}/
http://0177.0.0.01:{0}/
http://0177.1:{0}/
http://00000177.0.0.1:{0}/
http://127.0x0.0.01:{0}/
http://0:{0}/
http://0.0.0.0:{0}/
http://0x0:{0}/
http://00:{0}/
http://localhost:{0}/
http://LOCALHOST:{0}/
http://localhost.:{0}/
http://app.localhost:{0}/
http://localhost.localdomain:{0}/
http://ip6-localhost:{0}/
http://[::1]:{0}/
http://[0:0:0:0:0:0:0:1]:{0}/
http://[::]:{0}/
http://[::127.0.0.1]:{0}/
http://[::ffff:127.0.0.1]:{0}/
http://[::ffff:7f00:1]:{0}/
http://[::ffff:0:7f00:1]:{0}/
http://[0:0:0:0:0:ffff:127.0.0.1]:{0}/
http://[64:ff9b::127.0.0.1]:{0}/
http://[64:ff9b::7f00:1]:{0}/
http://[64:ff9b:1::7f00:1]:{0}/
http://[2002:7f00:1::]:{0}/
http://[2001:0:4136:e378:8000:63bf:80ff:fffe]:{0}/
http://[fe80::1]:{0}/
http://[fe80::1%25lo]:{0}/
http://[::1%25lo]:{0}/
http://[fec0::1]:{0}/
http://[fd00:ec2::254]:{0}/
http://[ff02::1]:{0}/
http://user@127.0.0.1:{0}/
http://user:secret@127.0.0.1:{0}/
http://example.com@127.0.0.1:{0}/
http://example.com:80@127.0.0.1:{0}/
http://127.0.0.1:{0}@example.com:{0}/
http://example.com\\@127.0.0.1:{0}/
http://127.0.0.1:{0}\\@example.com/
http://127.0.0.1:{0}#@example.com/
http://127.0.0.1:{0}?@example.com/
http:/\\127.0.0.1:{0}/
http:\\\\127.0.0.1:{0}/
http:127.0.0.1:{0}/
http:///127.0.0.1:{0}/
http://１２７.０.０.１:{0}/
http://①②⑦.⓪.⓪.①:{0}/
http://127。0。0。1:{0}/
http://ｌｏｃａｌｈｏｓｔ:{0}/
http://ⓛocalhost:{0}/
http://%31%32%37.0.0.1:{0}/
http://127.0.0.1%00.example.com:{0}/
http://127.0.0.1%2eexample.com:{0}/
http://127.0.0.1\t:{0}/
http://127.0.0.1\n:{0}/
 http://127.0.0.1:{0}/
http://127.0.0.1:0{0}/
http://127.0.0.1:{0}.example/
http://metadata.google.internal:{0}/
http://metadata:{0}/
http://169.254.169.254:{0}/
http://0xa9fea9fe:{0}/
http://100.100.100.200:{0}/
http://10.0.0.1:{0}/
http://192.168.0.1:{0}/
http://255.255.255.255:{0}/
ftp://127.0.0.1:{0}/
gopher://127.0.0.1:{0}/_GET
file:///etc/passwd
dict://127.0.0.1:{0}/
httpx://127.0.0.1:{0}/
//127.0.0.1:{0}/
127.0.0.1:{0}/
http://:{0}/
http://
""".strip("\n").split("\n")


@pytest.fixture
def canary(allow: Allow, names: Any) -> Iterator[Server]:
    """A server inside, on a port that is open and where every name leads: its address alone keeps requests away."""
    names(lambda host: ["127.0.0.1"])
    with serving(says(answer(b"the family silver"))) as server:
        allow(EGRESS_PORTS=[80, 443, server.port])
        yield server


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_of_an_inner_address_is_reached(spelling: str, canary: Server) -> None:
    url = spelling.format(canary.port)
    with pytest.raises(EgressRefused) as refused:
        session().get(url)
    assert refused.value.code in {"address_refused", "invalid_url", "scheme_refused"}
    assert not refused.value.retry
    assert canary.hits == 0


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_redirect_leads_to_an_inner_address(spelling: str, canary: Server, allow: Allow) -> None:
    location = spelling.format(canary.port).encode().decode("latin-1")
    with serving(says(redirect(location), answer())) as front:
        allow(front, EGRESS_PORTS=[80, 443, canary.port])
        try:
            said = session().get(front.url()).content
        except EgressError:
            said = b""
    # What is no address at all may be taken for a path of the same server.
    assert said in {b"", b"ok"}
    assert canary.hits == 0


def test_a_name_that_changes_its_answer_never_leads_inside(canary: Server, names: Any) -> None:
    turns = itertools.cycle(["127.0.0.1", "127.0.0.1", "255.255.255.255", "169.254.169.254"])
    names(lambda host: [next(turns)])
    for _ in range(200):
        with pytest.raises(EgressError):
            session().get(f"http://rebound.example:{canary.port}/")
    assert canary.hits == 0


def test_a_name_is_looked_up_once_for_what_is_judged_and_what_is_connected_to(allow: Allow, names: Any) -> None:
    with serving(says(answer())) as inside, serving(says(answer())) as elsewhere:
        allow(f"127.0.0.2:{inside.port}")
        answers = iter([["127.0.0.2"], ["127.0.0.1"], ["127.0.0.1"]])
        asked = names(lambda host: next(answers))
        with pytest.raises(EgressError) as refused:
            session(connect_timeout=0.5).get(f"http://once.example:{inside.port}/")
    assert refused.value.code == "connect_failed"
    assert asked == ["once.example"]
    assert (inside.hits, elsewhere.hits) == (0, 0)


def test_one_inner_address_among_many_is_enough_to_refuse(canary: Server, names: Any) -> None:
    names(lambda host: ["93.184.215.14", "127.0.0.1"])
    with pytest.raises(EgressRefused) as refused:
        session().get(f"http://mixed.example:{canary.port}/")
    assert refused.value.code == "address_refused"
    assert canary.hits == 0


def test_a_refusal_tells_the_caller_nothing_and_the_log_all(
    canary: Server, names: Any, caplog: pytest.LogCaptureFixture
) -> None:
    names(lambda host: ["10.11.12.13"])
    with caplog.at_level(logging.WARNING), pytest.raises(EgressRefused) as refused:
        session().get(f"http://secret.example:{canary.port}/")
    error = refused.value
    assert "10.11.12.13" not in f"{error} {error.details} {error.__cause__}"
    assert error.__suppress_context__ or error.__context__ is None
    assert "10.11.12.13" in caplog.text


@pytest.mark.parametrize("port", [22, 25, 6379, 8080, 65_535])
def test_other_ports_are_refused(port: int, allow: Allow, names: Any) -> None:
    asked = names(lambda host: ["93.184.215.14"])
    with pytest.raises(EgressRefused) as refused:
        session().get(f"http://public.example:{port}/")
    assert refused.value.code == "port_refused"
    assert asked == []


def test_a_url_can_be_judged_before_anything_is_sent(allow: Allow, names: Any) -> None:
    asked = names(lambda host: ["10.0.0.1"])
    egress = Egress()
    egress.check_url("https://public.example/path?query")
    for url, code in {
        "ftp://public.example/": "scheme_refused",
        "https://10.0.0.1/": "address_refused",
        "https://db/": "address_refused",
        "https://public.example:22/": "port_refused",
        "https://user:pass@public.example/": "invalid_url",
        "": "invalid_url",
    }.items():
        with pytest.raises(EgressRefused) as refused:
            egress.check_url(url)
        assert refused.value.code == code
    assert asked == []
