"""Recent submissions at LeetCode, from a server of ours that answers as people have found its GraphQL to."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from django_jobkit.questions.importing.rows import AttemptFields, ImportCursor, ImportedRow, InvalidRow
from django_jobkit.questions.platforms.leetcode import read_leetcode
from django_jobkit.questions.problems import InvalidOptions, PlatformError
from django_jobkit.testing.platforms import rows_of
from tests.questions.platforms.web.servers import Answer, Asked, serving

pytestmark = pytest.mark.requires_extra("egress")
_OPTIONS = {"username": "ada"}


def _submission(number: int, at: int) -> dict[str, Any]:
    return {"id": str(at), "title": f"Question {number}", "titleSlug": f"question-{number}", "timestamp": str(at)}


class _Leetcode:
    """One user with these submissions."""

    def __init__(self, *submissions: Any) -> None:
        self.submissions = list(submissions)

    def __call__(self, asked: Asked) -> Answer:
        assert asked.path == "/graphql"
        variables = asked.body["variables"]
        if "matchedUser" in asked.body["query"]:
            found = self.submissions[: variables["limit"]]
            user = {"username": variables["username"]}
            return Answer({"data": {"matchedUser": user, "recentAcSubmissionList": found}})
        if variables["titleSlug"] == "question-3":
            return Answer({"data": {"question": None}})
        topics = [{"name": "Array"}, {"name": "Hash Table"}]
        question = {"title": "Q", "difficulty": "Medium", "content": "<p>Do it.</p>", "topicTags": topics}
        return Answer({"data": {"question": question}})


_RECENT = (
    _submission(1, 1772627400),
    _submission(2, 1772627300),
    _submission(1, 1772627200),
    _submission(3, 1772627100),
)


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def test_each_question_comes_once_with_all_its_attempts() -> None:
    with serving(_Leetcode(*_RECENT)) as fake:
        first, second, third = rows_of(fake.run(read_leetcode, _OPTIONS))
    assert first == ImportedRow(
        title="Question 1",
        source="https://leetcode.com/problems/question-1/",
        content="<p>Do it.</p>",
        difficulty="Medium",
        tags=("Array", "Hash Table"),
        external_id="question-1",
        attempts=(
            AttemptFields(date_attempted=_moment(1772627400), outcome="Solved"),
            AttemptFields(date_attempted=_moment(1772627200), outcome="Solved"),
        ),
        raw=_RECENT[0],
    )
    assert second.title == "Question 2"
    assert isinstance(third, ImportedRow)
    assert (third.title, third.difficulty, third.tags) == ("Question 3", None, None)


def test_without_details_there_is_one_request() -> None:
    with serving(_Leetcode(*_RECENT)) as fake:
        rows = rows_of(fake.run(read_leetcode, {**_OPTIONS, "details": False, "limit": 2}))
    assert [row.title for row in rows] == ["Question 1", "Question 2"]
    assert len(fake.asked) == 1


def test_it_goes_on_with_the_questions_that_are_left_also_when_there_are_new_ones() -> None:
    leetcode = _Leetcode(*_RECENT)
    with serving(leetcode) as fake:
        yielded = fake.run(read_leetcode, _OPTIONS)
        cursor = next(item.value for item in yielded if isinstance(item, ImportCursor))
        leetcode.submissions.insert(0, _submission(3, 1772627500))
        rest = rows_of(fake.run(read_leetcode, _OPTIONS, cursor=cursor))
    assert [row.title for row in rest] == ["Question 3", "Question 2"]
    assert isinstance(rest[0], ImportedRow)
    assert len(rest[0].attempts) == 2


def test_an_unknown_user_is_told() -> None:
    answer = Answer(
        {
            "errors": [{"message": "That user does not exist."}],
            "data": {"matchedUser": None, "recentAcSubmissionList": []},
        }
    )
    with serving(lambda asked: answer) as fake, pytest.raises(PlatformError) as refused:
        fake.run(read_leetcode, _OPTIONS)
    assert (refused.value.code, refused.value.retry) == ("user_not_found", False)


@pytest.mark.parametrize(
    "change",
    [
        {"timestamp": "soon"},
        {"timestamp": "9" * 30},
        {"timestamp": None},
        {"titleSlug": None},
        {"titleSlug": 7},
        {"titleSlug": "\ud800"},
        {"titleSlug": "x" * 300},
    ],
)
def test_a_submission_that_makes_no_sense_is_a_bad_row_among_the_others(change: dict[str, Any]) -> None:
    with serving(_Leetcode(_submission(1, 1772627400) | change, _submission(2, 1772627300))) as fake:
        yielded = fake.run(read_leetcode, _OPTIONS)
    bad, good = rows_of(yielded)
    # A cursor that no database would keep would end the import.
    assert json.dumps([item.value for item in yielded if isinstance(item, ImportCursor)], ensure_ascii=False).encode()
    assert isinstance(bad, InvalidRow)
    assert bad.title == "Question 1"
    assert isinstance(good, ImportedRow)


@pytest.mark.parametrize("entry", [None, "question", 5, ["x"]])
def test_an_entry_that_is_no_object_is_a_bad_row_that_says_where_it_stands(entry: Any) -> None:
    with serving(_Leetcode(_RECENT[0], entry, _RECENT[1])) as fake:
        good, bad, other = rows_of(fake.run(read_leetcode, _OPTIONS))
    assert (good.title, other.title) == ("Question 1", "Question 2")
    assert isinstance(bad, InvalidRow)
    assert bad.errors == {"row": ["LeetCode answered with no object as submission #2."]}


def test_what_graphql_says_instead_of_data_is_passed_on_in_part() -> None:
    answer = Answer({"errors": [{"message": "x" * 5000}], "data": None})
    with serving(lambda asked: answer) as fake, pytest.raises(PlatformError, match="it says 'xxx") as refused:
        fake.run(read_leetcode, _OPTIONS)
    assert refused.value.code == "unexpected_answer"
    assert len(refused.value.message) < 400


@pytest.mark.parametrize(
    ("field", "value"), [("limit", 21), ("limit", 0), ("username", "a b"), ("username", "x" * 101)]
)
def test_options_that_leetcode_would_not_take_are_named(field: str, value: Any) -> None:
    with pytest.raises(InvalidOptions) as refused:
        read_leetcode.validated({**_OPTIONS, field: value})
    assert set(refused.value.details) == {field}
