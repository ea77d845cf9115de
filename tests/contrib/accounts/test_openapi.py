"""The OpenAPI schema of accounts: complete, and true of what is answered."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from rest_framework.test import APIClient

from tests.contrib.accounts.conftest import ACCOUNTS, PASSWORD, log_in, post


def draw() -> dict[str, Any]:
    """The schema of accounts alone, and valid."""
    schema: dict[str, Any] = SchemaGenerator(urlconf="django_jobkit.contrib.accounts.urls").get_schema(public=True)
    validate_schema(schema)
    return schema


def test_what_is_answered_is_what_the_schema_says(
    browser: APIClient, ada: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drf_spectacular.settings.spectacular_settings.OAS_VERSION", "3.1.0")
    schema = draw()
    answers = {
        ("post", "register"): post(browser, "register", {"username": "ben", "password": PASSWORD}),
        ("get", "identity"): browser.get(f"{ACCOUNTS}identity/"),
        ("post", "login"): log_in(browser),
        ("post", "logout"): post(APIClient(), "logout"),
    }
    for (method, name), answer in answers.items():
        told = schema["paths"][f"/{name}/"][method]["responses"][str(answer.status_code)]
        body = told["content"]["application/json"]["schema"]
        jsonschema.validate(answer.json(), {**body, "components": schema["components"]})
        assert ("X-CSRFToken" in answer.headers) == ("X-CSRFToken" in told.get("headers", {}))


def test_requests_and_refusals_are_described() -> None:
    schema = draw()
    parts = schema["components"]["schemas"]
    assert parts["JobkitCredentials"]["required"] == ["username", "password"]
    assert parts["JobkitRegistration"]["properties"].keys() == {"username", "password", "email"}
    assert parts["JobkitRegistration"]["required"] == ["username", "password"]
    login = schema["paths"]["/login/"]["post"]
    assert {"400", "403", "415", "429", "503"} <= login["responses"].keys()
    assert "Retry-After" in login["responses"]["429"]["headers"]
    assert "requestBody" not in schema["paths"]["/logout/"]["post"]
