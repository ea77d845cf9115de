"""What cells mean: nothing is lost by making values of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.files.tables.cells import Misfit
from django_jobkit.files.tables.column_types import ColumnType
from django_jobkit.files.tables.columns import convert_column
from tests.scans.file.context import read, scan


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1", "-2", "0"], [1, -2, 0]),
        (["123456789012345678"], [123456789012345678]),
        (["1234567890123456789"], ["1234567890123456789"]),
        (["01234", "98765"], ["01234", "98765"]),
        (["+491234", "+491235"], ["+491234", "+491235"]),
        (["1e5", "2e7"], ["1e5", "2e7"]),
        (["1.5", "2"], [1.5, 2.0]),
        (["1.5E-07", "2.0"], [1.5e-07, 2.0]),
        (["1_000", "2_000"], ["1_000", "2_000"]),
        (["1,5", "2,75"], [1.5, 2.75]),
        (["1,234", "5,678"], ["1,234", "5,678"]),
        (["1.234,5", "2,5"], ["1.234,5", "2,5"]),
        (["12%", "13%"], ["12%", "13%"]),
        (["$5", "$6"], ["$5", "$6"]),
        (["nan", "inf"], ["nan", "inf"]),
        (["٣", "٤"], ["٣", "٤"]),
        (["1", "x"], ["1", "x"]),
        (["0.12345678901234567890"], ["0.12345678901234567890"]),
        (["true", "FALSE", "True"], [True, False, True]),
        (["yes", "no"], ["yes", "no"]),
        (["2024-01-31", "2024-02-29"], ["2024-01-31", "2024-02-29"]),
        (["2024-02-30", "2024-01-01"], ["2024-02-30", "2024-01-01"]),
        (["20240131", "20240201"], [20240131, 20240201]),
        (["31.12.2024", "01.02.2024"], ["2024-12-31", "2024-02-01"]),
        (["31/12/2024", "01/02/2024"], ["2024-12-31", "2024-02-01"]),
        (["12/31/2024", "01/02/2024"], ["2024-12-31", "2024-01-02"]),
        (["01/02/2024", "03/04/2024"], ["01/02/2024", "03/04/2024"]),
        (["2024-01-31 10:20:30"], ["2024-01-31T10:20:30"]),
        (["2024-01-31T10:20:30Z"], ["2024-01-31T10:20:30+00:00"]),
        (["2024-01-31 10:20"], ["2024-01-31T10:20:00"]),
        (["31.12.2024 10:20"], ["2024-12-31T10:20:00"]),
        (["12:30", "13:45"], ["12:30", "13:45"]),
        ([" 1", "2 "], [1, 2]),
        (["1", "", "3"], [1, None, 3]),
    ],
)
def test_a_column_is_what_all_its_cells_are(cells: list[str], values: list[Any]) -> None:
    text = "name\tother\n" + "".join(f"{cell}\tx\n" for cell in cells)
    assert [record["name"] for record in read(text)] == values


def test_a_cell_that_does_not_fit_later_stays_text_and_is_told_of() -> None:
    found = scan("id,day\n" + "1,2024-01-01\n" * 1500 + "007,soon\n")
    assert found.records[-1] == {"id": "007", "day": "soon"}
    assert [(p.code, p.line, p.field, p.raw) for p in found.problems] == [
        ("cell_not_integer", 1502, "id", "007"),
        ("cell_not_date", 1502, "day", "soon"),
    ]


def test_a_named_type_is_kept_though_the_sample_does_not_fit() -> None:
    found = scan("a,b\nx,1\n2,2\n", types={"a": "integer", "b": "number"})
    assert found.records == [{"a": "x", "b": 1.0}, {"a": 2, "b": 2.0}]
    assert found.codes == ["cell_not_integer"]


@pytest.mark.parametrize(
    ("text", "has_header"),
    [
        ("id,name\n1,x\n", True),
        ("1,x\n2,y\n", False),
        ("name,city\nAda,London\n", True),
        ("country,2019,2020\nDE,1.5,2.5\nFR,1,2\n", True),
        ("name,born\nAda,1815\n", True),
        ("1815,Ada\n1912,Alan\n", False),
        ("country,5,6\nDE,1.5,2.5\nFR,1,2\n", False),
        ("Ada,London\nAda,Paris\n", False),
        ("day\n2024-01-01\n", True),
        ("31.12.2024\n01.02.2024\n", False),
        ("1\n2\n", False),
    ],
)
def test_a_header_is_told_by_its_types(text: str, has_header: bool) -> None:
    assert len(read(text)) == len(text.splitlines()) - has_header


CELLS = st.one_of(
    st.text(max_size=12),
    st.integers().map(str),
    st.floats(allow_nan=True).map(str),
    st.decimals(places=3, allow_nan=False, allow_infinity=False).map(str),
    st.dates().map(str),
    st.datetimes().map(str),
    st.datetimes().map(lambda found: found.isoformat()),
    st.text("0123456789.,-+eE _T:", max_size=20),
    st.sampled_from(["true", "FALSE", "", "0", "-0", "00", "1.", ".5", "-.5", "2024-01-01", "2024-W01-1"]),
)


@given(
    st.lists(CELLS, max_size=5),
    st.sampled_from(["integer", "number", "boolean", "date", "datetime"]),
)
def test_whole_columns_are_converted_as_single_cells_are(column: list[str], name: str) -> None:
    kind = ColumnType(name)
    told: list[int] = []
    values = convert_column(column, kind, frozenset({""}), lambda place, _: told.append(place))
    expected: list[Any] = []
    wrong = []
    for place, cell in enumerate(column):
        try:
            assert kind.convert is not None
            expected.append(kind.convert(cell.strip()) if cell.strip() else None)
        except Misfit:
            wrong.append(place)
            expected.append(cell)
    assert [(type(value), value) for value in values] == [(type(value), value) for value in expected]
    assert told == wrong
