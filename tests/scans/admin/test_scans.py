"""The list of scans and the page of one: what they show, what they hide, and what they cost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from django_jobkit.scans.models import Scan
from django_jobkit.scans.services.sources import create_source
from tests.scans.admin.conftest import SCANS, TOKEN

MakeScan = Callable[..., Scan]


def page(client: Client, address: str = SCANS) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def change(scan: Scan) -> str:
    return f"{SCANS}{scan.pk}/change/"


def test_the_list_shows_how_a_scan_stands_and_what_it_found(boss: Client, make_scan: MakeScan) -> None:
    scan = make_scan(name="Orders of today")
    shown = page(boss)
    assert "Orders of today" in shown
    assert f"<span>shop.orders</span> · <span>…{scan.pk.hex[-8:]}</span>" in shown
    assert "jobkit-badge-completed" in shown
    assert ">25<" in shown
    assert "1 problem<" in shown


def test_a_failed_scan_says_why_in_the_list(boss: Client, make_scan: MakeScan) -> None:
    make_scan(fails=True)
    assert "ExtractionError: The shop is closed." in page(boss)


def test_the_list_asks_the_same_number_of_queries_for_one_row_and_for_many(boss: Client, make_scan: MakeScan) -> None:
    source = create_source(name="The shop", extractor="shop.orders")
    make_scan(run=False, extractor="sample", options={}, source=None)
    with CaptureQueriesContext(connection) as one:
        page(boss)
    for _ in range(5):
        make_scan(run=False, options={}, source=source)
    with CaptureQueriesContext(connection) as many:
        page(boss)
    assert len(many) == len(one)


def test_the_list_leaves_options_columns_and_payloads_in_the_database(boss: Client, make_scan: MakeScan) -> None:
    make_scan()
    with CaptureQueriesContext(connection) as captured:
        page(boss)
    of_rows = [query["sql"] for query in captured if "upload_name" in query["sql"] and "COUNT" not in query["sql"]]
    assert of_rows
    assert [
        name for name in ("options", "columns", "params", "saved_state") for sql in of_rows if f'"{name}"' in sql
    ] == []


@pytest.mark.parametrize("term", ["shop.orders", "Orders of to", "The sh", "id"])
def test_a_scan_is_found_by_what_people_know_of_it(boss: Client, make_scan: MakeScan, term: str) -> None:
    scan = make_scan(
        run=False, options={}, source=create_source(name="The shop", extractor="shop.orders"), name="Orders of today"
    )
    make_scan(run=False, extractor="sample", options={}, name="Something else")
    shown = page(boss, f"{SCANS}?q={scan.pk if term == 'id' else term}")
    assert "Orders of today" in shown
    assert "Something else" not in shown


def test_the_list_is_narrowed_by_status_extractor_and_source(boss: Client, make_scan: MakeScan) -> None:
    source = create_source(name="The shop", extractor="shop.orders")
    make_scan(options={}, source=source, name="Wanted")
    make_scan(run=False, extractor="sample", options={}, name="Unwanted")
    for query in ("job__status__exact=COMPLETED", "extractor__exact=shop.orders", f"source__id__exact={source.pk}"):
        shown = page(boss, f"{SCANS}?{query}")
        assert "Wanted" in shown
        assert "Unwanted" not in shown


@pytest.mark.parametrize(
    "lookup", ["options__token__startswith=d", "job__error__message__contains=x", "job__params__x=1"]
)
def test_nobody_guesses_at_secrets_through_the_query(boss: Client, make_scan: MakeScan, lookup: str) -> None:
    make_scan()
    assert boss.get(f"{SCANS}?{lookup}").status_code == 400


def test_the_page_shows_the_first_records_as_a_table_and_nothing_of_them_as_markup(
    boss: Client, make_scan: MakeScan
) -> None:
    shown = page(boss, change(make_scan()))
    assert '<th scope="col">customer</th>' in shown
    assert "<td>&lt;b&gt;0&lt;/b&gt;</td>" in shown
    assert "and 15 more" in shown
    assert "<b>0</b>" not in shown


def test_the_page_shows_the_problems_and_what_stood_there(boss: Client, make_scan: MakeScan) -> None:
    shown = page(boss, change(make_scan()))
    assert "This is no number." in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script>alert" not in shown


def test_the_page_shows_what_the_columns_hold(boss: Client, make_scan: MakeScan) -> None:
    shown = " ".join(page(boss, change(make_scan())).split())
    assert "<td>number</td><td>integer 25</td><td>0</td><td>25</td><td>0</td><td>24</td>" in shown


def test_secrets_are_masked_in_options_and_in_records(boss: Client, make_scan: MakeScan) -> None:
    shown = page(boss, change(make_scan()))
    assert "&quot;token&quot;: &quot;***&quot;" in shown
    assert TOKEN not in shown
    assert "hush" not in shown


def test_the_page_of_a_failed_scan_has_the_code_of_its_error(boss: Client, make_scan: MakeScan) -> None:
    shown = page(boss, change(make_scan(fails=True)))
    assert "<code>shop_closed</code>" in shown


def test_the_page_leads_to_the_job_the_source_and_the_extractor(boss: Client, make_scan: MakeScan) -> None:
    source = create_source(name="The shop", extractor="shop.orders")
    scan = make_scan(options={}, source=source)
    shown = page(boss, change(scan))
    assert f'<a href="/admin/jobkit/job/{scan.pk}/change/">' in shown
    assert f'<a href="/admin/jobkit_scans/scansource/{source.pk}/change/">The shop</a>' in shown
    assert "The orders of a shop." in shown


def test_an_extractor_that_is_gone_is_told(boss: Client, make_scan: MakeScan) -> None:
    scan = make_scan()
    Scan.objects.filter(pk=scan.pk).update(extractor="shop.gone")
    assert "not registered in this process" in page(boss, change(scan))


def test_a_scan_that_found_nothing_yet_has_a_page(boss: Client, make_scan: MakeScan) -> None:
    shown = page(boss, change(make_scan(run=False)))
    assert "jobkit-badge-pending" in shown
    assert "jobkit-table" not in shown


def test_without_permission_there_is_neither_list_nor_page(staff: Callable[..., Client], make_scan: MakeScan) -> None:
    scan = make_scan()
    assert staff().get(SCANS).status_code == 403
    assert staff("view_job").get(change(scan)).status_code == 403


def test_no_page_brings_scripts_or_styles_of_its_own(boss: Client, make_scan: MakeScan) -> None:
    own = page(boss, change(make_scan())).split('<div id="content-main">')[1]
    assert "style=" not in own
    assert " onclick" not in own
