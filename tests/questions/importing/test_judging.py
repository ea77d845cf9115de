"""What becomes of rows, whatever they are and however they are cut into batches."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.questions.importing.checking import CheckedRow, check
from django_jobkit.questions.importing.judging import Present, judge
from django_jobkit.questions.importing.shelf import Shelf
from django_jobkit.questions.models.keys import key_of
from tests.questions.importing.kit import attempt, row

pytestmark = pytest.mark.requires_extra("questions")

ATTEMPTS = st.lists(st.builds(attempt, st.integers(1, 3), st.sampled_from(["", "Solved", "FAILED"])), max_size=3)


def rows_of(names: Any) -> Any:
    """Rows with these titles and external ids."""
    fields = {
        "source": st.sampled_from([None, "", "here"]),
        "difficulty": st.sampled_from([None, "easy", "Hard"]),
        "tags": st.sampled_from([None, (), ("a",), ("A", "b")]),
        "attempts": ATTEMPTS,
    }
    return st.builds(
        lambda name, given: row(name[0], external_id=name[1], **given), names, st.fixed_dictionaries(fields)
    )


ROWS = rows_of(st.tuples(st.sampled_from(["One", "two", "TWO ", ""]), st.sampled_from(["", "", "1", "2"])))
#: What has an id has one title, as in any sound source.
SOUND_ROWS = rows_of(
    st.sampled_from([("One", ""), ("two", ""), ("One", "1"), ("two", "2"), ("TWO ", "2"), ("One", "3")])
)
ON_DUPLICATE = st.sampled_from(["update", "skip", "error"])


def stored(questions: list[dict[str, Any]]) -> Shelf:
    """The shelf of a database with these questions."""
    present = []
    for pk, question in enumerate(questions):
        key = key_of(question["fields"]["title"], question["fields"]["source"])
        present.append(Present(question_id=pk, natural_key=key, **question))
    by_external = {each.fields["external_key"]: each for each in present if each.fields["external_key"]}
    return Shelf(present, by_external)


def through(
    rows: list[Any], questions: list[dict[str, Any]], on_duplicate: str
) -> tuple[list[str], list[dict[str, Any]]]:
    """The outcomes of `rows`, and the questions that there are afterwards."""
    shelf = stored(questions)
    after = [{**question} for question in questions]
    told = []
    for number, each in enumerate(rows):
        checked = check(each, "tests")
        present = None if checked.errors else shelf.find(checked)
        verdict = judge(checked, present, on_duplicate)
        told.append(str(verdict.outcome))
        present = shelf.learn(number, checked, present, verdict)
        if present is not None:
            _write(after, present, checked, verdict)
    return told, after


def _write(after: list[dict[str, Any]], present: Present, checked: CheckedRow, verdict: Any) -> None:
    if present.question_id is None:
        present.question_id = len(after)
        nothing = {"title": "", "source": "", "content": "", "difficulty": "", "is_active": True}
        after.append({"fields": {**nothing, "external_key": checked.external_key}, "tags": {}, "attempts": set()})
    question = after[present.question_id]
    question["fields"] = {**question["fields"], **verdict.fields}
    question["tags"] = question["tags"] if verdict.tags is None else dict.fromkeys(verdict.tags, 0)
    question["attempts"] = set(present.attempts)


@given(st.lists(SOUND_ROWS, max_size=8), st.lists(SOUND_ROWS, max_size=8), ON_DUPLICATE)
def test_the_same_rows_again_leave_everything_as_it_is(before: list[Any], rows: list[Any], on_duplicate: str) -> None:
    _, there = through(before, [], "update")
    _, once = through(rows, there, on_duplicate)
    told, twice = through(rows, once, "update" if on_duplicate == "update" else on_duplicate)
    assert not set(told) & {"created"}
    if on_duplicate != "update":
        assert twice == once
        assert not set(told) & {"updated", "unchanged"}


@given(st.lists(ROWS, max_size=8), st.lists(ROWS, max_size=8))
def test_a_question_is_changed_by_its_first_row_alone(before: list[Any], rows: list[Any]) -> None:
    _, there = through(before, [], "update")
    shelf = stored(there)
    seen: set[int] = set()
    for number, each in enumerate(rows):
        checked = check(each, "tests")
        if checked.errors:
            continue
        present = shelf.find(checked)
        verdict = judge(checked, present, "update")
        present = shelf.learn(number, checked, present, verdict)
        if id(present) in seen:
            assert not verdict.fields
            assert verdict.tags is None
        seen.add(id(present))


@given(st.lists(ROWS, max_size=8), ON_DUPLICATE)
def test_no_attempt_comes_twice(rows: list[Any], on_duplicate: str) -> None:
    shelf = Shelf([], {})
    seen: dict[int, list[Any]] = {}
    for number, each in enumerate(rows):
        checked = check(each, "tests")
        present = None if checked.errors else shelf.find(checked)
        verdict = judge(checked, present, on_duplicate)
        present = shelf.learn(number, checked, present, verdict)
        if present is not None:
            seen.setdefault(present.first or 0, []).extend(verdict.attempts)
    for attempts in seen.values():
        keys = [(one.date_attempted, one.outcome) for one in attempts]
        assert len(keys) == len(set(keys))


def test_an_owner_who_has_the_question_is_told_so() -> None:
    present = Present(question_id=1, fields={"title": "Q", "source": "", "external_key": None})
    assert judge(check(row("Q"), "tests"), present, "error").errors == {"title": ["You have this question already."]}


def test_titles_and_tags_are_lines_that_the_api_would_take() -> None:
    checked = check(row("Two\n\tSum\x0b\x1b!\x7f", tags=("a\nb",)), "tests")
    assert checked.fields["title"] == "Two Sum !"
    assert checked.tags is not None
    assert list(checked.tags.values()) == ["a b"]
    assert check(row("\x1b\x07"), "tests").errors == {"title": ["This field is required."]}


def test_blanks_stay_where_the_api_lets_them_stay() -> None:
    checked = check(row(" T ", content="  a\n", attempts=[attempt(1, self_notes="    return x\n")]), "tests")
    assert (checked.fields["title"], checked.fields["content"]) == ("T", "  a\n")
    assert checked.attempts[0].self_notes == "    return x\n"
