"""``serve`` speaks TLS with a certificate, and says at once what is wrong with one."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPSConnection
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest

from tests.example.conftest import MANAGE, PRODUCTION, Manage, example_environment
from tests.example.site import free_port, until_ready

pytestmark = pytest.mark.requires_extra("secrets")

ORIGIN = "https://127.0.0.1:5173"
CREDENTIALS = {"username": "ada", "password": "a-long-way-home"}


def write_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that vouches for itself, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    unsigned = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    dated = unsigned.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    certificate = dated.add_extension(names, critical=False).sign(key, hashes.SHA256())
    certfile, keyfile = folder / "cert.pem", folder / "key.pem"
    certfile.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    kind = serialization.PrivateFormat.PKCS8
    keyfile.write_bytes(key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption()))
    return certfile, keyfile


@contextmanager
def serving(database: Path, folder: Path, **given: str) -> Iterator[httpx.Client]:
    """A client of an example that speaks TLS."""
    certfile, keyfile = write_certificate(folder)
    log = folder / "server.log"
    port = free_port()
    tls = {"TLS_CERTFILE": str(certfile), "TLS_KEYFILE": str(keyfile)}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, str(MANAGE), "serve", "--port", str(port)],
            env=example_environment(database, **tls, **given),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    site = f"https://127.0.0.1:{port}"
    trusted = ssl.create_default_context(cafile=str(certfile))
    try:
        until_ready(site, process, log, verify=trusted)
        assert f"{site}/api/accounts/identity/" in log.read_text()
        with httpx.Client(base_url=site, verify=trusted, trust_env=False, timeout=30) as client:
            yield client
    finally:
        process.kill()
        process.wait()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "flags"),
    [
        ({}, {"samesite=lax"}),
        (
            {**PRODUCTION, "ALLOWED_HOSTS": "127.0.0.1", "CORS_ALLOWED_ORIGINS": ORIGIN, "CROSS_SITE_COOKIES": "1"},
            {"samesite=none", "secure"},
        ),
    ],
    ids=["development", "production"],
)
def test_a_front_end_on_another_origin_logs_in_and_works(
    database: Path, tmp_path: Path, given: dict[str, str], flags: set[str]
) -> None:
    with serving(database, tmp_path, **given) as client:
        client.headers["Origin"] = ORIGIN
        assert client.post("/api/accounts/register/", json=CREDENTIALS).status_code == 201
        login = client.post("/api/accounts/login/", json=CREDENTIALS)
        for cookie in login.headers.get_list("set-cookie"):
            assert flags <= {part.strip().lower() for part in cookie.split(";")}
        assert login.headers["Access-Control-Allow-Origin"] == ORIGIN
        token = {"X-CSRFToken": login.headers["X-CSRFToken"]}
        assert client.post("/api/jobs/", json={"name": "mine"}).status_code == 403
        made = client.post("/api/jobs/", json={"name": "mine"}, headers=token)
        assert made.status_code == 201
        assert made.headers["Location"].startswith("https://127.0.0.1:")
        stranger = {**token, "Origin": "https://evil.example"}
        assert client.post("/api/jobs/", json={"name": "mine"}, headers=stranger).status_code == 403
        del client.headers["Origin"]
        # Without an Origin the Referer has to tell, and over TLS it has to be there.
        assert client.post("/api/jobs/", json={"name": "mine"}, headers=token).status_code == 403
        referred = {**token, "Referer": f"{client.base_url}/"}
        assert client.post("/api/accounts/logout/", headers=referred).status_code == 200


@pytest.mark.slow
def test_whoever_sends_too_much_hears_why_once_all_is_sent(database: Path, tmp_path: Path) -> None:
    with serving(database, tmp_path) as client:
        trusted = ssl.create_default_context(cafile=tmp_path / "cert.pem")
        # Which listens to nothing before it has sent everything, as browsers do; and the connection is as good as new.
        connection = HTTPSConnection(client.base_url.host, client.base_url.port, context=trusted, timeout=60)
        for _ in range(2):
            connection.request("POST", "/api/jobs/", b"0" * 60_000_000, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            assert (answer.status, json.load(answer)["code"]) == (413, "body_too_large")
        connection.close()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--certfile", "nowhere.pem"], "nowhere.pem: No such file or directory"),
        (["--certfile", str(MANAGE)], "TLS cannot be served with"),
        (["--keyfile", str(MANAGE)], "set TLS_CERTFILE as well"),
    ],
    ids=["no file", "no certificate", "no certificate for the key"],
)
def test_a_certificate_that_cannot_be_served_with_is_told_at_once(
    manage: Manage, arguments: list[str], said: str
) -> None:
    answer = manage("serve", *arguments)
    assert answer.returncode == 1
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr
