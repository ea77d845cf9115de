"""Exports over HTTP: a job with one file in it, for its owner alone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from django_jobkit.core.context import JobContext
from django_jobkit.exceptions import JobCancelled
from django_jobkit.models import Job
from django_jobkit.questions.exports.formats import formats
from django_jobkit.questions.exports.running import run_export
from django_jobkit.questions.importing.ending import fetch_import
from django_jobkit.questions.importing.starting import ImportRequest, start_import
from django_jobkit.questions.jobs import export_questions
from django_jobkit.questions.models import Question, QuestionLog
from django_jobkit.services.run import run_job
from django_jobkit.testing.questions import QuestionFactory, QuestionLogFactory, TagFactory, new_owner

URL = "/api/questions/export/"
Exported = Callable[..., tuple[dict[str, Any], bytes]]
pytestmark = [pytest.mark.django_db, pytest.mark.requires_extra("questions")]


def names_in(content: bytes) -> set[str]:
    return {row["title"] for row in csv.DictReader(io.StringIO(content.decode()))}


def test_the_list_and_its_export_have_the_same_filters(exported: Exported, client: APIClient, owner: Any) -> None:
    tag = TagFactory(owner=owner, name="Graphs")
    QuestionFactory(owner=owner, title="one", tags=[tag], difficulty="Hard")
    QuestionFactory(owner=owner, title="two", tags=[tag], is_active=False)
    tried = QuestionFactory(owner=owner, title="three")
    QuestionLogFactory(question=tried, outcome="Failed")
    QuestionFactory(title="somebody else's")
    for asked in (
        {},
        {"tag": [tag.pk]},
        {"tag": "graphs"},
        {"tag": [tag.pk], "is_active": False},
        {"difficulty": ["Hard", "Easy"]},
        {"outcome": "Failed"},
        {"attempted": True, "last_outcome": ["Failed"]},
        {"search": "ne"},
        {"search": ""},
        {"attempted_after": "2020-01-01T00:00:00Z"},
    ):
        listed = {one["title"] for one in client.get("/api/questions/", _as_query(asked)).json()}
        result, content = exported(format="csv", **asked)
        assert (names_in(content), result["questions"]) == (listed, len(listed))


def _as_query(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value).lower() if isinstance(value, bool) else value for name, value in asked.items()}


@pytest.mark.parametrize("format", ["csv", "json"])
def test_what_one_exports_another_can_import(
    exported: Exported, owner: Any, format: str, jobs_run_on_commit: Callable[[], Any]
) -> None:
    tags = [TagFactory(owner=owner, name=name) for name in ("graphs", "a, b; c")]
    first = QuestionFactory(owner=owner, title="=1+1", source="https://x.example", content="<p>é</p>", tags=tags)
    QuestionFactory(owner=owner, title="untouched", is_active=False, difficulty="")
    for second, outcome in enumerate(("Solved", "", "Failed")):
        QuestionLogFactory(
            question=first,
            outcome=outcome,
            date_attempted=datetime(2025, 1, 1, 10, 0, second, 123456, tzinfo=UTC),
            time_spent_min=second or None,
            solution_approach="-1",
            self_notes="line\nline",
        )
    result, content = exported(format=format)
    assert (result["questions"], result["attempts"]) == (2, 3)
    other = new_owner()
    upload = SimpleUploadedFile(result["artifact"], content)
    with jobs_run_on_commit():
        started = start_import(ImportRequest(platform="file", owner=other, upload=upload)).question_import
    found = fetch_import(started.pk)
    assert (found.job.status, found.created, found.invalid, found.attempts) == ("COMPLETED", 2, 0, 3), found.job.error
    assert _facts(other) == _facts(owner)


def _facts(owner: Any) -> list[Any]:
    fields = ("date_attempted", "outcome", "time_spent_min", "solution_approach", "self_notes")
    return [
        (
            *(getattr(one, name) for name in ("title", "source", "content", "difficulty", "is_active")),
            *(one.attempts_count, one.solved_count, one.last_attempted_at),
            sorted(tag.name for tag in one.tags.all()),
            list(one.logs.order_by("date_attempted").values_list(*fields)),
        )
        for one in Question.objects.owned_by(owner).order_by("title")
    ]


def test_json_is_what_it_says(exported: Exported, owner: Any) -> None:
    QuestionLogFactory(question=QuestionFactory(owner=owner))
    result, content = exported(format="json")
    (question,) = json.loads(content)["questions"]
    assert (len(question["logs"]), result["attempts"]) == (1, 1)


def test_a_package_for_anki_has_no_attempts(exported: Exported, owner: Any) -> None:
    QuestionLogFactory(question=QuestionFactory(owner=owner))
    result, content = exported(format="apkg")
    assert result == {"format": "apkg", "questions": 1, "attempts": 0, "artifact": "questions.apkg"}
    assert content.startswith(b"PK")


def test_the_file_is_its_owners_alone(exported: Exported, owner: Any) -> None:
    exported(format="csv")
    job = Job.objects.get(task="questions.export")
    stranger = APIClient()
    stranger.force_authenticate(new_owner())
    assert stranger.get(f"/api/jobs/{job.pk}/artifacts/").status_code == 404
    assert job.owner_id == owner.pk


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"format": "pdf"}, "format"),
        ({"format": ["csv"]}, "format"),
        ({"difficulty": "Impossible"}, "difficulty"),
        ({"tag": {"id": 1}}, "tag"),
        ({"tag": [""]}, "tag"),
        ({"tag": ["\0"]}, "tag"),
        ({"tag": list(range(51))}, "tag"),
        ({"is_active": "perhaps"}, "is_active"),
        ({"attempted_after": "yesterday"}, "attempted_after"),
        ({"search": "x" * 201}, "search"),
        ({"tags": [1]}, "tags"),
    ],
)
def test_what_makes_no_sense_is_named(client: APIClient, asked: dict[str, Any], field: str) -> None:
    answer = client.post(URL, asked, format="json")
    assert answer.status_code == 400, answer.content
    assert list(answer.json()["details"]) == [field]
    assert not Job.objects.exists()


def test_without_genanki_there_is_no_package(client: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django_jobkit.questions.exports.formats.is_installed", lambda name: False)
    answer = client.post(URL, {"format": "apkg"}, format="json")
    assert answer.status_code == 400
    assert "genanki" in answer.json()["details"]["format"][0]


def test_the_same_key_gives_the_same_job(client: APIClient) -> None:
    first = client.post(URL, {"format": "json"}, format="json", headers={"Idempotency-Key": "k"})
    again = client.post(URL, {"format": "json"}, format="json", headers={"Idempotency-Key": "k"})
    assert (again.status_code, again.json()["id"]) == (202, first.json()["id"])
    assert again.headers["Idempotent-Replayed"] == "true"
    assert client.post(URL, {"format": "csv"}, format="json", headers={"Idempotency-Key": "k"}).status_code == 422


def test_without_a_login_nothing_is_exported() -> None:
    assert APIClient().post(URL, {}, format="json").status_code == 401


def test_clients_start_no_export_past_the_filters(client: APIClient) -> None:
    answer = client.post("/api/jobs/", {"task": "questions.export", "params": {}}, format="json")
    assert answer.status_code == 400


def test_a_cancelled_export_leaves_no_file(owner: Any) -> None:
    attached: list[str] = []

    class Channel:
        def report(self, context: JobContext, progress: Any) -> None:
            if progress.current == 2:
                context.stop(JobCancelled)

        def watch(self, context: JobContext) -> None:
            pass

        def attach(self, context: JobContext, name: str, *rest: Any) -> None:
            attached.append(name)

    for _ in range(4):
        QuestionFactory(owner=owner)
    channel: Any = Channel()
    ctx = JobContext(job_id=Job().pk, attempt=1, channel=channel)
    with pytest.raises(JobCancelled):
        run_export(ctx, Question.objects.owned_by(owner), formats["csv"])
    assert (attached, ctx.progress.current, ctx.progress.total) == ([], 2, 4)


def test_a_moment_of_now_is_exported_to_the_microsecond(exported: Exported, owner: Any) -> None:
    log: QuestionLog = QuestionLogFactory(question=QuestionFactory(owner=owner), date_attempted=timezone.now())
    (row,) = csv.DictReader(io.StringIO(exported(format="csv")[1].decode()))
    assert datetime.fromisoformat(row["date_attempted"]) == log.date_attempted


class _ReplicaThatIsBehind:
    """Has whoever reads jobs through a router look where the newest are not yet; there is not even such a database."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return "replica" if model is Job else None


def test_an_export_asks_the_database_that_jobs_are_written_to_whose_it_is(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.JOBKIT = {"EXECUTOR": "tests.services.executors.ListeningExecutor"}
    job = export_questions.submit(format="csv", filters={}, owner=new_owner())
    settings.DATABASE_ROUTERS = [_ReplicaThatIsBehind()]
    run_job(job.pk, "worker")
    assert Job.objects.using("default").get(pk=job.pk).status == "COMPLETED"
