"""Accounts of any user model: by e-mail address, with UUIDs, with more to say, and with next to nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from rest_framework.test import APIClient

from tests.contrib.accounts.conftest import ACCOUNTS, PASSWORD, post
from tests.contrib.accounts.people.models import Member, PenFriend, Soul

ADA = {"email": "ada@example.com", "password": PASSWORD, "full_name": "Ada", "born": "1815-12-10"}


@pytest.fixture
def members(settings: Any) -> None:
    """The project's users are members."""
    settings.AUTH_USER_MODEL = "people.Member"


@pytest.fixture
def souls(settings: Any) -> None:
    """The project's users are souls."""
    settings.AUTH_USER_MODEL = "people.Soul"


@pytest.mark.usefixtures("members")
class TestMembers:
    """By address, with a UUID, and with fields that must be said."""

    def test_one_registers_and_logs_in_by_address(self, browser: APIClient) -> None:
        answer = post(browser, "register", ADA)
        member = Member.objects.get()
        assert (answer.status_code, answer.json()) == (201, {"id": str(member.pk), "username": "ada@example.com"})
        assert (member.full_name, member.born.year, member.nickname) == ("Ada", 1815, None)
        login = post(browser, "login", ADA)
        somebody = {
            "id": str(member.pk),
            "username": "ada@example.com",
            "email": "ada@example.com",
            "is_staff": False,
            "is_superuser": False,
        }
        assert (login.status_code, login.json()) == (200, somebody)
        assert browser.get(f"{ACCOUNTS}identity/").json() == {"authenticated": True, "user": somebody}

    @pytest.mark.parametrize("called", ["username", "email"])
    def test_the_address_may_be_called_the_user_name(self, browser: APIClient, called: str) -> None:
        body = {**{name: value for name, value in ADA.items() if name != "email"}, called: "Ada@EXAMPLE.com"}
        assert post(browser, "register", body).json()["username"] == "Ada@example.com"
        assert post(browser, "login", body).status_code == 200
        body[called] = "nowhere"
        assert post(APIClient(), "register", body).json()["details"].keys() == {called}

    def test_what_must_be_said_is_named_with_everything_else(self, browser: APIClient) -> None:
        details = post(browser, "register", {"password": PASSWORD}).json()["details"]
        assert details == {key: ["This field is required."] for key in ["email", "full_name", "born"]}

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("full_name", ""),
            ("full_name", None),
            ("full_name", "x" * 21),
            ("full_name", "a\x00b"),
            ("full_name", ["Ada"]),
            ("born", 5),
            ("born", "some day"),
            ("born", 1e308),
            ("nickname", {}),
        ],
    )
    def test_what_a_field_does_not_take_is_named(self, browser: APIClient, field: str, value: Any) -> None:
        answer = post(browser, "register", {**ADA, field: value})
        assert (answer.status_code, answer.json()["details"].keys()) == (400, {field})

    def test_every_field_that_is_unique_is_asked_for(self, browser: APIClient) -> None:
        assert post(browser, "register", {**ADA, "nickname": "countess"}).status_code == 201
        again = post(browser, "register", {**ADA, "email": "ADA@example.com", "nickname": "Countess"})
        assert again.json()["details"] == {key: ["This is already taken."] for key in ["email", "nickname"]}

    def test_nobody_makes_themselves_staff(self, browser: APIClient) -> None:
        post(browser, "register", {**ADA, "is_staff": True, "id": "00000000-0000-0000-0000-000000000001"})
        assert not Member.objects.get().is_staff
        assert str(Member.objects.get().pk)[:8] != "00000000"


@pytest.mark.usefixtures("souls")
class TestSouls:
    """With a handle and nothing else."""

    def test_what_a_model_does_not_know_is_null_or_false(self, browser: APIClient) -> None:
        body = {"username": "ada", "password": PASSWORD}
        assert post(browser, "register", body).status_code == 201
        assert post(browser, "register", {**body, "username": "ADA"}).json()["details"].keys() == {"username"}
        key = Soul.objects.get().pk
        assert post(browser, "login", body).json() == {
            "id": key,
            "username": "ada",
            "email": None,
            "is_staff": False,
            "is_superuser": False,
        }

    def test_a_handle_without_a_bound_is_bounded_by_ours(self, browser: APIClient) -> None:
        body = {"handle": "a" * 321, "password": PASSWORD}
        assert post(browser, "register", body).json()["details"].keys() == {"handle"}


def test_a_user_name_beside_the_address_keeps_its_name(settings: Any, browser: APIClient) -> None:
    settings.AUTH_USER_MODEL = "people.PenFriend"
    body = {"email": "ada@example.com", "username": "ada", "password": PASSWORD}
    assert post(browser, "register", body).status_code == 201
    friend = PenFriend.objects.get()
    assert (friend.email, friend.username) == ("ada@example.com", "ada")
    missing = post(browser, "register", {"email": "ben@example.com", "password": PASSWORD})
    assert missing.json()["details"].keys() == {"username"}
    assert post(browser, "login", body).status_code == 200


@pytest.mark.slow
@pytest.mark.skipif(django_settings.AUTH_USER_MODEL != "auth.User", reason="is that process")
def test_a_project_that_never_had_another_model_is_served_alike() -> None:
    options = ["--ds", "tests.contrib.accounts.people.settings", "--no-migrations", "-p", "no:cacheprovider", "-q"]
    command = [sys.executable, "-m", "pytest", *options, f"{__file__}::TestMembers"]
    root = Path(__file__).resolve().parents[3]
    answer = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=300, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
