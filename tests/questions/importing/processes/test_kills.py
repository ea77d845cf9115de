"""Workers are killed in the middle of an import, and of its undo, and nothing is lost or doubled."""

from __future__ import annotations

import random
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from django_jobkit.questions.fakes.factories import QuestionFactory, new_owner
from django_jobkit.questions.importing.ending import fetch_import, undo_import
from django_jobkit.questions.importing.registry import platforms
from django_jobkit.questions.models import Question, QuestionImport, QuestionLog, Tag
from django_jobkit.testing.plugin import jobkit_settings
from django_jobkit.testing.waiting import wait_for_job, wait_until
from tests.processes.conftest import Process
from tests.processes.conftest import ledger as ledger  # noqa: PLC0414 - makes it a fixture
from tests.processes.conftest import start as start  # noqa: PLC0414 - likewise
from tests.questions.importing.kit import assert_sound, counts, dump, started
from tests.questions.importing.processes.platforms import counted
from tests.questions.scheduling.kit import assert_scheduled

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.requires_extra("questions"),
]
COUNT = 1_500
PATIENCE = 120.0


@pytest.fixture
def worker(start: Callable[..., Process]) -> Iterator[Callable[[], Process]]:
    """Start a worker that knows the platform, as the test does."""
    platforms.add(counted)
    with jobkit_settings(QUESTIONS={"IMPORT_MAX_ATTEMPTS": 50, "IMPORT_BATCH": 50}):
        yield lambda: start(
            "-m", "django", "jobkit_worker", DJANGO_SETTINGS_MODULE="tests.questions.importing.processes.settings"
        )
    platforms.remove(counted.name)


def kill_in_the_middle(worker: Callable[[], Process], progress: Callable[[], int], times: int) -> None:
    """Start a worker and kill it once it got a little further, so often; then leave one alone."""
    for _ in range(times):
        process, goal = worker(), min(COUNT - 1, progress() + random.randrange(1, 400))
        wait_until(lambda goal=goal: progress() >= goal, PATIENCE, f"{goal} rows")  # type: ignore[misc]
        process.send(signal.SIGKILL)
        process.exit_code()
    worker()


def test_kill_minus_nine_again_and_again(worker: Any) -> None:
    owner = new_owner()
    for n in range(0, 40, 2):
        QuestionFactory(owner=owner, title=f"Q{n}", source="", content="mine")
    before = dump()
    begun = started(counted, owner, options={"count": COUNT})
    rows = QuestionImport.objects.filter(pk=begun.pk)
    kill_in_the_middle(worker, lambda: rows.values_list("rows", flat=True).get(), 3)
    assert wait_for_job(begun.job, within=PATIENCE).status == "COMPLETED"

    done = fetch_import(begun.pk)
    titles = {f"Q{n // 2 if n % 4 == 3 else n}" for n in range(COUNT)}
    assert_sound(done)
    assert (done.rows, done.attempts) == (COUNT, COUNT)
    assert counts(done) == {"created": len(titles) - 20, "updated": COUNT - len(titles) + 20}
    assert set(Question.objects.values_list("title", flat=True)) == titles
    assert Question.objects.count() == len(titles)
    assert QuestionLog.objects.count() == COUNT
    assert_scheduled(owner)

    asked = undo_import(done)
    kill_in_the_middle(worker, lambda: len(titles) - Question.objects.count(), 1)
    assert wait_for_job(asked.undo_job, within=PATIENCE).status == "COMPLETED"
    undone = fetch_import(begun.pk)
    assert (undone.removed, undone.restored, undone.kept) == (len(titles) - 20, 20, 0)
    assert dump() == before
    assert not Tag.objects.exists()
