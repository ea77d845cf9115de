"""Where a request comes from, as far as that can be believed."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from django_jobkit.contrib.accounts.conf import accounts_config

#: Whoever has an IPv6 address has all of these.
_NETWORK = 64
#: For servers on a socket that has no addresses.
NOWHERE = ""


def address_of(meta: Mapping[str, Any]) -> str:
    """The address that limits are counted by: an IPv4 address, or the /64 of an IPv6 address.

    `meta` is that of a request. ``X-Forwarded-For`` says what each of ``TRUSTED_PROXIES`` proxies appended to it;
    what stands before that was said by the caller, and is not read.
    """
    peer = _parsed(str(meta.get("REMOTE_ADDR") or ""))
    proxies = accounts_config.TRUSTED_PROXIES
    hops = str(meta.get("HTTP_X_FORWARDED_FOR") or "").split(",") if proxies else []
    found = _parsed(hops[-proxies]) if 0 < proxies <= len(hops) else None
    return _shown(found or peer)


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        # Some proxies append the port as well.
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _shown(address: IPv4Address | IPv6Address | None) -> str:
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, _NETWORK), strict=False))
    return NOWHERE if address is None else str(address)
