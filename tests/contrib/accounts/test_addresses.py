"""Where a request comes from, as far as that can be believed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.contrib.accounts.services.addresses import address_of


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        (None, ""),
        ("a socket", ""),
    ],
)
def test_an_address_of_version_6_stands_for_its_network(peer: Any, address: str) -> None:
    assert address_of({"REMOTE_ADDR": peer}) == address


@pytest.mark.parametrize(
    ("proxies", "said", "address"),
    [
        (0, "192.0.2.1", "10.0.0.1"),
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "192.0.2.9, 192.0.2.1", "192.0.2.1"),
        (2, "203.0.113.1, 192.0.2.1, 10.0.0.2", "192.0.2.1"),
        (1, "192.0.2.1:4711", "192.0.2.1"),
        (1, "[2001:db8::1]:4711", "2001:db8::/64"),
        # It has not come past all of them.
        (2, "192.0.2.1", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "unknown", "10.0.0.1"),
        (1, "192.0.2.1,", "10.0.0.1"),
    ],
)
def test_each_trusted_proxy_appended_one_hop(
    accounts: Callable[..., None], proxies: int, said: str, address: str
) -> None:
    accounts(TRUSTED_PROXIES=proxies)
    assert address_of({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": said}) == address


def test_nothing_that_a_caller_puts_before_that_matters(accounts: Callable[..., None]) -> None:
    accounts(TRUSTED_PROXIES=1)

    @given(made_up=st.text())
    def check(made_up: str) -> None:
        said = f"{made_up}, 192.0.2.1"
        assert address_of({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": said}) == "192.0.2.1"

    check()
