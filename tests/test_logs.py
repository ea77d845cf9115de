"""One structured record for every transition, whatever people put into their jobs."""

from __future__ import annotations

import logging
from uuid import uuid4

import pytest

from django_jobkit import submit
from django_jobkit.logs import log_change
from django_jobkit.signals import JobChange

NASTY = "first\nERROR forged record\r\x1b[31mred\x1b[0m\u2028next %s %(job_id)s {0}"


def change(**given: object) -> JobChange:
    fields = {"job_id": uuid4(), "task": "tests.add", "status": "COMPLETED", "attempt": 2, "message": "", **given}
    return JobChange(**fields)  # type: ignore[arg-type]


def records(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name == "django_jobkit"]


@pytest.mark.django_db(transaction=True)
def test_a_job_leaves_one_record_for_each_transition(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "django_jobkit"):
        job = submit("tests.add", {"x": 1})
    assert [record.action for record in records(caplog)] == ["job.pending", "job.running", "job.completed"]  # type: ignore[attr-defined]
    assert {record.job_id for record in records(caplog)} == {str(job.pk)}  # type: ignore[attr-defined]


def test_the_fields_are_there_for_machines(caplog: pytest.LogCaptureFixture) -> None:
    told = change(message="Retry requested")
    with caplog.at_level(logging.INFO, "django_jobkit"):
        log_change(object, told)
    (record,) = records(caplog)
    fields = {name: vars(record)[name] for name in ("action", "job_id", "task", "status", "attempt", "detail")}
    assert fields == {
        "action": "job.completed",
        "job_id": str(told.job_id),
        "task": "tests.add",
        "status": "COMPLETED",
        "attempt": 2,
        "detail": "Retry requested",
    }
    assert record.getMessage() == f"Job {told.job_id} of task tests.add is COMPLETED, attempt 2"


def test_foreign_text_forges_no_record_and_is_no_format(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "django_jobkit"):
        log_change(object, change(message=NASTY, task=NASTY))
    (record,) = records(caplog)
    for text in (record.getMessage(), vars(record)["detail"], vars(record)["task"]):
        assert len(text.splitlines()) == 1
        assert "\x1b" not in text
    assert "forged" not in str(record.msg)


def test_secrets_stay_out_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "django_jobkit"):
        log_change(object, change(message="refused password=hunter2"))
    assert "hunter2" not in str([vars(record) for record in records(caplog)])


def test_nothing_is_done_when_nobody_listens(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "django_jobkit"):
        log_change(object, None)  # type: ignore[arg-type]  # it does not even look
    assert records(caplog) == []
