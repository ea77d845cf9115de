"""What `manage.py check` says about Celery's settings."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from celery import Celery
from django.core.checks import run_checks

from django_jobkit.executors.celery import executor
from django_jobkit.executors.celery.checks import check_celery


def said(*, deploy: bool = False, **settings: Any) -> list[str | None]:
    app = Celery("shop", set_as_current=False)
    app.set_as_current = True
    app.conf.update({"broker_url": "redis://127.0.0.1/0", **settings})
    return [message.id for message in check_celery(app, deploy=deploy)]


def test_a_sound_app_is_passed_over_in_silence() -> None:
    assert said() == []
    assert said(deploy=True) == []


def test_an_app_that_nobody_made_is_an_error() -> None:
    fallback = Celery("default", fixups=[], set_as_current=False)
    assert [message.id for message in check_celery(fallback, deploy=False)] == ["jobkit.E015"]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"broker_url": None}, "jobkit.W015"),
        ({"broker_url": "memory://"}, "jobkit.W016"),
        ({"accept_content": ["msgpack"]}, "jobkit.E016"),
        ({"accept_content": ["json", "pickle"]}, "jobkit.W017"),
    ],
)
def test_each_mistake_is_told(settings: dict[str, Any], expected: str) -> None:
    assert said(**settings) == [expected]


def test_eager_tasks_are_told_of_before_a_deployment_only() -> None:
    assert said(task_always_eager=True) == []
    assert said(task_always_eager=True, deploy=True) == ["jobkit.W032"]


def test_they_are_asked_for_when_the_executor_is_celery(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    app = Celery("shop", set_as_current=False)
    app.set_as_current = True
    app.conf.update(broker_url="memory://", task_always_eager=True)
    monkeypatch.setattr(executor, "current_app", SimpleNamespace(_get_current_object=lambda: app))
    settings.JOBKIT = {"EXECUTOR": "celery"}
    ids = [message.id for message in run_checks(tags=["jobkit"], include_deployment_checks=True)]
    assert ids.count("jobkit.W016") == 1
    assert "jobkit.W032" in ids
    assert "jobkit.W032" not in [message.id for message in run_checks(tags=["jobkit"])]
