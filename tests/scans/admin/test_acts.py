"""What is done to scans and sources from the admin goes through the services, and takes their permissions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.test import Client

from django_jobkit.scans.models import Scan, ScanSource
from django_jobkit.scans.services.sources import change_source, create_source
from tests.scans.admin.conftest import SCANS, SOURCES, TOKEN, fresh, is_gone, running

MakeScan = Callable[..., Scan]


def press(client: Client, scan: Scan, act: str, **data: str) -> Any:
    return client.post(f"{SCANS}{scan.pk}/{act}/", data, follow=True)


def choose(client: Client, rows: list[Any], action: str, address: str = SCANS, **data: str) -> Any:
    ticked = {"_selected_action": [row.pk for row in rows], "action": action, **data}
    return client.post(address, ticked, follow=True)


def test_a_waiting_scan_is_cancelled(boss: Client, make_scan: MakeScan) -> None:
    scan = make_scan(run=False)
    assert "1 scan was cancelled." in press(boss, scan, "cancel").content.decode()
    assert fresh(scan).job.status == "CANCELLED"
    assert LogEntry.objects.get().change_message == "Cancel requested."


def test_a_running_scan_is_asked_to_stop(boss: Client, make_scan: MakeScan) -> None:
    scan = running(make_scan(run=False))
    assert "1 running scan was asked to stop." in press(boss, scan, "cancel").content.decode()
    assert fresh(scan).job.cancel_requested_at is not None


def test_a_failed_scan_goes_on_and_keeps_its_records(boss: Client, make_scan: MakeScan) -> None:
    scan = make_scan(fails=True)
    assert "1 scan will go on." in press(boss, scan, "resume").content.decode()
    assert (fresh(scan).job.status, fresh(scan).records) == ("PENDING", 25)


def test_beginning_anew_asks_first_and_forgets_the_records(boss: Client, make_scan: MakeScan) -> None:
    scan = make_scan(fails=True)
    asked = press(boss, scan, "restart").content.decode()
    assert "without what it has read so far" in asked
    assert f'href="{SCANS}{scan.pk}/change/"' in asked
    assert fresh(scan).records == 25
    assert "1 scan will begin anew." in press(boss, scan, "restart", confirmed="yes").content.decode()
    assert (fresh(scan).job.status, fresh(scan).records) == ("PENDING", 0)


def test_only_what_is_possible_is_offered(boss: Client, make_scan: MakeScan) -> None:
    pages = {
        status: boss.get(f"{SCANS}{scan.pk}/change/").content.decode()
        for status, scan in {
            "FAILED": make_scan(fails=True),
            "COMPLETED": make_scan(),
            "PENDING": make_scan(run=False),
        }.items()
    }
    offered = {
        status: [act for act in ("cancel", "resume", "restart") if f"jobkit-act-{act}" in page]
        for status, page in pages.items()
    }
    assert offered == {"FAILED": ["resume", "restart"], "COMPLETED": [], "PENDING": ["cancel"]}


def test_selected_scans_are_deleted_with_their_jobs_after_a_look(boss: Client, make_scan: MakeScan) -> None:
    done, live = make_scan(), running(make_scan(run=False))
    assert "This will delete <strong>1</strong> scan" in choose(boss, [done, live], "delete_selected").content.decode()
    said = choose(boss, [done, live], "delete_selected", confirmed="yes").content.decode()
    assert "1 scan was deleted." in said
    assert "1 was left as it is: The job is RUNNING" in said
    assert is_gone(done)
    assert not is_gone(live)


def test_one_scan_is_deleted_from_its_page_with_its_job(boss: Client, make_scan: MakeScan) -> None:
    scan = make_scan()
    assert "25" in boss.get(f"{SCANS}{scan.pk}/delete/").content.decode()
    boss.post(f"{SCANS}{scan.pk}/delete/", {"post": "yes"})
    assert is_gone(scan)


@pytest.mark.parametrize("action", ["cancel_selected", "resume_selected", "restart_selected"])
def test_several_scans_are_acted_on_at_once(boss: Client, make_scan: MakeScan, action: str) -> None:
    scans = [make_scan(run=action != "cancel_selected", fails=True) for _ in range(2)]
    choose(boss, scans, action, confirmed="yes")
    assert {fresh(scan).job.status for scan in scans} == {"CANCELLED" if action == "cancel_selected" else "PENDING"}


@pytest.mark.parametrize(
    ("act", "permission"), [("cancel", "cancel_job"), ("resume", "retry_job"), ("restart", "retry_job")]
)
def test_an_act_takes_its_permission(
    staff: Callable[..., Client], make_scan: MakeScan, act: str, permission: str
) -> None:
    scan = make_scan(run=act != "cancel", fails=True)
    assert press(staff("view_scan"), scan, act, confirmed="yes").status_code == 403
    assert press(staff("view_scan", permission), scan, act, confirmed="yes").status_code == 200
    assert fresh(scan).job.status == ("CANCELLED" if act == "cancel" else "PENDING")


def test_acts_are_posts(boss: Client, make_scan: MakeScan) -> None:
    assert boss.get(f"{SCANS}{make_scan(run=False).pk}/cancel/").status_code == 405


def test_a_scan_is_neither_added_nor_changed_here(boss: Client, make_scan: MakeScan) -> None:
    assert boss.get(f"{SCANS}add/").status_code == 403
    assert boss.post(f"{SCANS}{make_scan().pk}/change/", {"extractor": "sample"}).status_code == 403


@pytest.fixture
def source(db: None) -> ScanSource:
    ada = get_user_model().objects.create_user("ada")
    return create_source(name="The shop", extractor="shop.orders", options={"token": TOKEN}, key=["number"], owner=ada)


def form(source: ScanSource) -> str:
    return f"{SOURCES}{source.pk}/change/"


def test_a_source_shows_its_options_and_no_secret(boss: Client, source: ScanSource) -> None:
    shown = boss.get(form(source)).content.decode()
    assert "&quot;token&quot;: &quot;***&quot;" in shown
    assert TOKEN not in shown


def test_the_name_and_the_key_of_a_source_are_changed_and_nothing_else(boss: Client, source: ScanSource) -> None:
    before = source.options
    boss.post(form(source), {"name": "The old shop", "key": "number, customer", "options": "{}", "extractor": "sample"})
    source.refresh_from_db()
    assert (source.name, source.key) == ("The old shop", ["number", "customer"])
    assert (source.options, source.extractor) == (before, "shop.orders")


@pytest.mark.parametrize(("given", "said"), [({"name": "Taken"}, "choose another"), ({"key": "a,a"}, "each once")])
def test_what_a_source_cannot_be_is_said_at_the_field(
    boss: Client, source: ScanSource, given: dict[str, str], said: str
) -> None:
    create_source(name="Taken", extractor="sample", owner=source.owner)
    answer = boss.post(form(source), {"name": "The shop", "key": "number", **given})
    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_the_list_of_sources_says_how_the_last_scan_stands(
    boss: Client, source: ScanSource, make_scan: MakeScan
) -> None:
    assert "never scanned" in boss.get(SOURCES).content.decode()
    scan = make_scan(options={}, source=source)
    shown = boss.get(SOURCES).content.decode()
    assert f'<a href="{SCANS}{scan.pk}/change/"><span class="jobkit-badge jobkit-badge-completed">' in shown


def test_a_scan_is_started_from_its_source_for_its_owner(boss: Client, source: ScanSource) -> None:
    said = boss.post(f"{SOURCES}{source.pk}/start/", follow=True).content.decode()
    assert "1 scan was started." in said
    scan = Scan.objects.select_related("job").get(source=source)
    assert scan.job.owner == source.owner


def test_a_source_that_needs_a_file_is_not_started_here(boss: Client, source: ScanSource) -> None:
    source.extractor = "file"
    source.save()
    assert "jobkit-act-start" not in boss.get(form(source)).content.decode()
    assert "was left as it is" in choose(boss, [source], "start_selected", SOURCES).content.decode()


def test_a_deleted_source_leaves_its_scans(boss: Client, source: ScanSource, make_scan: MakeScan) -> None:
    scan = make_scan(options={}, source=source)
    choose(boss, [source], "delete_selected", SOURCES, post="yes")
    assert not ScanSource.objects.exists()
    assert fresh(scan).source is None


def test_starting_takes_its_permission(staff: Callable[..., Client], source: ScanSource) -> None:
    assert staff("view_scansource").post(f"{SOURCES}{source.pk}/start/").status_code == 403
    assert staff("view_scansource", "add_scan").post(f"{SOURCES}{source.pk}/start/").status_code == 302


def taken_by_others(source: ScanSource) -> None:
    create_source(name="new", extractor="sample", owner=source.owner)


@pytest.mark.parametrize(
    ("meanwhile", "said"), [(ScanSource.delete, "It is gone."), (taken_by_others, "A source of this name exists")]
)
def test_what_others_do_to_a_source_while_it_is_changed_is_told(
    boss: Client, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[ScanSource], Any], said: str
) -> None:
    source = create_source(name="old", extractor="sample")

    def change_late(*args: Any, **given: Any) -> ScanSource:
        meanwhile(ScanSource.objects.get(pk=source.pk))
        return change_source(*args, **given)

    monkeypatch.setattr("django_jobkit.scans.admin.source.change_source", change_late)
    answer = boss.post(f"{SOURCES}{source.pk}/change/", {"name": "new", "key": ""}, follow=True)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not LogEntry.objects.exists()
