"""Register: every mistake at once and by field, one name for one person, and no account by halves."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import UserManager
from django.db import connection
from rest_framework.test import APIClient

from django_jobkit.contrib.accounts.services import register as services
from tests.contrib.accounts.conftest import PASSWORD, log_in, post

VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]


def register(client: APIClient, username: Any = "ada", password: Any = PASSWORD, **more: Any) -> Any:
    """Try to."""
    return post(client, "register", {"username": username, "password": password, **more})


def test_whoever_registers_can_log_in_and_is_not_logged_in_yet(browser: APIClient) -> None:
    answer = register(browser)
    user = get_user_model().objects.get()
    assert (answer.status_code, answer.json()) == (201, {"id": user.pk, "username": "ada"})
    assert "sessionid" not in answer.cookies
    assert answer["Cache-Control"] == "private, no-store"
    assert log_in(browser).status_code == 200


def test_nobody_makes_themselves_staff(browser: APIClient) -> None:
    assert register(browser, is_staff=True, is_superuser=True, id=7, email="ada@example.com").status_code == 201
    user = get_user_model().objects.get()
    assert (user.is_staff, user.is_superuser, user.email) == (False, False, "ada@example.com")


def test_everything_that_is_wrong_is_said_at_once(browser: APIClient, settings: Any) -> None:
    settings.AUTH_PASSWORD_VALIDATORS = VALIDATORS
    details = register(browser, "a b", "12345", email="nowhere").json()["details"]
    assert details.keys() == {"username", "password", "email"}
    assert len(details["password"]) == 3
    assert (
        "too similar to the username"
        in register(browser, "swordfishes", "swordfishes").json()["details"]["password"][0]
    )
    assert register(browser, "", "12345").json()["details"].keys() == {"username", "password"}
    assert not get_user_model().objects.exists()


@pytest.mark.parametrize("name", ["ada", "ADA", " Ada ", "\uff41da"])
def test_a_name_is_taken_however_it_is_spelt(browser: APIClient, ada: Any, name: str) -> None:
    answer = register(browser, name)
    assert answer.status_code == 400
    assert answer.json()["details"] == {"username": ["This is already taken."]}


def test_a_name_is_taken_while_somebody_else_is_given_it(browser: APIClient) -> None:
    with services._claimed("Ada"):
        assert register(browser, "ada").json()["details"] == {"username": ["This is already taken."]}
    assert register(browser, "ada").status_code == 201


@pytest.mark.parametrize("names", [("ada", "ada"), ("ada", "ADA")])
def test_of_two_who_register_at_the_same_time_one_gets_the_name(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, names: tuple[str, str]
) -> None:
    # Both have looked, and found the name free, before either goes on.
    both_looked = threading.Barrier(2, timeout=30)
    checked = services.checked
    answers: list[Any] = []

    def checked_by_both(*given: Any) -> Any:
        found = checked(*given)
        both_looked.wait()
        return found

    monkeypatch.setattr("django_jobkit.contrib.accounts.rest.views.checked", checked_by_both)

    def ask(name: str) -> None:
        try:
            answers.append(register(APIClient(), name))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answer.status_code for answer in answers) == [201, 400]
    assert get_user_model().objects.count() == 1


def test_whoever_got_in_by_another_door_meanwhile_keeps_the_name(
    browser: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = UserManager.create_user

    def come_second(manager: Any, username: str, **more: Any) -> Any:
        create(manager, username)
        return create(manager, username, **more)

    monkeypatch.setattr(UserManager, "create_user", come_second)
    # The other door's row is rolled back with ours here, so what is taken is asked before.
    taken = iter([{}, {}, {"username": ["This is already taken."]}])
    monkeypatch.setattr(services, "_taken", lambda fields: next(taken))
    assert register(browser).json()["details"] == {"username": ["This is already taken."]}


def test_the_name_is_free_again_after_a_failure(browser: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(UserManager, "create_user", lambda *args, **more: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            register(browser)
    assert register(browser).status_code == 201


def test_a_host_can_close_the_door(browser: APIClient, accounts: Callable[..., None]) -> None:
    accounts(REGISTRATION=False)
    answer = register(browser)
    assert (answer.status_code, answer.json()["code"]) == (403, "registration_closed")
