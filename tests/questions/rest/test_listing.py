"""Lists of questions, attempts and tags: filters, order, arrays and pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from django_jobkit.questions.models import Question, Tag
from django_jobkit.questions.rest.filter_kinds import TRUTHS
from tests.questions.rest.conftest import QUESTIONS, TAGS
from tests.questions.rows import make_log, make_question

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def shelf(owner: Any, other: Any) -> dict[str, Question]:
    """Four questions, and somebody else's."""
    tags = {name: Tag.objects.create(owner=owner, name=name) for name in ("Graphs", "trees", "2025")}
    foreign = Tag.objects.create(owner=other, name="Graphs")
    make_log(make_question(other, title="foreign", tags=[foreign]))
    found = {
        "a": make_question(owner, title="a graph", difficulty="Hard", tags=[tags["Graphs"], tags["trees"]]),
        "b": make_question(owner, title="b", difficulty="Easy", tags=[tags["trees"]], source="LeetCode 17"),
        "c": make_question(owner, title="c", difficulty="", is_active=False, tags=[tags["2025"]]),
        "d": make_question(owner, title="d", difficulty="Medium", content="dynamic graph"),
    }
    make_log(found["a"], outcome="Solved", date_attempted=NOON)
    make_log(found["a"], outcome="Failed", date_attempted=NOON + timedelta(days=1))
    make_log(found["b"], outcome="Failed", date_attempted=NOON - timedelta(days=9))
    make_log(found["b"], outcome="Solved", date_attempted=NOON - timedelta(days=8))
    make_log(found["d"], outcome="", date_attempted=NOON + timedelta(days=30))
    return found


def titles(api: APIClient, query: str, path: str = QUESTIONS) -> str:
    """The first letters of what is listed."""
    answer = api.get(f"{path}?{query}")
    assert answer.status_code == 200, answer.content
    return "".join(row["title"][0] for row in answer.json())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tag=graphs", "a"),
        ("tag=GRAPHS&tag=2025", "ca"),
        ("tag=trees", "ba"),
        ("tag=nothing", ""),
        ("tag_all=trees&tag_all=graphs", "a"),
        ("tag_all=trees", "ba"),
        ("difficulty=Easy&difficulty=Hard", "ba"),
        ("is_active=false", "c"),
        ("is_active=True", "dba"),
        ("source=leetcode", "b"),
        ("outcome=Solved", "ba"),
        ("outcome=Partial", ""),
        ("last_outcome=Solved", "b"),
        ("last_outcome=Failed&last_outcome=Solved", "ba"),
        ("attempted=false", "c"),
        ("attempted=true", "dba"),
        ("attempted_after=2026-03-02T12:00:00Z", "da"),
        ("attempted_before=2026-03-02T12:00:00Z", "ba"),
        ("attempted_before=2026-03-02T12:00:00%2B02:00", "b"),
        ("attempted_after=2026-03-02", "da"),
        ("attempted_before=2026-03-02", "b"),
        ("search=graph", "da"),
        ("search=GRAPH a", "da"),
        ("search=17", "b"),
        ("search=", "dcba"),
        ("nonsense=1", "dcba"),
        ("tag=trees&outcome=Failed&difficulty=Hard&search=graph", "a"),
    ],
)
def test_questions_can_be_narrowed_down(api: APIClient, shelf: Any, query: str, found: str) -> None:
    assert titles(api, query) == found


@pytest.mark.requires_extra("questions")
def test_what_people_see_of_html_can_be_found(api: APIClient, owner: Any) -> None:
    make_question(owner, title="v", content="&lt;p&gt; is no vector&lt;int&gt;, says R&amp;D")

    assert titles(api, "search=vector<int>") == titles(api, "search=r%26d") == "v"


def test_a_tag_can_be_named_by_its_id(api: APIClient, owner: Any, shelf: Any) -> None:
    ids = {tag.name: tag.pk for tag in Tag.objects.filter(owner=owner)}

    assert titles(api, f"tag={ids['Graphs']}&tag={ids['2025']}") == "ca"
    assert titles(api, "tag=2025") == "c"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ordering=created_at", "abcd"),
        ("ordering=-title", "dcba"),
        ("ordering=difficulty", "bdac"),
        ("ordering=-difficulty", "adbc"),
        ("ordering=last_attempted_at", "badc"),
        ("ordering=-last_attempted_at", "dabc"),
        ("ordering=-attempts_count,title", "abdc"),
        ("ordering=solved_count,-title", "dcba"),
        ("ordering=-updated_at", "dcba"),
    ],
)
def test_questions_can_be_ordered_and_what_has_no_value_comes_last(
    api: APIClient, shelf: Any, query: str, found: str
) -> None:
    assert titles(api, query) == found


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("tag=", "tag"),
        ("tag=trees&tag=", "tag"),
        ("tag=" + "x" * 201, "tag"),
        ("&".join(["tag=x"] * 51), "tag"),
        ("difficulty=", "difficulty"),
        ("difficulty=easy", "difficulty"),
        ("outcome=solved", "outcome"),
        ("last_outcome=x", "last_outcome"),
        ("is_active=", "is_active"),
        ("is_active=maybe", "is_active"),
        ("attempted=2", "attempted"),
        ("attempted_after=", "attempted_after"),
        ("attempted_after=yesterday", "attempted_after"),
        ("attempted_before=2026-13-01", "attempted_before"),
        ("search=" + "x" * 201, "search"),
        ("source=", "source"),
        ("ordering=", "ordering"),
        ("ordering=owner", "ordering"),
        ("ordering=title,", "ordering"),
        ("ordering=--title", "ordering"),
        ("limit=", "limit"),
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=x", "limit"),
        ("limit=" + "9" * 30, "limit"),
        ("offset=-1", "offset"),
        ("offset=", "offset"),
        ("offset=1.5", "offset"),
    ],
)
def test_what_is_empty_or_wrong_is_refused_by_name(api: APIClient, query: str, field: str) -> None:
    answer = api.get(f"{QUESTIONS}?{query}")

    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])


