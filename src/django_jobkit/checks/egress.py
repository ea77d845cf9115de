"""What requests to other servers are allowed, told before the first of them."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

from django_jobkit.checks.shape import is_sound
from django_jobkit.conf import config
from django_jobkit.egress.allowed import Entry, parse_entry

_FORMS = '"intranet.example", "*.corp.example", "10.2.0.0/16", "10.2.0.7:8080", "[fd00::7]:8080", "10.2.0.7:*".'
# Where clouds hand out the credentials of the machine to whoever asks.
_METADATA = tuple(ip_network(each) for each in ("169.254.169.254/32", "fd00:ec2::254/128", "100.100.100.200/32"))
_METADATA_NAMES = ("metadata", "metadata.google.internal")
# Shorter prefixes are more than a network of one's own.
_WIDEST = {4: 8, 6: 7}
_LAST_PORT = 65_535


def check_egress(**kwargs: Any) -> list[CheckMessage]:
    """E060 to E063, W060 and W061: what EGRESS_ALLOW opens, the ports, the proxy and the certificates."""
    return [*_allow_errors(), *_port_errors(), *_proxy_errors(), *_bundle_errors()]


def _allow_errors() -> Iterator[CheckMessage]:
    if not is_sound("EGRESS_ALLOW"):
        return
    for text in config.EGRESS_ALLOW:
        try:
            entry = parse_entry(text)
        except ValueError as error:
            message = f"JOBKIT['EGRESS_ALLOW'] has the entry {text!r}, which cannot be read: {error}"
            yield Error(message, hint=f"Entries are hosts, addresses and ranges: {_FORMS}", id="jobkit.E060")
            continue
        yield from _dangers(text, entry)


def _dangers(text: str, entry: Entry) -> Iterator[CheckMessage]:
    network = entry.network
    if network is not None and network.prefixlen < _WIDEST[network.version]:
        yield CheckWarning(
            f"JOBKIT['EGRESS_ALLOW'] has the entry {text!r}, which opens more than a network of one's own.",
            hint="Name the hosts or the ranges that requests need to reach; others would be reached as well.",
            id="jobkit.W060",
        )
    elif entry.name in _METADATA_NAMES or any(
        network is not None and one.version == network.version and one.subnet_of(network)  # type: ignore[arg-type]  # the versions are the same
        for one in _METADATA
    ):
        yield CheckWarning(
            f"JOBKIT['EGRESS_ALLOW'] has the entry {text!r}, where clouds keep the credentials of the machine.",
            hint="Whoever may start a scan could read them. Name what requests need to reach, and not this address.",
            id="jobkit.W061",
        )


def _port_errors() -> Iterator[CheckMessage]:
    if is_sound("EGRESS_PORTS") and not all(0 < port <= _LAST_PORT for port in config.EGRESS_PORTS):
        yield Error(
            f"JOBKIT['EGRESS_PORTS'] is {config.EGRESS_PORTS!r}; ports go from 1 to 65535.",
            hint="The default is [80, 443].",
            id="jobkit.E061",
        )


def _proxy_errors() -> Iterator[CheckMessage]:
    proxy = config.EGRESS_PROXY if is_sound("EGRESS_PROXY") else None
    if proxy is not None and not proxy.startswith(("http://", "https://")):
        yield Error(
            "JOBKIT['EGRESS_PROXY'] is no URL of a proxy.",
            hint='Write it as "http://proxy.example:3128".',
            id="jobkit.E062",
        )


def _bundle_errors() -> Iterator[CheckMessage]:
    bundle = config.EGRESS_CA_BUNDLE if is_sound("EGRESS_CA_BUNDLE") else None
    if bundle is not None and not Path(bundle).is_file():
        yield Error(
            f"JOBKIT['EGRESS_CA_BUNDLE'] names {bundle!r}, which is no file.",
            hint="Give the path of a PEM file with the certificates of the authorities to trust.",
            id="jobkit.E063",
        )
