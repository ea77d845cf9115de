"""Completed katas of Codewars, from a server of ours that answers as its API documents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from django_jobkit.questions.importing.rows import AttemptFields, ImportCursor, ImportedRow, InvalidRow
from django_jobkit.questions.platforms.codewars import read_codewars
from django_jobkit.questions.problems import InvalidOptions, PlatformError
from django_jobkit.testing.platforms import rows_of
from tests.questions.platforms.web.servers import Answer, Asked, serving

pytestmark = pytest.mark.requires_extra("egress")
_PATH = "/api/v1/users/ada l./code-challenges/completed"
_PAGE = 3


def _kata(number: int) -> dict[str, Any]:
    return {
        "id": f"id{number}",
        "name": f"Kata {number}",
        "slug": f"kata-{number}",
        "completedLanguages": ["python", "rust"],
        "completedAt": f"2026-03-04T10:{number % 60:02}:00.000Z",
    }


class _Codewars:
    """The katas of one user; `when` changes them before a page is answered."""

    def __init__(self, count: int, when: dict[int, Callable[[list[Any]], Any]] | None = None) -> None:
        self.katas: list[Any] = [_kata(number) for number in range(count, 0, -1)]
        self.when = when or {}

    def __call__(self, asked: Asked) -> Answer:
        if asked.path != _PATH:
            return self._details(asked)
        page = int(asked.query["page"])
        if page in self.when:
            self.when.pop(page)(self.katas)
        pages = -(-len(self.katas) // _PAGE)
        data = self.katas[page * _PAGE : (page + 1) * _PAGE]
        return Answer({"totalPages": pages, "totalItems": len(self.katas), "data": data})

    def _details(self, asked: Asked) -> Answer:
        name = asked.path.removeprefix("/api/v1/code-challenges/")
        if name == "id1":
            return Answer({"success": False, "reason": "not found"}, 404)
        rank = {"id": -6, "name": "6 kyu"} if name == "id2" else {"id": None, "name": None}
        return Answer({"id": name, "description": "# a < b", "rank": rank, "tags": ["Strings"], "url": "x"})


_OPTIONS = {"username": "ada l."}


def _titles(yielded: list[Any]) -> list[str]:
    return [row.title for row in rows_of(yielded)]


def test_every_page_is_read_and_each_kata_was_solved_once() -> None:
    with serving(_Codewars(7)) as fake:
        yielded = fake.run(read_codewars, _OPTIONS)
    assert _titles(yielded) == [f"Kata {number}" for number in range(7, 0, -1)]
    assert [asked.query["page"] for asked in fake.asked] == ["0", "1", "2"]
    assert rows_of(yielded)[0] == ImportedRow(
        title="Kata 7",
        source="https://www.codewars.com/kata/kata-7",
        external_id="id7",
        attempts=(
            AttemptFields(
                date_attempted=datetime(2026, 3, 4, 10, 7, tzinfo=UTC),
                outcome="Solved",
                solution_approach="python, rust",
            ),
        ),
        raw=_kata(7),
    )


def test_who_has_completed_nothing_gets_nothing() -> None:
    with serving(_Codewars(0)) as fake:
        assert fake.run(read_codewars, _OPTIONS) == []


def test_details_are_asked_for_when_wanted_and_may_be_gone() -> None:
    with serving(_Codewars(3)) as fake:
        beta, ranked, gone = rows_of(fake.run(read_codewars, {**_OPTIONS, "details": True}))
    assert isinstance(ranked, ImportedRow)
    assert (ranked.difficulty, ranked.tags, ranked.content) == ("Medium", ("Strings",), "<pre># a &lt; b</pre>")
    assert isinstance(beta, ImportedRow)
    assert beta.difficulty is None
    assert isinstance(gone, ImportedRow)
    assert (gone.difficulty, gone.tags, gone.content) == (None, None, None)


def test_details_that_make_no_sense_spoil_their_own_kata_alone() -> None:
    with serving(_Codewars(2)) as fake:
        plain = fake.respond
        fake.respond = lambda asked: Answer({"tags": "many"}) if asked.path.endswith("/id2") else plain(asked)
        bad, good = rows_of(fake.run(read_codewars, {**_OPTIONS, "details": True}))
    assert isinstance(bad, InvalidRow)
    assert set(bad.errors) == {"tags"}
    assert good.title == "Kata 1"


def test_a_kata_completed_meanwhile_makes_none_come_twice() -> None:
    with serving(_Codewars(7, {1: lambda katas: katas.insert(0, _kata(8))})) as fake:
        titles = _titles(fake.run(read_codewars, _OPTIONS))
    assert titles == [f"Kata {number}" for number in range(7, 0, -1)]


def test_a_kata_taken_away_meanwhile_makes_none_be_missed() -> None:
    with serving(_Codewars(7, {1: lambda katas: katas.pop(0)})) as fake:
        titles = _titles(fake.run(read_codewars, _OPTIONS))
    assert titles == [f"Kata {number}" for number in range(7, 0, -1)]


@pytest.mark.parametrize("change", [lambda katas: None, lambda katas: katas.insert(0, _kata(9))])
def test_it_goes_on_behind_any_kata_and_misses_none_of_those_that_come(change: Callable[[list[Any]], Any]) -> None:
    codewars = _Codewars(7)
    with serving(codewars) as fake:
        yielded = fake.run(read_codewars, _OPTIONS)
        change(codewars.katas)
        for place, item in enumerate(yielded):
            if isinstance(item, ImportCursor):
                rest = _titles(fake.run(read_codewars, _OPTIONS, cursor=item.value))
                expected = _titles(yielded[place:])
                assert rest[len(rest) - len(expected) :] == expected
                assert set(rest) <= {f"Kata {number}" for number in range(1, 10)}


def test_without_a_change_nothing_is_read_again_behind_a_cursor() -> None:
    with serving(_Codewars(7)) as fake:
        yielded = fake.run(read_codewars, _OPTIONS)
        for place, item in enumerate(yielded):
            if isinstance(item, ImportCursor):
                assert rows_of(fake.run(read_codewars, _OPTIONS, cursor=item.value)) == rows_of(yielded[place:])


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"id": None}, ["id"]),
        ({"id": "\ud800"}, ["id"]),
        ({"completedAt": "soon"}, ["date_attempted"]),
        ({"completedAt": 5}, ["completedAt"]),
    ],
)
def test_a_kata_that_makes_no_sense_is_a_bad_row_among_the_others(change: dict[str, Any], fields: list[str]) -> None:
    codewars = _Codewars(2)
    codewars.katas[0] |= change
    with serving(codewars) as fake:
        bad, good = rows_of(fake.run(read_codewars, _OPTIONS))
    assert isinstance(bad, InvalidRow)
    assert (sorted(bad.errors), bad.title) == (fields, "Kata 2")
    assert good.title == "Kata 1"


@pytest.mark.parametrize("entry", [None, "kata", 5, ["id6"], True])
def test_an_entry_that_is_no_object_is_a_bad_row_that_says_where_it_stands(entry: Any) -> None:
    codewars = _Codewars(7)
    codewars.katas[1] = codewars.katas[4] = entry
    with serving(codewars) as fake:
        yielded = fake.run(read_codewars, _OPTIONS)
        bad = [row for row in rows_of(yielded) if isinstance(row, InvalidRow)]
        assert [row.errors["row"] for row in bad] == [
            ["Codewars answered with no object as entry 2 of page 1."],
            ["Codewars answered with no object as entry 2 of page 2."],
        ]
        assert bad[0].raw == {"entry": entry}
        assert len(rows_of(yielded)) == 7
        for place, item in enumerate(yielded):
            if isinstance(item, ImportCursor):
                assert rows_of(fake.run(read_codewars, _OPTIONS, cursor=item.value)) == rows_of(yielded[place:])


def test_katas_without_an_id_on_two_pages_are_two_bad_rows() -> None:
    codewars = _Codewars(6)
    for place in (1, 4):
        del codewars.katas[place]["id"]
    with serving(codewars) as fake:
        rows = rows_of(fake.run(read_codewars, _OPTIONS))
    assert [row.title for row in rows if isinstance(row, InvalidRow)] == ["Kata 5", "Kata 2"]


def test_a_kata_without_a_name_is_called_by_its_slug() -> None:
    codewars = _Codewars(2)
    codewars.katas[0]["name"] = None
    codewars.katas[1] |= {"name": None, "slug": None}
    with serving(codewars) as fake:
        assert _titles(fake.run(read_codewars, _OPTIONS)) == ["kata-2", "Kata id1"]


def test_an_unknown_user_is_told_and_not_asked_for_again() -> None:
    with serving(_Codewars(1)) as fake:
        fake.first.append(Answer({"success": False, "reason": "not found"}, 404))
        with pytest.raises(PlatformError) as refused:
            fake.run(read_codewars, _OPTIONS)
    assert (refused.value.code, refused.value.retry, len(fake.asked)) == ("user_not_found", False, 1)


def test_a_platform_with_endless_pages_is_not_believed() -> None:
    with (
        serving(
            lambda asked: Answer({"totalPages": 10**9, "totalItems": 10**9, "data": [_kata(1)]}), PLATFORM_MAX_PAGES=5
        ) as fake,
        pytest.raises(PlatformError, match="more than 5 pages") as refused,
    ):
        fake.run(read_codewars, _OPTIONS)
    assert refused.value.code == "unexpected_answer"
    assert len(fake.asked) == 5


@pytest.mark.parametrize("username", ["", "..", ".", "../../secret", "a/b", "a?b", "a" * 101, "a\nb", " ", "-x\0"])
def test_a_name_that_nobody_can_have_is_refused_before_anyone_is_asked(username: str) -> None:
    with pytest.raises(InvalidOptions) as refused:
        read_codewars.validated({"username": username})
    assert set(refused.value.details) == {"username"}


def test_a_name_is_one_part_of_the_address_whatever_is_in_it() -> None:
    with serving(lambda asked: Answer({"totalPages": 0, "totalItems": 0, "data": []})) as fake:
        fake.run(read_codewars, {"username": "Jürgen_5 x."})
    assert fake.asked[0].path == "/api/v1/users/Jürgen_5 x./code-challenges/completed"