@pytest.mark.parametrize("word", TRUTHS)
def test_truth_has_many_spellings(api: APIClient, shelf: Any, word: str) -> None:
    assert titles(api, f"is_active={word}") == ("dba" if TRUTHS[word] else "c")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("outcome=Solved", 1),
        ("outcome=Solved&outcome=Failed", 2),
        ("attempted_after=2026-03-01T12:00:01Z", 1),
        ("attempted_before=2026-03-01T12:00:00Z", 1),
        ("search=hash", 1),
        ("", 2),
    ],
)
def test_attempts_can_be_narrowed_down(api: APIClient, shelf: Any, query: str, count: int) -> None:
    shelf["a"].logs.filter(outcome="Solved").update(self_notes="a hash table")

    assert len(api.get(f"{QUESTIONS}{shelf['a'].pk}/logs/?{query}").json()) == count


def test_attempts_are_listed_the_last_one_first(api: APIClient, shelf: Any) -> None:
    path = f"{QUESTIONS}{shelf['a'].pk}/logs/"

    assert [row["outcome"] for row in api.get(path).json()] == ["Failed", "Solved"]
    assert [row["outcome"] for row in api.get(f"{path}?ordering=date_attempted").json()] == ["Solved", "Failed"]


def test_tags_are_listed_by_name(api: APIClient, shelf: Any) -> None:
    assert [tag["name"] for tag in api.get(f"{TAGS}?search=s").json()] in (["Graphs", "trees"], ["trees", "Graphs"])
    assert len(api.get(TAGS).json()) == 3
    assert [tag["name"] for tag in api.get(f"{TAGS}?ordering=-id").json()] == ["2025", "trees", "Graphs"]


def test_a_page_is_given_to_those_who_ask_for_one(api: APIClient, shelf: Any) -> None:
    first = api.get(f"{QUESTIONS}?limit=3&ordering=title").json()
    second = api.get(first["next"]).json()

    assert first["count"] == second["count"] == 4
    assert [row["title"][0] for row in first["results"] + second["results"]] == ["a", "b", "c", "d"]
    assert (first["previous"], second["next"]) == (None, None)
    assert api.get(second["previous"]).json() == first
    assert api.get(f"{QUESTIONS}?offset=3").json()["results"][0]["title"] == "a graph"
    assert api.get(f"{QUESTIONS}?offset=999999999").json()["results"] == []
    assert len(api.get(f"{QUESTIONS}?limit=999999999").json()["results"]) == 4


@pytest.fixture
def queries(api: APIClient) -> Callable[[str], int]:
    """How many a path needs."""

    def count(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            answer = api.get(path)
            b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200
        return len(seen)

    return count


def test_many_rows_need_no_more_queries_than_one(owner: Any, queries: Callable[[str], int]) -> None:
    tag = Tag.objects.create(owner=owner, name="x")
    question = make_question(owner, tags=[tag])
    make_log(question)
    paths = [QUESTIONS, TAGS, f"{QUESTIONS}{question.pk}/logs/", f"{QUESTIONS}?limit=100", f"{QUESTIONS}?tag=x"]

    few = [queries(path) for path in paths]
    for number in range(20):
        more = Tag.objects.create(owner=owner, name=f"more {number}")
        make_question(owner, tags=[tag, more])
        make_log(question)

    assert [queries(path) for path in paths] == few
    assert max(few) <= 3


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 30, 31])
def test_a_long_array_is_sent_piece_by_piece(
    api: APIClient, owner: Any, settings: Any, queries: Callable[[str], int], count: int
) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "QUESTIONS": {"ARRAY_ROWS": 10}}
    tag = Tag.objects.create(owner=owner, name="x")
    for number in range(count):
        make_question(owner, title=f"n{number:02}", tags=[tag])

    answer = api.get(f"{QUESTIONS}?ordering=title")

    assert answer.streaming is (count > 10)
    assert answer["Content-Type"] == "application/json"
    body = json.loads(answer.getvalue() if answer.streaming else answer.content)
    assert [row["title"] for row in body] == [f"n{number:02}" for number in range(count)]
    assert all(row["tags"] == [{"id": tag.pk, "name": "x"}] for row in body)
    # The first look, all ids, and rows and tags of each piece.
    pieces = -(-count // 10)
    assert queries(QUESTIONS) <= (3 + 2 * pieces if count > 10 else 2)


def test_what_is_deleted_while_it_is_sent_is_left_out(api: APIClient, owner: Any, settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "QUESTIONS": {"ARRAY_ROWS": 2}}
    questions = [make_question(owner, title=f"n{number}") for number in range(5)]

    pieces = iter(api.get(f"{QUESTIONS}?ordering=title").streaming_content)
    sent = [next(pieces), next(pieces)]
    Question.objects.filter(pk__in=[questions[2].pk, questions[3].pk]).delete()

    assert [row["title"] for row in json.loads(b"".join([*sent, *pieces]))] == ["n0", "n1", "n4"]


def test_a_head_of_a_long_array_has_no_body(api: APIClient, owner: Any, settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "QUESTIONS": {"ARRAY_ROWS": 1}}
    for _ in range(3):
        make_question(owner)

    assert api.head(QUESTIONS).status_code == 200
