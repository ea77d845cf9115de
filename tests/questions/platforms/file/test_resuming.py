"""An import that was killed goes on behind its last cursor."""

from __future__ import annotations

import json
import time
import tracemalloc
from collections.abc import Callable

import pytest

from django_jobkit.questions.importing.rows import ImportCursor
from django_jobkit.questions.platforms.file import read_file
from django_jobkit.questions.problems import PlatformError
from django_jobkit.testing.platforms import TrialImport, assert_goes_on, run_platform
from tests.questions.platforms.file.reading import workbook

pytestmark = pytest.mark.requires_extra("files")
_COUNT = 1300


def _csv() -> bytes:
    return ("Problem,Level,Date\n" + "".join(f'"Q\n{n}",e,2026-03-04\n' for n in range(_COUNT))).encode()


def _json() -> bytes:
    # What the names of the first records are taken for holds for the others too.
    late = {"difficulty": "hard", "title": "another name"}
    items = [{"name": f"Q{n}"} | (late if n > 700 else {}) for n in range(_COUNT)]
    return json.dumps({"questions": items}).encode()


def _anki() -> bytes:
    return (
        "#separator:tab\n#html:true\n#guid column:1\n" + "".join(f"g{n}\tQ{n}\tA\n" for n in range(_COUNT))
    ).encode()


def _ndjson() -> bytes:
    return b"".join(json.dumps({"title": f"Q{n}"}).encode() + b"\n" for n in range(_COUNT))


def _xlsx() -> bytes:
    return workbook(["Title", "Level"], *([f"Q{n}", "Easy"] for n in range(_COUNT)))


@pytest.mark.parametrize(
    ("make", "name"),
    [(_csv, "a.csv"), (_json, "a.json"), (_anki, "a.txt"), (_ndjson, "a.ndjson"), (_xlsx, "a.xlsx")],
)
def test_it_goes_on_from_every_cursor(make: Callable[[], bytes], name: str) -> None:
    yielded = assert_goes_on(read_file, upload=make(), upload_name=name)
    cursors = [item.value for item in yielded if isinstance(item, ImportCursor)]
    assert len(cursors) >= 3
    assert json.loads(json.dumps(cursors)) == cursors


def test_another_file_is_not_gone_on_with() -> None:
    cursor = next(
        item for item in run_platform(read_file, upload=_csv(), upload_name="a.csv") if isinstance(item, ImportCursor)
    )
    with pytest.raises(PlatformError) as refused:
        run_platform(read_file, upload=_csv(), upload_name="b.csv", cursor=cursor.value)
    assert refused.value.code == "file_changed"


def test_it_says_how_far_it_is() -> None:
    data = _csv()
    trial = TrialImport(upload=data, upload_name="a.csv")
    for _ in read_file(read_file.validated({}), trial):
        pass
    assert trial.reports[-1] == (len(data), len(data), "Reading a.csv")


@pytest.mark.slow
def test_a_quarter_of_a_million_rows_fit_into_little_memory_and_time() -> None:
    data = b"Problem,Topics,Level,Date,Status\n" + b"".join(
        b"Question %d,a; b,Easy,2026-03-%02d,AC\n" % (number, number % 28 + 1) for number in range(250_000)
    )
    trial = TrialImport(upload=data, upload_name="a.csv")
    began = time.process_time()
    assert sum(not isinstance(item, ImportCursor) for item in read_file(read_file.validated({}), trial)) == 250_000
    assert time.process_time() - began < 12.5
    tracemalloc.start()
    try:
        rows = read_file(read_file.validated({}), TrialImport(upload=data[: len(data) // 10], upload_name="a.csv"))
        for _ in rows:
            pass
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
