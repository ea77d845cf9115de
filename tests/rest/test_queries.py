"""How much is asked of the database, and what is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tests.rest.conftest import JOBS, STATUSES, TASKS, make_job, url_of

HEAVY = ('"params"', '"result"', '"saved_state"', "`params`", "`result`", "`saved_state`")


def queries_of(ask: Callable[[], Any]) -> list[str]:
    """What `ask` asks of the database; it must be answered well."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = ask()
    assert answer.status_code in {200, 202, 304}, answer.content
    return [query["sql"] for query in captured.captured_queries]


def test_a_job_is_one_query_and_still_the_same_job_a_light_one(api: APIClient, owner: Any) -> None:
    url = url_of(make_job("COMPLETED", owner=owner))
    (whole,) = queries_of(lambda: api.get(url))
    assert "saved_state" not in whole
    etag = api.get(url)["ETag"]
    (light,) = queries_of(lambda: api.get(url, HTTP_IF_NONE_MATCH=etag))
    assert not any(column in light for column in HEAVY)
    assert "COUNT" not in light


@pytest.mark.parametrize("count", [3, 30])
def test_a_list_is_as_many_queries_for_many_jobs_as_for_few(api: APIClient, owner: Any, count: int) -> None:
    for _ in range(count):
        make_job("FAILED", owner=owner)
    captured = queries_of(lambda: api.get(JOBS, {"page_size": 20}))
    assert len(captured) == (1 if count <= 20 else 2)
    assert not any(column in sql for sql in captured for column in HEAVY)
    assert len(queries_of(lambda: api.get(STATUSES, {"page_size": 20}))) == (1 if count <= 10 else 2)


def test_every_count_is_bounded(api: APIClient, staff_api: APIClient, owner: Any, jobkit: Callable[..., None]) -> None:
    jobkit(COUNT_CAP=77)
    for _ in range(3):
        job = make_job(owner=owner)
    urls = [JOBS, f"{JOBS}?cursor=", f"{JOBS}?search=x&ordering=name", STATUSES, f"{STATUSES}?cursor=&job={job.id}"]
    for client in (api, staff_api):
        for url in [*urls, f"{JOBS}summary/", url_of(job, "statuses")]:
            ask = url if "summary" in url else f"{url}{'&' if '?' in url else '?'}page_size=1"
            counts = [sql for sql in queries_of(lambda client=client, ask=ask: client.get(ask)) if "COUNT(" in sql]
            assert all("LIMIT 78" in sql for sql in counts)


def test_a_summary_is_a_fixed_number_of_queries(api: APIClient, owner: Any) -> None:
    for number in range(30):
        make_job(owner=owner, queue=f"queue {number}")
    assert len(queries_of(lambda: api.get(f"{JOBS}summary/"))) == 5


def test_a_result_reads_neither_params_nor_checkpoint(api: APIClient, owner: Any) -> None:
    job = make_job("COMPLETED", owner=owner)
    (sql,) = queries_of(lambda: api.get(url_of(job, "result")))
    assert "params" not in sql
    assert "saved_state" not in sql
    (sql,) = queries_of(lambda: api.get(f"{TASKS}{job.id}/"))
    assert "saved_state" not in sql


def test_the_types_need_no_database(api: APIClient) -> None:
    assert queries_of(lambda: api.get(f"{JOBS}types/")) == []
