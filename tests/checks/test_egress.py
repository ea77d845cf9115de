"""What lets requests out is told to be wrong, or dangerous, before the first of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from django_jobkit.checks.egress import check_egress


def said(settings: Any, **given: Any) -> list[str]:
    """The ids of what the check says to these settings."""
    settings.JOBKIT = given
    found = check_egress()
    assert all(message.hint for message in found)
    return [str(message.id) for message in found]


def test_the_defaults_and_sensible_settings_are_sound(settings: Any, tmp_path: Path) -> None:
    assert said(settings) == []
    bundle = tmp_path / "authority.pem"
    bundle.touch()
    entries = ["intranet.example", "*.corp.example:8443", "10.0.0.0/8", "127.0.0.1:8000", "[fd00::7]:*", "fd12::/16"]
    proxy = "http://proxy.example:3128"
    assert said(settings, EGRESS_ALLOW=entries, EGRESS_PROXY=proxy, EGRESS_CA_BUNDLE=str(bundle)) == []


@pytest.mark.parametrize("entry", ["http://host/", "10.0.0.1/8", "host:99999", ""])
def test_an_entry_that_cannot_be_read_is_an_error(entry: str, settings: Any) -> None:
    assert said(settings, EGRESS_ALLOW=["10.0.0.1", entry]) == ["jobkit.E060"]


@pytest.mark.parametrize("entry", ["0.0.0.0/0", "::/0", "0.0.0.0/1:443", "2000::/3", "10.0.0.0/7"])
def test_an_entry_that_opens_the_world_is_warned_of(entry: str, settings: Any) -> None:
    assert said(settings, EGRESS_ALLOW=[entry]) == ["jobkit.W060"]


@pytest.mark.parametrize(
    "entry",
    [
        *("169.254.169.254", "169.254.0.0/16", "169.254.169.254:80", "[fd00:ec2::254]:80", "100.64.0.0/10"),
        "metadata.google.internal",
    ],
)
def test_an_entry_that_opens_the_credentials_of_the_machine_is_warned_of(entry: str, settings: Any) -> None:
    assert said(settings, EGRESS_ALLOW=[entry]) == ["jobkit.W061"]


def test_ports_proxies_and_bundles_that_cannot_be_are_errors(settings: Any, tmp_path: Path) -> None:
    assert said(settings, EGRESS_PORTS=[80, 0]) == ["jobkit.E061"]
    assert said(settings, EGRESS_PROXY="proxy.example:3128") == ["jobkit.E062"]
    assert said(settings, EGRESS_CA_BUNDLE=str(tmp_path / "absent.pem")) == ["jobkit.E063"]


def test_what_has_the_wrong_type_is_for_another_check(settings: Any) -> None:
    assert said(settings, EGRESS_ALLOW="intranet.example", EGRESS_PORTS=443, EGRESS_PROXY=1, EGRESS_CA_BUNDLE=1) == []
