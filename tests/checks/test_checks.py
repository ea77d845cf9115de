"""Every check has settings that fail it, and the settings of this run fail none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core.checks import CheckMessage, run_checks
from django.db import connections

from django_jobkit.conf import Config
from django_jobkit.core import executor


def found(*, deploy: bool = False) -> dict[str, CheckMessage]:
    messages = run_checks(tags=["jobkit"], include_deployment_checks=deploy)
    return {str(message.id): message for message in messages}


@pytest.fixture
def jobkit(settings: Any) -> Any:
    """Sets JOBKIT and answers what the checks say."""

    def say(deploy: bool = False, **given: Any) -> dict[str, CheckMessage]:
        settings.JOBKIT = {"EXECUTOR": "immediate", **given}
        return found(deploy=deploy)

    return say


@contextmanager
def database(**options: Any) -> Iterator[None]:
    """The jobs' database as if its settings had these options."""
    settings_dict = connections["default"].settings_dict
    before = settings_dict["OPTIONS"]
    settings_dict["OPTIONS"] = options
    try:
        yield
    finally:
        settings_dict["OPTIONS"] = before


def test_the_defaults_are_sound(settings: Any) -> None:
    settings.JOBKIT = {}
    assert {message for message in found() if message.startswith("jobkit.E")} == set()
    settings.JOBKIT = {name: getattr(Config(), name) for name in Config.names()}
    assert {message for message in found() if message.startswith("jobkit.E")} == set()


@pytest.mark.requires_extra("scans")
def test_jobkit_must_be_a_dict(settings: Any) -> None:
    for wrong in (None, ["thread"], "thread"):
        settings.JOBKIT = wrong
        assert set(found()) == {"jobkit.E001"}
        assert not [
            message for message in found(deploy=True) if message.startswith("jobkit.E0") and message != "jobkit.E001"
        ]


@pytest.mark.parametrize(
    ("name", "hint"),
    [("EXECUTER", "Did you mean 'EXECUTOR'?"), ("lease", "Did you mean 'LEASE'?"), ("XYZ", "The names are: EXECUTOR")],
)
def test_an_unknown_name_is_reported_with_the_one_that_was_meant(jobkit: Any, name: str, hint: str) -> None:
    assert jobkit(**{name: 1})["jobkit.W001"].hint.startswith(hint)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONCURRENCY", "4"),
        ("CONCURRENCY", 2.5),
        ("LEASE", None),
        ("LEASE", timedelta(seconds=30)),
        ("RETENTION", 30),
        ("QUEUES", "default"),
        ("PERMISSIONS", "rest_framework.permissions.AllowAny"),
        ("VISIBILITY", ["x"]),
        ("AUTOSTART", "yes"),
        ("REDACT", [1]),
        ("EXECUTOR", None),
    ],
)
def test_a_value_of_the_wrong_type_is_an_error(jobkit: Any, name: str, value: Any) -> None:
    message = jobkit(**{name: value})["jobkit.E002"]
    assert f"JOBKIT['{name}'] is {value!r}" in message.msg
    assert "The default is" in message.hint


@pytest.mark.parametrize(
    ("name", "value"),
    [("LEASE", 60), ("QUEUES", ("a", "b")), ("QUOTA", None), ("RETENTION", timedelta(days=1)), ("TIMEOUT", 5)],
)
def test_a_value_that_means_the_same_is_fine(jobkit: Any, name: str, value: Any) -> None:
    assert "jobkit.E002" not in jobkit(**{name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [("CONCURRENCY", 0), ("POLL_INTERVAL", 0), ("LEASE", -1), ("PAGE_SIZE", 0), ("MAX_ATTEMPTS", 0), ("QUOTA", -1)],
)
def test_a_value_out_of_range_is_an_error(jobkit: Any, name: str, value: Any) -> None:
    assert f"JOBKIT['{name}'] is {value}" in jobkit(**{name: value})["jobkit.E003"].msg


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"LEASE": 10.0, "HEARTBEAT_INTERVAL": 5.0}, "jobkit.E004"),
        ({"PAGE_SIZE": 200}, "jobkit.E005"),
        ({"MAX_ATTEMPTS": 200}, "jobkit.E006"),
    ],
)
def test_settings_that_contradict_each_other_are_errors(jobkit: Any, given: dict[str, Any], expected: str) -> None:
    assert expected in jobkit(**given)


def test_three_heartbeats_in_a_lease_are_enough(jobkit: Any) -> None:
    assert "jobkit.E004" not in jobkit(LEASE=15.0, HEARTBEAT_INTERVAL=5.0)


def test_moments_without_a_zone_are_an_error(settings: Any) -> None:
    settings.USE_TZ = False
    assert "jobkit.E007" in found()


