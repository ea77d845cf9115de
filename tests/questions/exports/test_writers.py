"""The files themselves, made of rows that are in no database."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from django_jobkit.files.formulas import restored
from django_jobkit.questions.exports.as_apkg import write_apkg
from django_jobkit.questions.exports.as_csv import write_csv
from django_jobkit.questions.exports.as_json import write_json
from django_jobkit.questions.exports.entries import Entry
from django_jobkit.questions.importing.registry import platforms
from django_jobkit.questions.importing.rows import ImportedRow
from django_jobkit.questions.models import Question, QuestionLog
from django_jobkit.testing.platforms import rows_of, run_platform

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
TEXT = st.text(st.sampled_from("aé=+-@'\"\n\t,;| <b>😀"), max_size=12)
TAG = st.text(st.sampled_from("ab=;,|[]'\" é"), min_size=1, max_size=6).map(lambda text: " ".join(text.split()))


def a_question(pk: int = 1, **fields: Any) -> Question:
    given = {"title": "Two pointers", "slug": "two-pointers", "created_at": NOW, "updated_at": NOW, **fields}
    return Question(pk=pk, **given)


def a_log(pk: int = 1, **fields: Any) -> QuestionLog:
    return QuestionLog(pk=pk, question_id=1, **{"date_attempted": NOW, "outcome": "Solved", **fields})


def written(write: Any, entries: Iterable[Entry]) -> bytes:
    file = io.BytesIO()
    write(file, entries)
    return file.getvalue()


def rows_in(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_a_question_without_attempts_has_a_row_of_its_own() -> None:
    (row,) = rows_in(written(write_csv, [Entry(a_question(), ["graphs", "heaps"])]))
    assert (row["title"], row["tags"], row["date_attempted"]) == ("Two pointers", "graphs; heaps", "")


def test_each_attempt_has_a_row_with_its_question() -> None:
    rows = rows_in(written(write_csv, [Entry(a_question(), [], iter([a_log(1), a_log(2, outcome="")]))]))
    assert [(row["id"], row["outcome"]) for row in rows] == [("1", "Solved"), ("1", "")]


def test_no_cell_begins_a_formula() -> None:
    question = a_question(title="=1+1", source="@x", content="-1")
    (row,) = rows_in(written(write_csv, [Entry(question, ["+a"], [a_log(self_notes="=2")])]))
    assert not [value for value in row.values() if value.startswith(("=", "+", "-", "@"))]
    assert restored(row["title"]) == "=1+1"


@pytest.mark.parametrize("write", [write_csv, write_json])
@given(
    title=TEXT.map(lambda text: "x" + " ".join(text.split())),
    texts=st.lists(TEXT, min_size=4, max_size=4),
    tags=st.lists(TAG.filter(bool), unique=True, max_size=3),
)
@settings(max_examples=60)
def test_what_was_written_is_read_again(write: Any, title: str, texts: list[str], tags: list[str]) -> None:
    source, content, approach, notes = texts
    log = a_log(solution_approach=approach, self_notes=notes, time_spent_min=7)
    entry = Entry(a_question(title=title, source=source, content=content, difficulty="Hard"), tags, [log])
    upload = written(write, [entry])
    (row,) = rows_of(
        run_platform(platforms.get("file"), upload=upload, upload_name="q.csv" if write is write_csv else "q.json")
    )
    assert isinstance(row, ImportedRow), row
    assert (row.title, row.difficulty, row.is_active, sorted(row.tags or ())) == (title, "Hard", True, sorted(tags))
    assert (row.source or "", row.content or "") == (source, content)
    (attempt,) = row.attempts
    assert (attempt.date_attempted, attempt.outcome, attempt.time_spent_min) == (NOW, "Solved", 7)
    assert (attempt.solution_approach, attempt.self_notes) == (approach, notes)


def test_json_has_a_list_of_questions_with_their_attempts() -> None:
    entries = [Entry(a_question(), ["graphs"], iter([a_log(1), a_log(2)])), Entry(a_question(2), [])]
    found = json.loads(written(write_json, entries))["questions"]
    assert [(one["id"], one["tags"], len(one["logs"])) for one in found] == [(1, ["graphs"], 2), (2, [], 0)]


def test_json_of_nothing_is_json() -> None:
    assert json.loads(written(write_json, [])) == {"questions": []}


def test_lone_surrogates_break_no_file() -> None:
    entry = Entry(a_question(title="\ud800"), [])
    assert b"?" in written(write_csv, [entry])
    assert json.loads(written(write_json, [entry]))


@pytest.mark.requires_extra("questions")
class TestAnki:
    """The package as Anki opens it: a zip with a database."""

    @contextmanager
    def collection(self, folder: Path, *entries: Entry) -> Iterator[sqlite3.Connection]:
        with ZipFile(io.BytesIO(written(write_apkg, entries))) as package:
            assert sorted(package.namelist()) == ["collection.anki2", "media"]
            package.extract("collection.anki2", folder)
        with closing(sqlite3.connect(folder / "collection.anki2")) as connection:
            yield connection

    def test_a_question_is_a_note_with_one_card(self, tmp_path: Path) -> None:
        question = a_question(title="a < b", content="<p>Say <b>why</b>.</p>", difficulty="Easy", source="x\x1fy")
        with self.collection(tmp_path, Entry(question, ["two pointers", "graphs"])) as collection:
            notes = collection.execute("SELECT flds, tags FROM notes").fetchall()
            cards = collection.execute("SELECT count(*), min(queue), min(reps) FROM cards").fetchone()
        assert notes == [("a &lt; b\x1f<p>Say <b>why</b>.</p>\x1fxy\x1fEasy", " two_pointers graphs ")]
        assert cards == (1, 0, 0)

    def test_anki_knows_a_note_again(self, tmp_path: Path) -> None:
        def identity(name: str, *entries: Entry) -> Any:
            (tmp_path / name).mkdir()
            with self.collection(tmp_path / name, *entries) as collection:
                models, decks = collection.execute("SELECT models, decks FROM col").fetchone()
                guids = [row[0] for row in collection.execute("SELECT guid FROM notes")]
            return guids, set(json.loads(models)), decks

        first = identity("one", Entry(a_question(), []), Entry(a_question(2), []))
        assert identity("two", Entry(a_question(title="New"), []), Entry(a_question(2), ["a"])) == first
        assert len(set(first[0])) == 2
        # That of another installation is another question.
        elsewhere = Entry(a_question(created_at=NOW.replace(year=2025)), [])
        assert identity("three", elsewhere)[0][0] not in first[0]

    def test_nothing_is_left_behind(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

        def broken() -> Iterable[Entry]:
            yield Entry(a_question(), [])
            raise InterruptedError

        with pytest.raises(InterruptedError):
            written(write_apkg, broken())
        written(write_apkg, [Entry(a_question(), [])])
        assert list(tmp_path.iterdir()) == []
