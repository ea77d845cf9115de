"""What an author has in hand to try an extractor with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from django_jobkit.egress import HttpError
from django_jobkit.scans import Batch, Cursor, ExtractionError, Extractor, Problem, ScanContext
from django_jobkit.scans.registry import NoOptions
from django_jobkit.testing.scans import assert_goes_on, canned_session, run_extractor


def trial(func: Any) -> Extractor:
    """An extractor that is not registered."""
    return Extractor("trial", func, NoOptions, takes_upload=False)


def test_all_that_can_be_yielded_is_sorted() -> None:
    def everything(options: NoOptions, scan: ScanContext) -> Iterator[Any]:
        yield {"n": 1}
        yield Cursor("a")
        yield Problem("bad_cell", "No number.", line=2)
        yield Batch([{"n": 2}, {"n": 3}], cursor="b", pages=1, bytes=20)
        yield Batch([{"n": 4}])

    found = run_extractor(trial(everything))
    assert [record["n"] for record in found.records] == [1, 2, 3, 4]
    assert [problem.code for problem in found.problems] == ["bad_cell"]
    assert (found.cursors, found.counts) == (["a", "b"], [1, 3])
    assert (found.pages, found.bytes) == (1, 20)


def test_what_is_no_record_is_shown_to_the_author() -> None:
    def words(options: NoOptions, scan: ScanContext) -> Iterator[Any]:
        yield "a word"

    with pytest.raises(AssertionError, match="'a word'"):
        run_extractor(trial(words))


def test_a_cursor_that_repeats_a_record_is_found_out() -> None:
    def forgetful(options: NoOptions, scan: ScanContext) -> Iterator[Any]:
        for number in range(scan.cursor or 0, 4):
            yield Batch([{"n": number}], cursor=number)

    with pytest.raises(AssertionError, match="From the cursor 0 it gives 4 records; 3 came after it"):
        assert_goes_on(trial(forgetful))


def test_an_extractor_without_cursors_is_told_what_that_means() -> None:
    def short(options: NoOptions, scan: ScanContext) -> Iterator[Any]:
        yield {"n": 1}

    with pytest.raises(AssertionError, match="begins at the beginning"):
        assert_goes_on(trial(short))


def test_an_upload_is_read_as_often_as_it_is_opened() -> None:
    def lines(options: NoOptions, scan: ScanContext) -> Iterator[Any]:
        for _ in range(2):
            with scan.open_upload() as file:
                yield from ({"line": line.decode().strip(), "of": scan.upload_name} for line in file)

    found = run_extractor(trial(lines), upload=b"one\n", upload_name="numbers.txt")
    assert found.records == [{"line": "one", "of": "numbers.txt"}] * 2
    with pytest.raises(ExtractionError, match="No file was uploaded"):
        run_extractor(trial(lines))


def test_fetching_without_a_session_says_what_to_give() -> None:
    def fetching(options: NoOptions, scan: ScanContext) -> Iterator[Any]:
        yield scan.http.get("https://shop.example/")

    with pytest.raises(AssertionError, match="canned_session"):
        run_extractor(trial(fetching))


@pytest.fixture
def requests() -> None:
    pytest.importorskip("requests", reason="the bare environment fetches nothing")


@pytest.mark.usefixtures("requests")
def test_a_canned_session_answers_whole_addresses() -> None:
    session = canned_session({"https://shop.example/a?page=2": {"n": 2}, "https://shop.example/b": "<p>"})
    assert session.get("https://shop.example/a", params={"page": 2}).json() == {"n": 2}
    assert session.get("https://shop.example/b").text == "<p>"
    assert session.asked == ["https://shop.example/a?page=2", "https://shop.example/b"]


@pytest.mark.usefixtures("requests")
@pytest.mark.parametrize(("path", "status"), [("busy", 429), ("broken", 500), ("unknown", 404)])
def test_a_canned_error_is_raised_as_the_guarded_session_raises_it(path: str, status: int) -> None:
    session = canned_session({"https://shop.example/busy": 429, "https://shop.example/broken": 500})
    with pytest.raises(HttpError) as raised:
        session.get(f"https://shop.example/{path}")
    assert raised.value.status == status
