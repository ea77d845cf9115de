"""An attempt at an import, or at its undo, may die at any statement that it sends to the database."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from django.db import connection

from django_jobkit.models import Job
from django_jobkit.questions import ImportCursor, jobs
from django_jobkit.questions.fakes.factories import QuestionFactory, new_owner
from django_jobkit.questions.importing.ending import fetch_import, undo_import
from django_jobkit.questions.models import Question, QuestionImport, Tag
from django_jobkit.services.retry import retry_job
from tests.questions.importing.kit import assert_sound, attempt, counts, report, row, run_one, said, started
from tests.questions.importing.test_agreement import told
from tests.questions.scheduling.kit import assert_scheduled
from tests.scans.running.test_every_statement import Killed, dying_at

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.requires_extra("questions"),
    # Whoever dies leaves a cursor open.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


def read(options: Any, context: Any) -> Iterator[Any]:
    """Ten rows, some of them about the same questions, with a cursor now and then."""
    for n in range(context.cursor or 0, 10):
        yield row(
            f"Q{n % 7}", tags=[f"t{n % 3}"], external_id=str(n % 7), attempts=[attempt(n + 1)], content=f"<b>{n}</b>"
        )
        if n % 4 == 3:
            yield ImportCursor(n + 1)
    yield row("")


def attempts_dying_at(statement: int, monkeypatch: Any, name: str, job: Job, times: int) -> bool:
    """Run `job`, whose first attempts die so; answers whether any of them died at all."""
    real, died = getattr(jobs, name), []

    def dying(ctx: Any, *given: Any) -> Any:
        if ctx.attempt > times:
            return real(ctx, *given)
        try:
            with connection.execute_wrapper(dying_at(statement)):
                return real(ctx, *given)
        except Killed:
            died.append(ctx.attempt)
            raise

    monkeypatch.setattr(jobs, name, dying)
    run_one(job)
    while (job := Job.objects.get(pk=job.pk)).status != "COMPLETED":
        assert died, job.error
        run_one(retry_job(job) if job.is_terminal else job)
    monkeypatch.setattr(jobs, name, real)
    return bool(died)


def with_one_question() -> Any:
    """An owner who has one of the questions already."""
    owner = new_owner()
    QuestionFactory(owner=owner, title="Q2", source="", content="before")
    return owner


def cleared(owner: Any) -> None:
    QuestionImport.objects.filter(owner=owner).delete()
    Question.objects.filter(owner=owner).delete()
    Tag.objects.filter(owner=owner).delete()


@pytest.mark.parametrize(("times", "step"), [(1, 1), (2, 7)])
def test_death_at_any_statement_of_an_import_changes_nothing(
    a_platform: Any, monkeypatch: Any, times: int, step: int
) -> None:
    platform = a_platform(read)
    undisturbed = with_one_question()
    model = started(platform, undisturbed)
    run_one(model.job)
    model = fetch_import(model.pk)
    assert counts(model) == {"created": 6, "updated": 4, "invalid": 1}
    for statement in count(0, step):
        owner = with_one_question()
        waiting = started(platform, owner)
        died = attempts_dying_at(statement, monkeypatch, "run_attempt", waiting.job, times)
        done = fetch_import(waiting.pk)
        assert counts(done) == counts(model), statement
        assert done.attempts == model.attempts == 10
        assert told(done) == told(model), statement
        assert said(owner) == said(undisturbed), statement
        assert_sound(done)
        assert_scheduled(owner)
        cleared(owner)
        if not died:
            break
    assert statement > 60, "too few statements for an import of several batches"


def test_death_at_any_statement_of_an_undo_changes_nothing(a_platform: Any, monkeypatch: Any) -> None:
    platform = a_platform(read)
    for statement in count(0, 2):
        owner = with_one_question()
        before = said(owner)
        done = started(platform, owner)
        run_one(done.job)
        asked = undo_import(fetch_import(done.pk))
        died = attempts_dying_at(statement, monkeypatch, "run_undo", asked.undo_job, 1)
        undone = fetch_import(done.pk)
        assert said(owner) == before, statement
        assert_scheduled(owner)
        assert (undone.removed, undone.restored, undone.kept) == (6, 1, 0), statement
        assert not Tag.objects.owned_by(owner).exists()
        assert report(undone).count() == 11
        cleared(owner)
        if not died:
            break
    assert statement > 40, "too few statements for an undo of several batches"
