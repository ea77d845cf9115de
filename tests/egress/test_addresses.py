"""Only what everybody on the internet can reach is public, whatever the version of Python thinks."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.egress.addresses import carried_by, is_public, parsed

# The registries of special-purpose addresses (RFC 6890 and what came after), and what else leads inside.
SPECIAL = [
    ip_network(each)
    for each in (  # noqa: SIM905 - a list of them would be three times as long
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
        "192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 "
        "::/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/32 2001:2::/48 2001:10::/28 2001:20::/28 2001:db8::/32 "
        "2002::/16 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8 ::ffff:10.0.0.0/104 ::ffff:127.0.0.0/104 "
        "::ffff:169.254.0.0/112"
    ).split()
]
PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.215.14", "172.15.0.1", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"]


@pytest.mark.parametrize("network", SPECIAL, ids=str)
def test_a_special_range_is_not_public_from_its_first_address_to_its_last(network) -> None:
    for address in (network[0], network[1], network[network.num_addresses // 2], network[-1]):
        assert not is_public(address)


@pytest.mark.parametrize("text", PUBLIC)
def test_ordinary_addresses_are_public(text: str) -> None:
    assert is_public(ip_address(text))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_as_public_as_the_ipv6_address_that_maps_it(address: IPv4Address) -> None:
    assert is_public(IPv6Address(f"::ffff:{address}")) == is_public(address)


@given(st.ip_addresses())
def test_what_python_calls_private_is_never_public(address) -> None:
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
        assert not is_public(address)


@given(st.ip_addresses(v=4), st.sampled_from(["64:ff9b::{}", "::ffff:{}", "2002:{:04x}:{:04x}::"]))
def test_the_address_that_is_carried_is_found(address: IPv4Address, form: str) -> None:
    number = int(address)
    assert (
        carried_by(IPv6Address(form.format(*(number >> 16, number & 0xFFFF) if "x" in form else (address,)))) == address
    )


@pytest.mark.parametrize(
    "text", ["127.1", "0x7f.0.0.1", "017700000001", "2130706433", "fe80::1%eth0", "localhost", "", " 1.1.1.1"]
)
def test_no_unusual_spelling_is_taken_for_an_address(text: str) -> None:
    assert parsed(text) is None
