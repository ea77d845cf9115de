"""The demo tasks, run through the package's public API."""

from __future__ import annotations

from typing import Any

import pytest

from demo import jobs, word_statistics
from demo.library import Chapter, read_book
from django_jobkit import InvalidParams, Status, submit
from django_jobkit.models import Job
from django_jobkit.services.retry import retry_job

pytestmark = pytest.mark.django_db(transaction=True)


def run(task: str, **params: Any) -> Any:
    """Submit a job, which the immediate executor has run when its transaction is over, and return its row."""
    return Job.objects.get(pk=submit(task, params).pk)


@pytest.mark.parametrize(("x", "y", "total"), [(5, 3, 8), (5.5, 3, 8.5), (-1, 1, 0), (10**30, 1, 10**30 + 1)])
def test_the_result_of_add_is_the_bare_number(x: float, y: float, total: float) -> None:
    job = run("demo.add", x=x, y=y)
    assert job.status == Status.COMPLETED
    assert job.result == total
    assert type(job.result) is type(total)


@pytest.mark.parametrize("params", [{"x": "5", "y": 3}, {"x": True, "y": 3}, {"x": None, "y": 3}, {"y": 3}])
def test_add_names_the_parameter_that_is_no_number(params: dict[str, Any]) -> None:
    with pytest.raises(InvalidParams) as caught:
        submit("demo.add", params)
    assert set(caught.value.details) == {"params.x"}


def test_long_running_reports_its_progress_to_the_end() -> None:
    job = run("demo.long_running", duration=0.05)
    assert job.status == Status.COMPLETED
    assert job.result == {"duration": 0.05, "steps": 10}
    assert job.progress["percent"] == 100


@pytest.mark.parametrize("duration", [-1, 3601, 3600.5, "10", float("nan"), True])
def test_long_running_takes_from_nothing_to_an_hour(duration: Any) -> None:
    with pytest.raises(InvalidParams) as caught:
        submit("demo.long_running", {"duration": duration})
    assert set(caught.value.details) == {"params.duration"}


def test_process_data_counts_what_is_in_a_text() -> None:
    result = run("demo.process_data", data="two words\nand a line").result
    assert result["words"] == 5
    assert result["lines"] == 2
    assert result["characters"] == 20
    assert result["upper_case"] == "TWO WORDS\nAND A LINE"
    assert len(result["sha256"]) == 64


def test_fail_fails_at_once_with_its_message() -> None:
    job = run("demo.fail", message="on purpose")
    assert job.status == Status.FAILED
    assert job.attempt == 1
    assert job.error is not None
    assert (job.error["type"], job.error["message"]) == ("RuntimeError", "on purpose")


def test_word_statistics_counts_every_word_of_the_tale() -> None:
    result = run("demo.word_statistics", most_common=3).result
    assert result["words"] == sum(chapter["words"] for chapter in result["chapters"]) > 4000
    assert [item["word"] for item in result["most_common"]] == ["ferryman", "bell", "girl"]
    assert len(result["chapters"]) == 8


def test_word_statistics_leaves_a_table_of_the_words_behind() -> None:
    job = run("demo.word_statistics")
    with job.artifacts.get(name="words.csv").file.open() as file:
        header, *rows = file.read().decode().splitlines()
    assert (header, len(rows)) == ("word,count", job.result["distinct_words"])
    assert sum(int(row.split(",")[1]) for row in rows) == job.result["words"]


def test_word_statistics_goes_on_after_a_crash_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run("demo.word_statistics").result
    read: list[str] = []
    count = word_statistics.Tally.add

    def add(tally: word_statistics.Tally, chapter: Chapter) -> None:
        read.append(chapter.title)
        if len(read) == 4:
            raise OSError("the light went out")
        count(tally, chapter)

    monkeypatch.setattr(word_statistics.Tally, "add", add)
    job = jobs.word_statistics.using(max_attempts=1).submit()
    job.refresh_from_db()
    assert job.status == Status.FAILED
    retry_job(job)
    job.refresh_from_db()
    assert job.status == Status.COMPLETED
    titles = [chapter.title for chapter in read_book().chapters]
    assert read == [*titles[:4], *titles[3:]]
    assert job.result == whole
