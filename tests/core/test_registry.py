"""Functions become tasks, by name, and are submitted with their own parameters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pydantic
import pytest
from django.core.exceptions import ImproperlyConfigured

from django_jobkit import JobContext, JobRequest, RetryPolicy, UnknownTask, job
from django_jobkit.conf import Config, config
from django_jobkit.core.executor import BaseExecutor, get_executor
from django_jobkit.core.registry import registry
from tests.tasks.jobs import add


@pytest.fixture(autouse=True)
def _clean_registry() -> Iterator[None]:
    before = set(registry)
    yield
    for task in set(registry) - before:
        registry.remove(task.name)


def test_a_task_is_still_the_function_that_it_was() -> None:
    assert add(2, y=3) == 5
    assert add.description == "Add two numbers."
    assert registry.get("tests.add") is add
    assert "tests.add" in registry


def test_a_task_without_a_name_is_called_after_its_function() -> None:
    @job()
    def handler() -> None: ...

    assert handler.name == f"{__name__}.test_a_task_without_a_name_is_called_after_its_function.<locals>.handler"


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(UnknownTask) as caught:
        registry.get("tests.nobody")

    assert "tests.nobody" in caught.value.details["task"][0]


def test_two_functions_cannot_have_one_name_but_a_reload_may() -> None:
    def register() -> Any:
        @job("tests.reloaded")
        def handler() -> None: ...

        return handler

    register()
    second = register()

    assert registry.get("tests.reloaded") is second
    with pytest.raises(ImproperlyConfigured, match=r"tests\.reloaded"):

        @job("tests.reloaded")
        def other() -> None: ...


def test_tasks_are_listed_by_name() -> None:
    names = [task.name for task in registry]

    assert names == sorted(names)


@pytest.mark.parametrize(
    "name", ["owner", "queue", "priority", "run_after", "max_attempts", "unique_key", "idempotency_key"]
)
def test_a_parameter_that_submit_takes_for_itself_is_refused(name: str) -> None:
    namespace: dict[str, Any] = {}
    exec(f"def handler({name}): pass", namespace)  # noqa: S102

    with pytest.raises(TypeError, match=name):
        job("tests.taken")(namespace["handler"])
    assert "tests.taken" not in registry


def test_a_name_that_no_column_takes_is_refused() -> None:
    with pytest.raises(TypeError):
        job("n" * 201)(lambda: None)


def test_a_handler_that_yields_is_refused() -> None:
    def handler() -> Iterator[int]:
        yield 1

    async def async_handler() -> Any:
        yield 1

    for func in (handler, async_handler):
        with pytest.raises(TypeError, match="yield"):
            job("tests.yields")(func)


def test_options_are_those_of_the_decorator() -> None:
    policy = RetryPolicy(factor=3)

    @job("tests.options", queue="q", priority=3, max_attempts=4, timeout=1.5, retry=policy, description="Says so.")
    def handler(ctx: JobContext) -> None: ...

    assert (handler.options.queue, handler.options.priority, handler.options.max_attempts) == ("q", 3, 4)
    assert (handler.options.timeout, handler.options.retry) == (timedelta(seconds=1.5), policy)
    assert (handler.description, handler.takes_context, handler.is_async) == ("Says so.", True, False)


def test_params_are_given_by_name_or_as_one_thing() -> None:
    class Numbers(pydantic.BaseModel):
        x: int

    expected = JobRequest(task="tests.add", params={"x": 1})

    assert add.request(x=1) == add.request({"x": 1}) == add.request(Numbers(x=1)) == expected
    with pytest.raises(TypeError):
        add.request(1)
    with pytest.raises(TypeError):
        add.request({"x": 1}, y=2)
    with pytest.raises(TypeError):
        add.request({"x": 1}, {"y": 2})


def test_options_are_parted_from_params_and_can_be_bound() -> None:
    bound = add.using(timeout=2.0, name="sum", scope="anonymous")

    assert add.request(x=1, priority=3, unique_key="k") == JobRequest(
        task="tests.add", params={"x": 1}, priority=3, unique_key="k"
    )
    assert bound.request(x=1, queue="q") == JobRequest(
        task="tests.add", params={"x": 1}, queue="q", timeout=2.0, name="sum", scope="anonymous"
    )
    assert bound.using(timeout=3.0).request(x=1).timeout == 3.0


def test_every_setting_is_read_through_and_has_a_default(settings: Any) -> None:
    settings.JOBKIT = {"LEASE": 7}
    assert config.LEASE == 7
    settings.JOBKIT = {}
    assert config.LEASE == 30.0
    assert config.HEARTBEAT_INTERVAL <= config.LEASE / 3
    assert "LEASE" in Config.names()


def test_an_executor_is_found_by_its_short_name_or_its_path(settings: Any) -> None:
    settings.JOBKIT = {"EXECUTOR": "tests.services.executors.ListeningExecutor"}
    executor = get_executor()

    assert isinstance(executor, BaseExecutor)
    assert get_executor() is executor
    assert executor.health().healthy
    settings.JOBKIT = {"EXECUTOR": "nowhere.Executor"}
    with pytest.raises(ImproperlyConfigured, match="nowhere"):
        get_executor()


@pytest.mark.parametrize(
    ("option", "value"), [("queue", ""), ("queue", "q" * 101), ("priority", 101), ("max_attempts", 0), ("timeout", 0)]
)
def test_an_option_out_of_range_is_refused_where_the_task_is_written(option: str, value: object) -> None:
    with pytest.raises(ValueError, match=option):
        job("tests.out_of_range", **{option: value})(lambda: None)


def test_a_task_that_is_not_public_is_unknown_to_clients() -> None:
    @job("core.private", public=False)
    def private() -> None: ...

    try:
        assert registry.get("core.private") is private
        assert private not in registry.public()
        with pytest.raises(UnknownTask, match=r"core\.private"):
            registry.get("core.private", by_client=True)
    finally:
        registry.remove("core.private")
