"""Which processes look after jobs that somebody else's workers run."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_started
from django.test.utils import override_settings

from django_jobkit.executors import embedded, hosted, standby
from django_jobkit.testing.plugin import jobkit_settings
from django_jobkit.testing.waiting import wait_until
from tests.executors.conftest import QUICK


@pytest.fixture
def chosen(framework: Any, transactional_db: None) -> Iterator[None]:
    """The executor is in the settings, and may start."""
    backend = f"{framework.ImmediateBackend.__module__}.ImmediateBackend"
    chosen = QUICK | {"EXECUTOR": "django_tasks", "AUTOSTART": True}
    with override_settings(TASKS={"default": {"BACKEND": backend}}), jobkit_settings(**chosen):
        yield
        standby.stop()
        embedded.start_on_first_request()


def patience() -> float | None:
    """How long a job waits before this process speaks of it; None when it looks after none."""
    found = standby._Process.standby
    return None if found is None else found.redelivery._patience


def test_a_serving_process_looks_after_jobs_from_its_first_request_on(chosen: None) -> None:
    assert patience() is None
    embedded.start_on_first_request()
    with jobkit_settings(REDELIVERY_AFTER=2.0):
        request_started.send(sender=None)
    # Workers go first.
    assert patience() == 24.0
    assert hosted.start() is not None


def test_a_worker_of_the_database_backend_does_before_it_hears_of_any(
    chosen: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "_UNTIL_FORKED", 0.01)
    embedded.start_in_worker()
    assert embedded._pending is None
    monkeypatch.setattr(sys, "argv", ["manage.py", "db_worker"])
    with jobkit_settings(REDELIVERY_AFTER=2.0):
        embedded.start_in_worker()
        wait_until(lambda: patience() is not None)
    assert patience() == 2.0


def test_a_worker_of_somebody_else_takes_no_jobs_from_threads(chosen: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["manage.py", "db_worker"])
    with jobkit_settings(EXECUTOR="thread"):
        embedded.start_in_worker()
    assert embedded._pending is None


def test_a_forked_child_begins_anew(chosen: None) -> None:
    standby.stand_by(lambda hints: None, 1.0)
    first = standby._Process.standby
    assert first is not None
    standby._forget()
    assert patience() is None
    first.stop()
