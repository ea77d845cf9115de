"""Whatever names a secret, its value is masked; whatever does not, is left alone."""

from __future__ import annotations

import copy
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.core.redaction import MASK, redact, redact_text

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=20,
)


@pytest.mark.parametrize(
    "key", ["password", "PASSWORD", "db_password", "X-Api-Key", "apiKey", "privateKey", "refresh_token", "Set-Cookie"]
)
def test_a_key_names_a_secret_however_it_is_written(key: str) -> None:
    assert redact({key: {"deep": ["inside"]}}) == {key: MASK}


@pytest.mark.parametrize("key", ["name", "keyboard", "pass", "author", ""])
def test_other_keys_are_left_alone(key: str) -> None:
    assert redact({key: "value"}) == {key: "value"}


def test_secrets_are_found_at_any_depth() -> None:
    value: Any = {"token": "hidden"}
    for _ in range(50):
        value = {"list": [value]}
    assert "hidden" not in str(redact(value))


def test_what_is_deeper_than_anything_stored_is_left_out() -> None:
    value: Any = "deep"
    for _ in range(2000):
        value = [value]
    assert "deep" not in str(redact(value))


def test_the_keys_are_the_hosts_choice(settings: Any) -> None:
    settings.JOBKIT = {"REDACT": ["iban"]}
    assert redact({"IBAN": "DE00", "password": "shown"}) == {"IBAN": MASK, "password": "shown"}
    assert redact_text("iban: DE00, password: shown") == f"iban: {MASK}, password: shown"
    settings.JOBKIT = {"REDACT": []}
    assert redact({"password": "shown", "text": "token=shown"}) == {"password": "shown", "text": "token=shown"}


@pytest.mark.parametrize(
    "text",
    [
        "password=SECRET",
        "password: SECRET",
        'PASSWORD = "SECRET with more SECRET"',
        "{'api_key': 'SECRET'}",
        '{"access-token":"SECRET"}',
        "Authorization: Bearer SECRET",
        "https://host/?a=1&token=SECRET&b=2",
        "postgres://user:SECRET@host/db",
        "secret_id=SECRET;",
    ],
)
def test_secrets_are_masked_in_running_text(text: str) -> None:
    assert "SECRET" not in redact_text(text)
    assert MASK in redact_text(text)


@pytest.mark.parametrize("text", ["no news", "tokenize the text", "passwords are hard", "http://host:80/a@b", ""])
def test_harmless_text_is_left_alone(text: str) -> None:
    assert redact_text(text) == text


@given(json_values)
def test_the_original_is_never_touched(value: Any) -> None:
    before = copy.deepcopy(value)
    redact(value)
    assert value == before


@pytest.mark.parametrize("text", ["token" * 20_000, "a" * 200_000, "://" + "a:" * 50_000, "password" + " " * 100_000])
def test_no_text_takes_long(text: str) -> None:
    started = time.perf_counter()
    redact_text(text)
    assert time.perf_counter() - started < 2
