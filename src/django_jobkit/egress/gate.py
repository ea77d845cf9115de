"""Says of every host and address whether a request may go there."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django_jobkit.conf import config
from django_jobkit.egress.addresses import Address, carried_by, is_public, parsed
from django_jobkit.egress.allowed import AllowList
from django_jobkit.egress.errors import AddressRefused, PortRefused
from django_jobkit.egress.hosts import Target, is_inner_name, plain, target_of
from django_jobkit.egress.resolving import Place, Waiting, look_up

logger = logging.getLogger(__name__)


class Gate:
    """Lets through what is public, over the usual ports, and what the operator allows besides."""

    def __init__(self, allow: Iterable[str] = (), ports: Iterable[int] = (80, 443)) -> None:
        self._allow = AllowList(allow)
        self._ports = frozenset(ports)

    @classmethod
    def from_settings(cls) -> Gate:
        """The gate that JOBKIT describes now."""
        return cls(config.EGRESS_ALLOW, config.EGRESS_PORTS)

    def check_url(self, url: str) -> Target:
        """Where `url` leads, if that can be allowed; raises an EgressRefused. Nothing is looked up yet."""
        target = target_of(url)
        self._check_host(target.host, target.port)
        return target

    def admit(self, host: str, port: int, waiting: Waiting) -> list[Place]:
        """Look `host` up, once; the places to connect to, all of which were judged.

        Raises AddressRefused or PortRefused when one of them must not be reached, DnsFailed when there are none, and
        EgressBusy.
        """
        host = plain(host)
        self._check_host(host, port)
        places = look_up(host, port, waiting)
        for place in places:
            self._check_address(host, place.address, port)
        return places

    def is_named(self, host: str, port: int) -> bool:
        """Whether the operator allows `host` by its name or its address, so that it is near and no proxy's business."""
        host = plain(host)
        return self._allow.covers(host, parsed(host), port, port_is_open=port in self._ports)

    def is_allowed(self, host: str, address: Address, port: int) -> bool:
        """Whether it is the operator who lets `address` through, public or not."""
        return self._allow.covers(host, address, port, port_is_open=port in self._ports)

    def _check_host(self, host: str, port: int) -> None:
        address = parsed(host)
        if address is not None:
            self._check_address(host, address, port)
            return
        if is_inner_name(host) and not self._allow.covers_name(host):
            logger.warning("A request to the inner name %s was refused.", host)
            raise AddressRefused
        if port not in self._ports and not self._allow.may_open(host, port):
            raise PortRefused

    def _check_address(self, host: str, address: Address, port: int) -> None:
        allowed = self.is_allowed(host, address, port)
        if not allowed and port not in self._ports:
            raise PortRefused
        # In a range that the operator allows, a translated address still leads to one that must be right itself.
        carried = carried_by(address)
        if carried is not None and not (is_public(carried) or self.is_allowed(host, carried, port)):
            self._refuse(host, address)
        if not allowed and not is_public(address):
            self._refuse(host, address)

    @staticmethod
    def _refuse(host: str, address: Address) -> None:
        # Operators may know where a name leads; whoever gave the URL may not.
        logger.warning("A request to %s was refused: %s is not public.", host, address)
        raise AddressRefused
