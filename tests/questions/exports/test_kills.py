"""A worker is killed in the middle of an export, and the next one leaves one whole file behind."""

from __future__ import annotations

import csv
import io
import signal
from typing import Any

import pytest

from django_jobkit import submit
from django_jobkit.models import Job, JobArtifact
from django_jobkit.questions.exports.running import EXPORT_TASK
from django_jobkit.questions.models import Question, QuestionLog
from django_jobkit.services.remove import remove_job
from django_jobkit.testing.questions import QuestionFactory, QuestionLogFactory, new_owner
from django_jobkit.testing.waiting import wait_for_job, wait_until
from tests.processes.conftest import ledger as ledger  # noqa: PLC0414 - makes it a fixture
from tests.processes.conftest import start as start  # noqa: PLC0414 - likewise
from tests.processes.conftest import start_worker as start_worker  # noqa: PLC0414 - likewise

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.requires_extra("questions")]
COUNT = 2_000
PATIENCE = 60.0


def many_questions(owner: Any, count: int) -> None:
    """So many questions of `owner`, each with an attempt."""
    made = [QuestionFactory.build(owner=owner, slug=f"q-{number}") for number in range(count)]
    questions = Question.objects.bulk_create(made)
    if any(question.pk is None for question in questions):
        questions = list(Question.objects.owned_by(owner))
    QuestionLog.objects.bulk_create(QuestionLogFactory.build(question=one, owner=owner) for one in questions)


def test_kill_minus_nine_in_the_middle_of_an_export(start_worker: Any) -> None:
    owner = new_owner()
    many_questions(owner, COUNT)
    job = submit(EXPORT_TASK, {"format": "csv", "filters": {}}, owner=owner)
    progress = Job.objects.filter(pk=job.pk).values_list("progress_current", flat=True)
    killed = start_worker()
    wait_until(lambda: (progress.get() or 0) > 0, PATIENCE, "a question that is exported")
    killed.send(signal.SIGKILL)
    killed.exit_code()
    assert 0 < progress.get() < COUNT
    assert not JobArtifact.objects.exists()

    start_worker()
    done = wait_for_job(Job.objects.get(pk=job.pk), within=PATIENCE)
    assert (done.status, done.attempt) == ("COMPLETED", 2), done.error
    assert (done.result["questions"], done.result["attempts"]) == (COUNT, COUNT)
    artifact = JobArtifact.objects.get(job=done)
    rows = list(csv.DictReader(io.StringIO(artifact.file.read().decode())))
    assert [int(row["id"]) for row in rows] == list(Question.objects.order_by("pk").values_list("pk", flat=True))
    artifact.file.close()
    remove_job(done)
