"""Put the questions on standard input to the host, in process, and print its answers."""

from __future__ import annotations

import base64
import json
import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "host.settings")
django.setup()

from django.test import Client  # noqa: E402 - Django must be set up first


def answer(method: str, path: str, body: str | None = None, user: str | None = None) -> dict[str, Any]:
    """What the host says, byte for byte."""
    headers = {}
    if user:
        headers["Authorization"] = "Basic " + base64.b64encode(f"{user}:{user}".encode()).decode()
    client = Client(raise_request_exception=False, headers=headers)
    said = client.generic(method, path, body or "", content_type="application/json")
    kept = ("Content-Type", "Allow", "Vary", "WWW-Authenticate", "Location", "Retry-After")
    return {
        "status": said.status_code,
        "headers": {name: said.headers[name] for name in kept if name in said.headers},
        "body": said.content.decode(),
    }


json.dump([answer(**question) for question in json.load(sys.stdin)], sys.stdout)
