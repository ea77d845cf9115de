"""Certificates are checked, by the name in the URL, whatever anybody asks for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from django_jobkit.egress import EgressError
from tests.egress.conftest import Allow, session
from tests.egress.servers import LOOPBACK, Server, answer, drips_body, garbage, resets, says, self_signed, serving

pytest.importorskip("cryptography", reason="makes the certificates")


@pytest.fixture
def tls(tmp_path: Path) -> Iterator[tuple[Server, str]]:
    """A server for https://127.0.0.1 and https://app.example, and the file of whoever trusts it."""
    context, pem = self_signed(tmp_path, LOOPBACK, "app.example")
    with serving(says(answer(b"sealed")), context=context) as server:
        yield server, str(pem)


def test_a_certificate_that_nobody_trusts_is_refused_for_good(tls: tuple[Server, str], allow: Allow) -> None:
    server, _ = tls
    allow(server)
    for verify in (True, False):
        with pytest.raises(EgressError) as refused:
            session().get(server.url(), verify=verify)
        assert (refused.value.code, refused.value.retry) == ("tls_failed", False)
        assert LOOPBACK not in str(refused.value)
    one = session()
    one.verify = False
    with pytest.raises(EgressError):
        one.get(server.url())
    assert server.asked == []


def test_a_certificate_of_the_operators_own_authority_is_trusted(tls: tuple[Server, str], allow: Allow) -> None:
    server, pem = tls
    allow(server, EGRESS_CA_BUNDLE=pem)
    one = session()
    assert one.get(server.url()).content == b"sealed"
    assert one.get(server.url()).content == b"sealed"
    assert server.hits == 1


def test_the_name_in_the_url_is_the_one_that_is_checked(tls: tuple[Server, str], allow: Allow, names: Any) -> None:
    server, pem = tls
    names(lambda host: [LOOPBACK])
    allow(f"app.example:{server.port}", f"other.example:{server.port}", EGRESS_CA_BUNDLE=pem)
    assert session().get(f"https://app.example:{server.port}/").content == b"sealed"
    with pytest.raises(EgressError) as refused:
        session().get(f"https://other.example:{server.port}/")
    assert refused.value.code == "tls_failed"


def test_the_environment_is_not_asked_whom_to_trust(
    tls: tuple[Server, str], allow: Allow, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, pem = tls
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, pem)
    allow(server)
    with pytest.raises(EgressError) as refused:
        session().get(server.url())
    assert refused.value.code == "tls_failed"


def test_the_budget_holds_under_tls(tmp_path: Path, allow: Allow) -> None:
    context, pem = self_signed(tmp_path)
    with serving(drips_body(), context=context) as server:
        allow(server, EGRESS_CA_BUNDLE=str(pem))
        with pytest.raises(EgressError) as slow:
            session(deadline=0.4).get(server.url())
    assert slow.value.code == "deadline_exceeded"


@pytest.mark.parametrize(("behaviour", "code"), [(garbage, "tls_failed"), (resets, "connect")])
def test_what_does_not_speak_tls_is_told_apart_from_what_breaks(behaviour: Any, code: str, allow: Allow) -> None:
    with serving(behaviour, at_once=True) as server:
        allow(server)
        with pytest.raises(EgressError) as failed:
            session().get(server.url().replace("http:", "https:"))
    # A reset may come in before or after the connection counts as made.
    assert failed.value.code.startswith(code)
