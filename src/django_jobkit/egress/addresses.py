"""Which IP addresses are on the public internet, told from the address alone."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address

# What `is_global` lets through on some or all versions of Python, though it leads elsewhere or nowhere.
_NEVER = tuple(
    ip_network(each)
    for each in (
        "100.64.0.0/10",  # shared by carriers and clouds
        "192.0.0.0/24",  # IETF protocol assignments
        "192.88.99.0/24",  # 6to4 relays
        "240.0.0.0/4",  # reserved, broadcast
        "::/96",  # IPv4-compatible, loopback, unspecified
        "::ffff:0:0:0/96",  # IPv4-translated
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",  # NAT64 of one's own
        "100::/64",  # discard
        "2001::/23",  # IETF protocol assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fc00::/7",  # unique local
        "fe80::/10",  # link-local
        "fec0::/10",  # site-local
    )
)
_NAT64 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))


def is_public(address: Address) -> bool:
    """Whether `address` is an ordinary one that everybody on the internet can reach."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    if mapped is not None:
        return is_public(mapped)
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    return not any(address in network for network in _NEVER)


def carried_by(address: Address) -> IPv4Address | None:
    """The IPv4 address at which a packet to this IPv6 address comes out in the end, if it does."""
    if not isinstance(address, IPv6Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if any(address in network for network in _NAT64):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def parsed(text: str) -> Address | None:
    """The address that `text` spells in the usual way, or None; with a zone it is none of ours."""
    try:
        return None if "%" in text else ip_address(text)
    except ValueError:
        return None
