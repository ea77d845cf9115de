"""The first key seals and any that is left opens; what is no key opens nothing."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from django_jobkit import ExtraMissing, SecretUnreadable
from django_jobkit.core import keyring
from django_jobkit.core.secrets import reseal, unseal
from tests.core.secretive import GIVEN, params

fernet = pytest.importorskip("cryptography.fernet")


def keys(*numbers: int) -> list[str]:
    """Fernet keys that are the same in each call."""
    import base64

    return [base64.urlsafe_b64encode(bytes([number]) * 32).decode() for number in numbers]


@pytest.fixture
def ring(settings: Any) -> Any:
    """Puts these keys in force."""

    def use(*numbers: int) -> None:
        settings.JOBKIT = {**settings.JOBKIT, "SECRET_KEYS": keys(*numbers)}

    return use


def test_the_first_key_seals_and_all_of_them_open(ring: Any) -> None:
    ring(1)
    old = params().to_json(GIVEN)
    ring(2, 1)
    assert unseal(old)["pair"] == [7, "canary-7"]

    new = reseal(old)
    ring(2)
    assert unseal(new)["pair"] == [7, "canary-7"]
    assert reseal(new) == new
    with pytest.raises(SecretUnreadable):
        unseal(old)


def test_without_keys_they_are_made_from_django_s_and_its_fallbacks(settings: Any, ring: Any) -> None:
    settings.SECRET_KEY = "first"
    stored = params().to_json(GIVEN)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "second", ["first"]
    assert unseal(stored)["pair"] == [7, "canary-7"]

    ring(1)
    assert unseal(stored)["pair"] == [7, "canary-7"]
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(SecretUnreadable):
        unseal(stored)


def test_a_damaged_token_is_unreadable_and_no_crash() -> None:
    for token in ("", "x", "\x00", "é", "gAAAAA"):
        with pytest.raises(SecretUnreadable):
            unseal({"$secret": token})


def test_only_what_is_a_key_is_taken_for_one(settings: Any) -> None:
    assert keyring.is_key(fernet.Fernet.generate_key().decode())
    wrong = ["", "x", "a" * 44, keys(1)[0][:-2], "é" * 44]
    assert not any(map(keyring.is_key, wrong))
    settings.JOBKIT = {**settings.JOBKIT, "SECRET_KEYS": ["my-key"]}
    with pytest.raises(ImproperlyConfigured) as caught:
        keyring.encrypt(b"")
    assert "my-key" not in str(caught.value)


def test_without_cryptography_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch, ring: Any) -> None:
    ring(99)
    monkeypatch.setitem(sys.modules, "cryptography.fernet", None)
    with pytest.raises(ExtraMissing, match=r'pip install "django-jobkit\[secrets\]"'):
        params().to_json(GIVEN)
