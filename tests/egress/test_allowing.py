"""The operator can open exactly what an entry names, and nothing beside it."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pytest

from django_jobkit.egress import EgressError
from django_jobkit.egress.allowed import ANY_PORT, parse_entry
from django_jobkit.egress.errors import AddressRefused, PortRefused
from django_jobkit.egress.gate import Gate
from tests.egress.conftest import Allow, session
from tests.egress.servers import answer, says, serving


@pytest.mark.parametrize(
    ("text", "network", "name", "port"),
    [
        ("10.2.0.0/16", "10.2.0.0/16", "", None),
        ("10.2.0.7", "10.2.0.7/32", "", None),
        ("10.2.0.7:8080", "10.2.0.7/32", "", 8080),
        ("10.2.0.0/16:8080", "10.2.0.0/16", "", 8080),
        ("127.0.0.1:*", "127.0.0.1/32", "", ANY_PORT),
        ("fd00::/8", "fd00::/8", "", None),
        ("fd00::7", "fd00::7/128", "", None),
        ("[fd00::7]", "fd00::7/128", "", None),
        ("[fd00::7]:8080", "fd00::7/128", "", 8080),
        ("[fd00::/8]:*", "fd00::/8", "", ANY_PORT),
        ("intranet.example", "None", "intranet.example", None),
        ("Intranet.Example.:443", "None", "intranet.example", 443),
        ("*.corp.example:*", "None", "*.corp.example", ANY_PORT),
        ("db", "None", "db", None),
    ],
)
def test_an_entry_says_what_it_opens(text: str, network: str, name: str, port: int | None) -> None:
    entry = parse_entry(text)
    assert (str(entry.network), entry.name, entry.port) == (network, name, port)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "10.2.0.1/16", "10.2.0.0/33", "host:0", "host:65536", "host:http", "http://host/", "host/path"),
        *(
            "a*.example",
            "*",
            "*:80",
            "[host",
            "fd00::7:8080:",
            "user@host",
            "host name",
            "[fd00::7]:",
            "[]:80",
            "::1:*",
        ),
    ],
)
def test_what_is_no_entry_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_entry(text)


def outcome(allow: list[str], url: str, leads_to: str = "", ports: tuple[int, ...] = (80, 443)) -> str:
    """What a gate with these entries says to `url`, whose name leads to this address."""
    import ipaddress
    from unittest import mock

    from django_jobkit.egress import gate, resolving

    def look_up(host: str, port: int, waiting: Any) -> list[Any]:
        return [resolving._place(ipaddress.ip_address(leads_to or host), port)]

    door = Gate(allow, ports)
    with mock.patch.object(gate, "look_up", look_up):
        try:
            target = door.check_url(url)
            door.admit(target.host, target.port, lambda: nullcontext(1.0))
        except (AddressRefused, PortRefused) as error:
            return error.code.removesuffix("_refused")
    return "open"


@pytest.mark.parametrize(
    ("allow", "url", "leads_to", "said"),
    [
        # By address: the port is as usual, unless it is named.
        (["10.2.0.0/16"], "http://10.2.0.7/", "", "open"),
        (["10.2.0.0/16"], "http://10.3.0.7/", "", "address"),
        (["10.2.0.0/16"], "http://10.2.0.7:8080/", "", "port"),
        (["10.2.0.0/16:8080"], "http://10.2.0.7:8080/", "", "open"),
        (["10.2.0.0/16:8080"], "http://10.2.0.7/", "", "address"),
        (["10.2.0.0/16:*"], "http://10.2.0.7:9/", "", "open"),
        (["10.2.0.0/16"], "http://app.example/", "10.2.0.7", "open"),
        (["10.2.0.0/16"], "http://app.example/", "10.3.0.7", "address"),
        (["10.2.0.0/16:8080"], "http://app.example:8080/", "10.2.0.7", "open"),
        (["10.2.0.0/16:8080"], "http://app.example:8080/", "93.184.215.14", "port"),
        # By name: wherever it leads.
        (["intranet.example"], "http://intranet.example/", "10.2.0.7", "open"),
        (["intranet.example"], "http://other.example/", "10.2.0.7", "address"),
        (["intranet.example"], "http://notintranet.example/", "10.2.0.7", "address"),
        (["intranet.example:8080"], "http://intranet.example:8080/", "10.2.0.7", "open"),
        (["intranet.example:8080"], "http://intranet.example/", "10.2.0.7", "address"),
        (["*.corp.example"], "http://a.b.corp.example/", "10.2.0.7", "open"),
        (["*.corp.example"], "http://corp.example/", "10.2.0.7", "address"),
        (["*.corp.example"], "http://evilcorp.example/", "10.2.0.7", "address"),
        # A public host on another port.
        (["api.example:8443"], "https://api.example:8443/", "93.184.215.14", "open"),
        (["api.example:8443"], "https://api.example:8444/", "93.184.215.14", "port"),
        # Inner names are opened by name alone.
        (["127.0.0.1:*"], "http://localhost:8000/", "127.0.0.1", "address"),
        (["localhost:8000"], "http://localhost:8000/", "127.0.0.1", "open"),
        (["db"], "http://db/", "10.2.0.7", "open"),
        (["[::1]:*"], "http://[::1]:8000/", "", "open"),
        # Where IPv6 is translated, what is behind it still has to be right.
        (["64:ff9b::/96"], "http://app.example/", "64:ff9b::5db8:d70e", "open"),
        (["64:ff9b::/96"], "http://app.example/", "64:ff9b::10.0.0.1", "address"),
        (["64:ff9b::/96", "10.0.0.1"], "http://app.example/", "64:ff9b::10.0.0.1", "open"),
        ([], "http://app.example/", "64:ff9b::5db8:d70e", "address"),
        ([], "http://app.example/", "::ffff:93.184.215.14", "open"),
        ([], "http://app.example/", "93.184.215.14", "open"),
    ],
)
def test_an_entry_opens_what_it_names(allow: list[str], url: str, leads_to: str, said: str) -> None:
    assert outcome(allow, url, leads_to) == said


def test_a_request_reaches_what_is_allowed(allow: Allow, names: Any) -> None:
    names(lambda host: ["127.0.0.1"])
    with serving(says(answer())) as server:
        allow(f"app.example:{server.port}")
        assert session().get(f"http://app.example:{server.port}/").content == b"ok"
        assert server.asked[0].headers["host"] == f"app.example:{server.port}"
        with pytest.raises(EgressError):
            session().get(server.url())


def test_a_host_with_several_addresses_is_reached_at_the_one_that_answers(allow: Allow, names: Any) -> None:
    names(lambda host: ["127.0.0.9", "127.0.0.1"])
    with serving(says(answer())) as server:
        allow(f"app.example:{server.port}")
        assert session(connect_timeout=1).get(f"http://app.example:{server.port}/").ok
