"""Which counts an attempt goes by."""

from __future__ import annotations

from django_jobkit.contrib.accounts.conf import accounts_config as config
from django_jobkit.contrib.accounts.services.tallies import Limit, clear, is_remembered, key_of, remember
from django_jobkit.contrib.accounts.services.user_model import folded


def login_limits(identifier: str, address: str) -> list[Limit]:
    """Those of a login: first the address's, then the account's, whether there is such an account or not.

    In this order, an address at its limit makes no row for yet another name.
    """
    name = folded(identifier)
    known = is_remembered(key_of("place", name, address))
    account = key_of("account at", name, address) if known else key_of("account", name)
    return [
        Limit(key_of("address", address), config.FAILURES_PER_ADDRESS, config.FAILURE_WINDOW),
        Limit(account, config.FAILURES_PER_ACCOUNT, config.FAILURE_WINDOW),
    ]


def remember_place(identifier: str, address: str) -> None:
    """Somebody logged in from there."""
    if config.KNOWN_PLACE_SECONDS:
        remember(key_of("place", folded(identifier), address), config.KNOWN_PLACE_SECONDS)


def register_limit(address: str) -> Limit:
    """That of a registration."""
    return Limit(key_of("register", address), config.REGISTERS_PER_ADDRESS, config.REGISTER_WINDOW)


def unlock_account(identifier: str) -> bool:
    """Let an account be tried again; whether anything had been counted."""
    return clear(key_of("account", folded(identifier)))


def unlock_address(address: str) -> bool:
    """Likewise for an address, as `address_of` gives it."""
    return clear(key_of("address", address)) | clear(key_of("register", address))
