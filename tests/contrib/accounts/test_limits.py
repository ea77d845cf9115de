"""Limits: no guess too many, however many come at once and whatever they say of where they come from."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from django_jobkit.contrib.accounts.models import Tally
from django_jobkit.contrib.accounts.services.tallies import Limit, give_back, key_of, take
from tests.contrib.accounts.conftest import PASSWORD, log_in, post

Change = Callable[..., None]
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


def guess(client: APIClient, name: str = "ada", times: int = 1, **more: Any) -> list[int]:
    """Guess wrongly."""
    return [log_in(client, name, "wrong", **more).status_code for _ in range(times)]


def later(**time: float) -> None:
    """Let time pass."""
    for tally in Tally.objects.all():
        tally.ends_at -= timedelta(**time)
        tally.save()


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that any work was spent on."""
    passwords: list[str] = []
    encode = MD5PasswordHasher.encode

    def note(hasher: Any, password: str, salt: str) -> str:
        passwords.append(password)
        return encode(hasher, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", note)
    return passwords


@pytest.mark.parametrize("name", ["ada", "nobody"])
def test_an_account_can_be_tried_so_often_whether_it_exists_or_not(
    browser: APIClient, ada: Any, accounts: Change, hashed: list[str], name: str
) -> None:
    accounts(FAILURES_PER_ACCOUNT=3)
    assert guess(browser, name, 3) == [400] * 3
    hashed.clear()
    wrong, right = log_in(browser, name, "wrong"), log_in(browser, name)
    assert (wrong.status_code, wrong.json()) == (right.status_code, right.json())
    assert (wrong.status_code, wrong.json()["code"]) == (429, "too_many_attempts")
    assert 890 < int(wrong["Retry-After"]) <= 900
    assert hashed == []


def test_spelling_a_name_otherwise_gives_no_more_tries(browser: APIClient, ada: Any, accounts: Change) -> None:
    accounts(FAILURES_PER_ACCOUNT=3)
    assert [*guess(browser, "ada"), *guess(browser, "ADA"), *guess(browser, " \uff41da")] == [400] * 3
    assert guess(browser, "Ada") == [429]


def test_after_the_window_it_can_be_tried_again(browser: APIClient, ada: Any, accounts: Change) -> None:
    accounts(FAILURES_PER_ACCOUNT=2)
    assert guess(browser, times=3) == [400, 400, 429]
    later(minutes=16)
    assert guess(browser, times=3) == [400, 400, 429]
    later(minutes=16)
    assert log_in(browser).status_code == 200


def test_a_success_clears_the_account_and_not_the_address(browser: APIClient, ada: Any, accounts: Change) -> None:
    accounts(FAILURES_PER_ACCOUNT=3, FAILURES_PER_ADDRESS=5)
    assert guess(browser, times=2) == [400] * 2
    assert log_in(APIClient()).status_code == 200
    assert guess(browser, times=3) == [400] * 3
    assert guess(browser, "ben") == [429]


def test_successes_count_for_nobody(ada: Any, accounts: Change) -> None:
    accounts(FAILURES_PER_ACCOUNT=2, FAILURES_PER_ADDRESS=2)
    assert [log_in(APIClient()).status_code for _ in range(5)] == [200] * 5


def test_what_an_account_refuses_is_not_held_against_the_address(
    browser: APIClient, ada: Any, accounts: Change
) -> None:
    accounts(FAILURES_PER_ACCOUNT=1, FAILURES_PER_ADDRESS=3)
    assert guess(browser, times=6) == [400, *[429] * 5]
    assert guess(browser, "ben") == [400]


def test_a_stranger_elsewhere_does_not_lock_out_whom_we_know_here(ada: Any, accounts: Change) -> None:
    accounts(FAILURES_PER_ACCOUNT=2)
    assert log_in(APIClient(), REMOTE_ADDR=HERE).status_code == 200
    assert guess(APIClient(), times=3, REMOTE_ADDR=ELSEWHERE) == [400, 400, 429]
    assert log_in(APIClient(), REMOTE_ADDR=ELSEWHERE).status_code == 429
    assert log_in(APIClient(), REMOTE_ADDR=HERE).status_code == 200
    # Which is no open door either.
    assert guess(APIClient(), times=3, REMOTE_ADDR=HERE) == [400, 400, 429]


def test_an_address_can_try_so_often_over_all_accounts(browser: APIClient, accounts: Change) -> None:
    accounts(FAILURES_PER_ADDRESS=4)
    assert [guess(browser, f"user-{n}")[0] for n in range(6)] == [400] * 4 + [429] * 2
    assert guess(browser, "user-7", REMOTE_ADDR=ELSEWHERE) == [400]


def test_a_made_up_forwarded_address_gives_no_more_tries(browser: APIClient, accounts: Change) -> None:
    accounts(FAILURES_PER_ADDRESS=2)
    answers = [guess(browser, f"user-{n}", HTTP_X_FORWARDED_FOR=f"203.0.113.{n}")[0] for n in range(4)]
    assert answers == [400, 400, 429, 429]


def test_behind_a_proxy_what_it_appended_counts_and_nothing_before_that(browser: APIClient, accounts: Change) -> None:
    accounts(FAILURES_PER_ADDRESS=2, TRUSTED_PROXIES=1)
    answers = [guess(browser, f"user-{n}", HTTP_X_FORWARDED_FOR=f"203.0.113.{n}, {HERE}")[0] for n in range(4)]
    assert answers == [400, 400, 429, 429]
    assert guess(browser, "user-5", HTTP_X_FORWARDED_FOR=f"{HERE}, {ELSEWHERE}") == [400]


def test_an_address_can_register_so_often(browser: APIClient, accounts: Change, hashed: list[str]) -> None:
    accounts(REGISTERS_PER_ADDRESS=2)
    bodies = [{"username": f"user-{n}", "password": PASSWORD} for n in range(3)]
    answers = [post(browser, "register", body) for body in bodies]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert int(answers[2]["Retry-After"]) > 3000
    assert len(hashed) == 2
    assert post(browser, "register", bodies[2], REMOTE_ADDR=ELSEWHERE).status_code == 201


def test_the_count_outlives_a_request_in_a_transaction(transactional_db: None, settings: Any, accounts: Change) -> None:
    accounts(FAILURES_PER_ACCOUNT=2)
    connection.settings_dict["ATOMIC_REQUESTS"] = True
    try:
        assert guess(APIClient(), times=3) == [400, 400, 429]
    finally:
        connection.settings_dict["ATOMIC_REQUESTS"] = False


def at_once(number: int, act: Callable[[], list[int]]) -> list[int]:
    """What `act` answers in so many threads together."""
    answers: list[int] = []
    begun = threading.Barrier(number, timeout=60)

    def act_on() -> None:
        begun.wait()
        try:
            answers.extend(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=act_on) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return answers


def test_of_many_guesses_at_the_same_time_no_more_than_the_limit_are_looked_at(
    transactional_db: None, accounts: Change, hashed: list[str]
) -> None:
    accounts(FAILURES_PER_ACCOUNT=5)
    get_user_model().objects.create_user("ada", password=PASSWORD)
    hashed.clear()
    answers = at_once(20, lambda: guess(APIClient(), times=10))
    assert (len(answers), answers.count(400), answers.count(429)) == (200, 5, 195)
    assert len(hashed) == 5


def test_guesses_at_an_account_whose_password_was_said_a_moment_ago_are_limited_as_well(
    transactional_db: None, accounts: Change, hashed: list[str]
) -> None:
    accounts(FAILURES_PER_ACCOUNT=5)
    get_user_model().objects.create_user("ada", password=PASSWORD)
    assert log_in(APIClient()).status_code == 200
    hashed.clear()
    answers = at_once(20, lambda: guess(APIClient(), times=10))
    assert (answers.count(400), answers.count(429), len(hashed)) == (5, 195, 5)
    assert log_in(APIClient()).status_code == 429


def test_many_logins_with_the_right_password_at_the_same_time_keep_nobody_out(
    transactional_db: None, accounts: Change
) -> None:
    accounts(FAILURES_PER_ACCOUNT=2)
    get_user_model().objects.create_user("ada", password=PASSWORD)
    assert at_once(8, lambda: [log_in(APIClient(), "ada").status_code for _ in range(3)]) == [200] * 24


@pytest.mark.parametrize("name", ["ada", "nobody", "idle", "keyless"])
def test_every_login_that_fails_costs_one_hash(ada: Any, browser: APIClient, hashed: list[str], name: str) -> None:
    get_user_model().objects.create_user("idle", password=PASSWORD, is_active=False)
    get_user_model().objects.create_user("keyless")
    hashed.clear()
    log_in(browser, name, "wrong")
    assert len(hashed) == 1


def test_every_login_that_fails_asks_the_database_as_often(
    ada: Any, browser: APIClient, django_assert_num_queries: Any
) -> None:
    guess(browser), guess(browser, "nobody")
    for name in ("ada", "nobody"):
        with django_assert_num_queries(4):
            guess(browser, name)


def test_what_is_over_goes_with_what_comes(browser: APIClient, accounts: Change) -> None:
    for n in range(5):
        guess(browser, f"user-{n}")
    later(days=2)
    guess(browser, "newcomer")
    assert Tally.objects.count() == 2


def test_the_rows_tell_nobody_who_it_was(browser: APIClient, settings: Any) -> None:
    guess(browser, "ada")
    before = set(Tally.objects.values_list("key", flat=True))
    assert {len(key) for key in before} == {64}
    settings.SECRET_KEY = "another"
    assert key_of("account", "ada") not in before


def test_a_place_that_is_given_back_is_free(db: None) -> None:
    limit = Limit(key_of("test"), 1, 60)
    take(limit)
    give_back(limit)
    take(limit)
    assert Tally.objects.get().count == 1
    assert Tally.objects.get().ends_at > timezone.now()


def test_an_operator_can_unlock_an_account_and_an_address(
    browser: APIClient, ada: Any, accounts: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    accounts(FAILURES_PER_ACCOUNT=1, FAILURES_PER_ADDRESS=2)
    assert guess(browser, times=2) == [400, 429]
    call_command("jobkit_unlock", "ADA", "nobody")
    assert capsys.readouterr().out == "ADA: unlocked\nnobody: nothing was counted\n"
    assert [*guess(browser), *guess(browser, "ben")] == [400, 429]
    call_command("jobkit_unlock", "--address", "127.0.0.1")
    assert guess(browser, "ben") == [400]