@pytest.mark.parametrize("path", ["no.such.Executor", "quicksilver", "tests.tasks.jobs.Missing"])
def test_an_executor_that_cannot_be_imported_is_an_error(jobkit: Any, path: str) -> None:
    message = jobkit(EXECUTOR=path)["jobkit.E010"]
    assert path in message.msg
    assert "immediate, thread" in message.hint


def test_a_missing_extra_is_named(jobkit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(executor.EXECUTORS, "stream_broker", "module_nobody_has.Executor")  # type: ignore[arg-type]
    message = jobkit(EXECUTOR="stream_broker")["jobkit.E011"]
    assert "needs the module 'module_nobody_has'" in message.msg
    assert 'pip install "django-jobkit[stream-broker]"' in message.hint


@pytest.mark.parametrize("path", ["tests.tasks.jobs.AT_ONCE", "collections.OrderedDict"])
def test_an_executor_that_is_none_is_an_error(jobkit: Any, path: str) -> None:
    assert "jobkit.E012" in jobkit(EXECUTOR=path)


@pytest.mark.parametrize(
    "given",
    [{"PERMISSIONS": ["no.such.Permission"]}, {"VISIBILITY": "no.Visibility"}, {"ADMISSION": ["no.such.Admission"]}],
)
def test_a_policy_that_cannot_be_imported_is_an_error(jobkit: Any, given: dict[str, Any]) -> None:
    assert next(iter(given)) in jobkit(**given)["jobkit.E013"].msg


@pytest.mark.parametrize(
    ("given", "method"),
    [
        ({"PERMISSIONS": ["collections.OrderedDict"]}, "has_permission"),
        ({"VISIBILITY": "collections.OrderedDict"}, "visible"),
        ({"ADMISSION": ["collections.OrderedDict"]}, "admit"),
    ],
)
def test_a_policy_without_its_method_is_an_error(jobkit: Any, given: dict[str, Any], method: str) -> None:
    assert f"{method}()" in jobkit(**given)["jobkit.E014"].msg


@pytest.mark.only_on("sqlite")
def test_sqlite_without_wal_or_immediate_is_reported() -> None:
    with database():
        messages = found()
        assert {"jobkit.W020", "jobkit.W021"} <= set(messages)
        assert "PRAGMA journal_mode=WAL" in messages["jobkit.W020"].hint
    with database(transaction_mode="immediate", init_command="pragma journal_mode = wal"):
        assert not {"jobkit.W020", "jobkit.W021"} & set(found())


@pytest.mark.only_on("mysql")
def test_a_strict_isolation_level_is_reported() -> None:
    with database(isolation_level="REPEATABLE READ"):
        assert "jobkit.W022" in found()
    with database():
        assert "jobkit.W022" not in found()


@pytest.mark.only_on("postgresql")
def test_a_connection_without_keepalives_is_reported_on_deployment() -> None:
    with database():
        assert "jobkit.W023" in found(deploy=True)
        assert "jobkit.W023" not in found()
    with database(keepalives_idle=30):
        assert "jobkit.W023" not in found(deploy=True)


def test_what_is_fine_in_development_is_reported_on_deployment(jobkit: Any) -> None:
    open_doors = {"PERMISSIONS": ["rest_framework.permissions.AllowAny"]}
    assert {"jobkit.W030", "jobkit.W031", "jobkit.I030"} <= set(jobkit(deploy=True, **open_doors))
    assert not {"jobkit.W030", "jobkit.W031", "jobkit.I030"} & set(jobkit(**open_doors))
    kept = jobkit(deploy=True, EXECUTOR="thread", RETENTION=timedelta(days=90))
    assert not {"jobkit.W030", "jobkit.W031", "jobkit.I030"} & set(kept)


def test_artifacts_need_a_storage_and_a_private_one(jobkit: Any, settings: Any, tmp_path: Any) -> None:
    assert "JOBKIT['ARTIFACT_STORAGE'] is 'nowhere'" in jobkit(ARTIFACT_STORAGE="nowhere")["jobkit.E070"].msg
    assert "jobkit.W070" not in jobkit(deploy=True, ARTIFACT_STORAGE="nowhere")
    settings.MEDIA_URL, settings.MEDIA_ROOT = "media/", str(tmp_path / "media")
    assert "jobkit.W070" in jobkit(deploy=True)
    assert "jobkit.W070" not in jobkit()
    kept = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "jobs")}}
    settings.STORAGES = {**settings.STORAGES, "jobs": kept}
    assert not {"jobkit.E070", "jobkit.W070"} & set(jobkit(deploy=True, ARTIFACT_STORAGE="jobs"))


@pytest.mark.django_db
def test_checks_ask_the_database_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        found(deploy=True)
