"""Many jobs in a few statements, each with its own answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from django_jobkit import (
    IdempotencyMismatch,
    InvalidParams,
    JobRequest,
    RetryPolicy,
    UniqueConflict,
    UnknownTask,
    job,
    submit_many,
)
from django_jobkit.core.registry import registry
from django_jobkit.models import Job, JobStatus
from django_jobkit.testing.plugin import jobkit_settings
from tests.services import kit
from tests.services.executors import HEARD
from tests.services.soundness import assert_sound, fetch
from tests.services.threads import race


@pytest.mark.django_db
@pytest.mark.parametrize("size", [0, 1, 2, 50])
def test_the_answers_are_ids_in_the_order_of_the_requests(size: int) -> None:
    answers = submit_many([kit.wish(params={"x": number}) for number in range(size)])

    assert [fetch(answer).params["x"] for answer in answers] == list(range(size))
    for answer in answers:
        assert_sound(answer)


@pytest.mark.django_db
def test_every_column_is_stored_as_a_single_submit_stores_it() -> None:
    moment = timezone.now() + timedelta(hours=1)
    owner = kit.new_user()
    options: list[dict[str, Any]] = [
        {},
        {"name": "näme"},
        {"priority": -5, "queue": "low"},
        {"run_after": moment, "timeout": 1.25},
        {"max_attempts": 8, "owner": owner},
        {"params": {"x": 2, "y": 3}},
    ]
    unlike = {"id", "created_at", "updated_at"}

    for option, answer in zip(options, submit_many([kit.wish(**option) for option in options]), strict=True):
        one, many = kit.pending(**option), fetch(answer)
        for field in Job._meta.concrete_fields:
            if field.attname not in unlike:
                assert getattr(one, field.attname) == getattr(many, field.attname), field.attname


@pytest.mark.django_db
def test_values_that_python_thinks_equal_stay_apart() -> None:
    @job("tests.anything", retry=RetryPolicy())
    def anything(value: Any) -> None:
        """Take anything."""

    try:
        given = [1, True, 1.0, [0], [False], {}, {"a": 1}, {"a": True}]
        for group in (given, given[:2], given[6:]):
            answers = submit_many([JobRequest(task="tests.anything", params={"value": value}) for value in group])
            assert [repr(fetch(answer).params["value"]) for answer in answers] == [repr(value) for value in group]
    finally:
        registry.remove("tests.anything")


@pytest.mark.django_db
def test_what_is_wrong_is_answered_in_its_place() -> None:
    kit.pending(unique_key="taken")
    kit.pending(idempotency_key="used", params={"x": 2})
    again = kit.pending(idempotency_key="again")

    answers = submit_many(
        [
            kit.wish(),
            kit.wish(params={}),
            kit.wish(task="tests.nobody"),
            kit.wish(unique_key="taken"),
            kit.wish(idempotency_key="used"),
            kit.wish(idempotency_key="again"),
            kit.wish(unique_key="new"),
            kit.wish(unique_key="new"),
        ]
    )

    kinds = [answer if isinstance(answer, UUID) else type(answer) for answer in answers]
    assert kinds[1:6] == [InvalidParams, UnknownTask, UniqueConflict, IdempotencyMismatch, again.id]
    assert kinds[7] is UniqueConflict
    assert Job.objects.count() == 5
    assert_sound(answers[0])
    assert_sound(answers[6])


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"params": {}}, {"unique_key": "taken"}])
def test_all_or_nothing_on_wish(wrong: dict[str, Any]) -> None:
    kit.pending(unique_key="taken")

    answers = submit_many([kit.wish(), kit.wish(unique_key="new"), kit.wish(**wrong)], atomic=True)

    assert isinstance(answers[2], Exception)
    assert Job.objects.count() == JobStatus.objects.count() == 1
    assert len(submit_many([kit.wish(), kit.wish(unique_key="new")], atomic=True)) == 2
    assert Job.objects.count() == 3


def test_a_refused_bulk_does_not_spoil_the_callers_transaction(committed: None) -> None:
    with transaction.atomic():
        kept = kit.pending(unique_key="taken")
        submit_many([kit.wish(), kit.wish(unique_key="taken")], atomic=True)
        [answer] = submit_many([kit.wish(unique_key="taken")])

    assert isinstance(answer, UniqueConflict)
    assert Job.objects.get().id == kept.id
    assert [kept.id] == HEARD


def test_the_executor_hears_of_all_of_them_once(committed: None) -> None:
    answers = submit_many([kit.wish(), kit.wish(unique_key="k"), kit.wish(params={})])

    assert sorted(HEARD) == sorted(answer for answer in answers if isinstance(answer, UUID))


def test_bulks_whose_keys_cross_neither_fail_nor_make_a_job_twice(committed: None) -> None:
    keys = [f"key-{number}" for number in range(8)]

    def submit(order: list[str]) -> list[Any]:
        return list(submit_many([kit.wish(idempotency_key=key) for key in order]))

    for _ in range(2):
        [[forth, back]] = race([lambda _: submit(keys), lambda _: submit(keys[::-1])])
        assert forth == back[::-1]
        assert Job.objects.count() == 8
        JobStatus.objects.all().delete()
        Job.objects.all().delete()


@pytest.mark.django_db
def test_a_bulk_at_full_quota_still_answers_with_the_jobs_that_its_keys_made() -> None:
    owner = kit.new_user()
    keyed = [kit.wish(owner=owner, idempotency_key=f"key-{number}") for number in range(2)]
    with jobkit_settings(QUOTA=2):
        first = submit_many(keyed)

        assert submit_many(keyed) == first
