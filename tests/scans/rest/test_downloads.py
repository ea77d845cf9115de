"""A collection as a file: every format, the whole of it, in constant memory, under both kinds of server."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import tracemalloc
from typing import Any

import pytest
from django.core.handlers.asgi import ASGIHandler
from django.http import StreamingHttpResponse
from rest_framework.test import APIClient

from django_jobkit.downloads import StreamedAnswer
from django_jobkit.scans.problems import RecordsGone
from django_jobkit.scans.store.emptying import empty
from tests.scans.rest.conftest import make_scan, numbered, url_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARQUET = "application/vnd.apache.parquet"
TYPES = {
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "csv": "text/csv",
    "xlsx": XLSX,
    "parquet": PARQUET,
}


def body_of(answer: Any) -> bytes:
    """All of a streamed answer."""
    assert answer.status_code == 200, answer.content
    assert isinstance(answer, StreamingHttpResponse)
    return b"".join(answer.streaming_content)  # type: ignore[arg-type]


def records_in(kind: str, body: bytes) -> list[Any]:
    """The numbers of the records in a file."""
    if kind == "json":
        return [record["n"] for record in json.loads(body)]
    if kind == "ndjson":
        return [json.loads(line)["n"] for line in body.splitlines()]
    if kind == "csv":
        return [int(row["n"]) for row in csv.DictReader(io.StringIO(body.decode()))]
    if kind == "xlsx":
        openpyxl = pytest.importorskip("openpyxl")
        rows = openpyxl.load_workbook(io.BytesIO(body), read_only=True).active.iter_rows(values_only=True)
        return [row[0] for row in rows][1:]
    parquet = pytest.importorskip("pyarrow.parquet")
    numbers: list[Any] = parquet.read_table(io.BytesIO(body)).column("n").to_pylist()
    return numbers


@pytest.mark.requires_extra("parquet")
@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("by", ["query", "header"])
def test_the_whole_collection_comes_as_a_file(api: APIClient, owner: Any, kind: str, by: str, settings: Any) -> None:
    # Ours even where the host leaves it out.
    settings.SECURE_CONTENT_TYPE_NOSNIFF = False
    scan = make_scan(records=numbered(250), owner=owner, name="Größe/2: a\r\nb")
    url = url_of(scan, "result")
    if by == "header" and kind == "json":
        return
    answer = api.get(f"{url}?format={kind}") if by == "query" else api.get(url, HTTP_ACCEPT=TYPES[kind])
    assert records_in(kind, body_of(answer)) == list(range(250))
    assert answer["Content-Type"].partition(";")[0] == TYPES[kind]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe_2_%20a_b.{kind}"
    assert answer["Cache-Control"] == "private, no-cache"
    assert "Accept" in answer["Vary"]


def test_json_by_accept_stays_a_page(api: APIClient, owner: Any) -> None:
    url = url_of(make_scan(records=numbered(3), owner=owner), "result")
    for accepted in ("application/json", "*/*", "application/json, text/plain, */*", "text/html, */*;q=0.1"):
        assert api.get(url, HTTP_ACCEPT=accepted).json()["count"] == 3


@pytest.mark.requires_extra("parquet")
@pytest.mark.parametrize("kind", TYPES)
def test_a_head_says_what_a_get_would_and_reads_nothing(api: APIClient, owner: Any, kind: str) -> None:
    url = f"{url_of(make_scan(records=numbered(30), owner=owner), 'result')}?format={kind}"
    got, head = api.get(url), api.head(url)
    body_of(got)
    assert b"".join(head.streaming_content) == b""
    assert dict(head.items()) == dict(got.items())


def test_fields_and_filters_apply(api: APIClient, owner: Any) -> None:
    url = url_of(make_scan(records=numbered(30), chunk=7, owner=owner), "result")
    chosen = "fields=word,n&filter[n__gte]=27&search=word"
    assert body_of(api.get(f"{url}?format=csv&{chosen}")).decode().splitlines() == [
        "word,n",
        "word 27,27",
        "word 28,28",
        "word 29,29",
    ]
    assert json.loads(body_of(api.get(f"{url}?format=json&{chosen}&fields=n"))) == [{"n": 27}, {"n": 28}, {"n": 29}]
    assert json.loads(body_of(api.get(f"{url}?format=json&filter[n]=99"))) == []


def test_a_formula_is_defused_unless_the_caller_wants_it_raw(api: APIClient, owner: Any) -> None:
    url = f"{url_of(make_scan(records=[{'a': '=1+1'}], owner=owner), 'result')}?format=csv"
    assert body_of(api.get(url)) == b"a\r\n'=1+1\r\n"
    assert body_of(api.get(f"{url}&raw=true")) == b"a\r\n=1+1\r\n"


def test_a_part_can_be_downloaded(api: APIClient, owner: Any) -> None:
    url = url_of(make_scan("FAILED", numbered(3), owner=owner), "result")
    assert json.loads(body_of(api.get(f"{url}?format=json&partial=true"))) == numbered(3)


@pytest.mark.parametrize(
    ("accept", "sent"),
    [
        ("text/csv;q=0, application/x-ndjson", "application/x-ndjson"),
        ("text/csv;q=0, text/*", None),
        ("text/csv;q=0.0, */*;q=0.1", "application/json"),
        ("application/json;q=0, text/csv;q=0.5", "text/csv; charset=utf-8"),
        ("application/json;q=0", None),
        ("*/*;q=0", None),
        ("text/csv;q=banana", "text/csv; charset=utf-8"),
    ],
)
def test_what_a_caller_does_not_take_is_not_sent(api: APIClient, owner: Any, accept: str, sent: str | None) -> None:
    answer = api.get(url_of(make_scan(records=numbered(1), owner=owner), "result"), HTTP_ACCEPT=accept)
    assert (answer.status_code, answer["Content-Type"]) == ((406, "application/json") if sent is None else (200, sent))


@pytest.mark.parametrize("query", ["format=pdf", "format=", "format=JSON"])
def test_an_unknown_format_is_a_406_of_our_shape(api: APIClient, owner: Any, query: str) -> None:
    url = url_of(make_scan(owner=owner), "result")
    answer = api.get(f"{url}?{query}")
    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")
    assert api.get(url, HTTP_ACCEPT="image/png").status_code == 406


@pytest.mark.parametrize("query", ["fields=nobody", "filter[nobody]=1"])
def test_what_is_wrong_is_said_in_json_whatever_the_file_was_to_be(api: APIClient, owner: Any, query: str) -> None:
    url = url_of(make_scan(records=numbered(1), owner=owner), "result")
    for answer in (api.get(f"{url}?format=csv&{query}"), api.get(f"{url}?{query}", HTTP_ACCEPT="text/csv")):
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/json")
        assert answer.json()["code"] == "invalid"


def test_a_sheet_that_is_too_long_is_refused_before_a_byte_is_sent(api: APIClient, owner: Any, jobkit: Any) -> None:
    jobkit(SCANS={"MAX_XLSX_RECORDS": 2})
    answer = api.get(f"{url_of(make_scan(records=numbered(3), owner=owner), 'result')}?format=xlsx")
    assert (answer.status_code, answer.json()["code"]) == (400, "too_many_rows_for_xlsx")


def test_a_file_has_one_suffix_and_without_a_name_to_speak_of_it_is_called_records(api: APIClient, owner: Any) -> None:
    named = api.get(f"{url_of(make_scan(owner=owner, name='orders.TSV'), 'result')}?format=csv")
    assert named["Content-Disposition"] == 'attachment; filename="orders.csv"'
    url = f"{url_of(make_scan(owner=owner, name=' .. '), 'result')}?format=csv"
    assert api.get(url)["Content-Disposition"] == 'attachment; filename="records.csv"'


@pytest.mark.slow
def test_a_long_file_takes_no_more_memory_than_a_short_one(api: APIClient, owner: Any) -> None:
    scan = make_scan(records=[{"n": n, "text": "x" * 200} for n in range(60_000)], chunk=1000, owner=owner)
    answer = api.get(f"{url_of(scan, 'result')}?format=ndjson")
    tracemalloc.start()
    size = sum(map(len, answer.streaming_content))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 12_000_000
    assert peak < 6_000_000


@pytest.mark.parametrize("query", ["format=json", "format=csv&fields=n"])
def test_a_file_breaks_off_when_its_records_go_away_meanwhile(api: APIClient, owner: Any, query: str) -> None:
    scan = make_scan(records=numbered(100), chunk=10, owner=owner)
    answer = api.get(f"{url_of(scan, 'result')}?{query}")
    pieces = iter(answer.streaming_content)
    next(pieces)
    empty(scan.pk)
    with pytest.raises(RecordsGone):
        list(pieces)


def test_pieces_are_made_one_at_a_time_under_asgi() -> None:
    made: list[int] = []

    def pieces() -> Any:
        for number in range(3):
            made.append(number)
            yield b"%d" % number

    async def read() -> list[tuple[bytes, int]]:
        return [(piece, len(made)) async for piece in StreamedAnswer(pieces())]

    assert asyncio.run(read()) == [(b"0", 1), (b"1", 2), (b"2", 3)]


@pytest.mark.django_db(transaction=True)
def test_an_asgi_server_sends_the_file_piece_by_piece_without_a_warning(settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "PERMISSIONS": ["rest_framework.permissions.AllowAny"]}
    scan = make_scan(records=numbered(40), chunk=10, owner=None)
    scope = {
        "type": "http",
        "method": "GET",
        "path": url_of(scan, "result"),
        "query_string": b"format=ndjson",
        "headers": [(b"host", b"testserver")],
    }
    sent: list[Any] = []

    async def serve() -> None:
        asked: asyncio.Queue[Any] = asyncio.Queue()
        asked.put_nowait({"type": "http.request", "body": b"", "more_body": False})

        async def send(message: Any) -> None:
            sent.append(message)

        await ASGIHandler()(scope, asked.get, send)

    asyncio.run(serve())
    bodies = [message["body"] for message in sent if message.get("body")]
    assert sent[0]["status"] == 200
    assert len(bodies) == 4
    assert records_in("ndjson", b"".join(bodies)) == list(range(40))
