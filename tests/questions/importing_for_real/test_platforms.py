"""The platforms of the package through a whole import, with the database and the job around them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from django_jobkit.questions.exports.as_json import write_json
from django_jobkit.questions.exports.entries import entries_of
from django_jobkit.questions.fakes.factories import new_owner
from django_jobkit.questions.models import Question
from django_jobkit.questions.platforms.codewars import read_codewars
from django_jobkit.questions.platforms.file import read_file
from django_jobkit.questions.platforms.leetcode import read_leetcode
from tests.questions.importing.kit import counts, imported, report, run, said, started
from tests.questions.platforms.web.servers import Answer, Asked, serving

_EXECUTOR = "tests.services.executors.ListeningExecutor"
_CSV = b"""Problem,Topics,Level,Date,Status
Two Sum,Array; Hash,E,2025-03-04,AC
Three Sum,Array,purple,,
two  sum,,,2025-03-05,WA
"""


@pytest.fixture(autouse=True)
def _settings(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    settings.JOBKIT = {"EXECUTOR": _EXECUTOR}


@pytest.fixture
def owner(db: None) -> Any:
    return new_owner()


def _upload(data: bytes, name: str = "q.csv") -> dict[str, Any]:
    return {"upload": SimpleUploadedFile(name, data)}


@pytest.mark.requires_extra("files")
def test_a_file_can_be_imported_again_and_again(owner: Any) -> None:
    first = imported(read_file, owner, **_upload(_CSV))
    assert counts(first) == {"created": 1, "updated": 1, "invalid": 1}
    (bad,) = report(first).filter(outcome="invalid")
    assert (bad.line, bad.title, set(bad.errors)) == (3, "Three Sum", {"difficulty"})
    assert dict(bad.raw)["Level"] == "purple"
    before = said(owner)
    assert [(title, tags, solved) for title, *_, solved, tags, _ in before] == [("Two Sum", ("Array", "Hash"), 1)]
    assert counts(imported(read_file, owner, **_upload(_CSV)))["invalid"] == 1
    assert [row[6] for row in said(owner)] == [2]


@pytest.mark.requires_extra("files")
def test_a_file_that_cannot_be_read_fails_at_once_with_its_code(owner: Any) -> None:
    failed = run(started(read_file, owner, **_upload(b"\x00\x01\x02" * 500, "q.csv")))
    assert (failed.job.status, failed.job.attempt) == ("FAILED", 1)
    assert failed.job.error["code"] == "unknown_format"


def _one_kata(asked: Asked) -> Answer:
    kata = {"id": "k1", "name": "Kata", "slug": "kata", "completedLanguages": [], "completedAt": "2025-03-04T10:00:00Z"}
    return Answer({"totalPages": 1, "totalItems": 1, "data": [kata]})


@pytest.mark.requires_extra("egress")
def test_katas_become_questions_and_a_second_import_changes_nothing(owner: Any) -> None:
    with serving(_one_kata):
        assert counts(imported(read_codewars, owner, options={"username": "ada"})) == {"created": 1}
        assert counts(imported(read_codewars, owner, options={"username": "ada"})) == {"unchanged": 1}


@pytest.mark.requires_extra("egress")
def test_an_unknown_user_fails_at_once(owner: Any) -> None:
    unknown = Answer({"data": {"matchedUser": None}})
    with serving(lambda asked: unknown) as fake:
        failed = run(started(read_leetcode, owner, options={"username": "ada"}))
    assert (failed.job.status, failed.job.error["code"]) == ("FAILED", "user_not_found")
    assert len(fake.asked) == 1


@pytest.mark.requires_extra("egress")
def test_a_platform_that_wants_patience_is_asked_again_later_and_loses_no_attempt(owner: Any) -> None:
    with serving(_one_kata) as fake:
        fake.first.append(Answer(status=429, headers={"Retry-After": "600"}))
        waiting = run(started(read_codewars, owner, options={"username": "ada"}))
        assert waiting.job.status == "PENDING"
        done = run(waiting)
    assert (done.job.status, counts(done)) == ("COMPLETED", {"created": 1})


@pytest.mark.requires_extra("egress")
def test_a_platform_that_is_down_is_tried_again(owner: Any) -> None:
    with serving(lambda asked: Answer({"data": {"matchedUser": {}, "recentAcSubmissionList": []}})) as fake:
        fake.first.append(Answer(status=503))
        waiting = run(started(read_leetcode, owner, options={"username": "ada"}))
        assert waiting.job.status == "PENDING"
        assert run(waiting).job.status == "COMPLETED"


@pytest.mark.requires_extra("egress")
def test_what_no_database_keeps_ends_no_import(owner: Any) -> None:
    odd = {"id": "\ud800", "name": "a\0\ud800", "slug": None, "completedLanguages": ["\0"], "completedAt": "2025-03-04"}
    katas = [odd, {**odd, "id": "k2"}, {**odd, "id": "k3", "name": "good", "completedLanguages": []}]
    with serving(lambda asked: Answer({"totalPages": 1, "totalItems": 3, "data": katas})):
        done = imported(read_codewars, owner, options={"username": "ada"})
    assert done.rows == 3
    assert done.created >= 1


@pytest.mark.requires_extra("files")
def test_an_export_comes_back_whole_to_somebody_else(owner: Any) -> None:
    other = new_owner()
    imported(read_file, owner, **_upload(_CSV))
    exported = io.BytesIO()
    write_json(exported, entries_of(Question.objects.owned_by(owner), with_logs=True))
    assert counts(imported(read_file, other, **_upload(exported.getvalue(), "q.json"))) == {"created": 1}
    assert said(other) == said(owner)
    assert counts(imported(read_file, owner, **_upload(exported.getvalue(), "q.json"))) == {"unchanged": 1}
