"""The page of one job: it tells all but the secrets, and lets do what may be done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from django_jobkit.models import Job, JobStatus
from tests.admin.conftest import LIST

MakeJob = Callable[..., Job]
PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7|add:7 }}{% debug %}",
    "javascript:alert(1)",
    "%(count)d %s {0} {}",
]


def url_of(job: Job, page: str = "change") -> str:
    return f"{LIST}{job.pk}/{page}/"


def page(client: Client, job: Job) -> str:
    answer = client.get(url_of(job))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("status", ["PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED"])
@pytest.mark.parametrize("task", ["tests.add", "gone.away", ""])
def test_every_kind_of_job_has_a_page(boss: Client, make_job: MakeJob, status: str, task: str) -> None:
    shown = page(boss, make_job(status, task=task))
    assert f"jobkit-badge-{status.lower()}" in shown


def test_secrets_are_masked_wherever_they_stand(boss: Client, make_job: MakeJob) -> None:
    secret = "hunter2"
    nested = {"steps": [{"Api-Key": secret}, {"auth": {"refreshToken": {"value": secret}}}]}
    error = {"type": "E", "code": "c", "message": f"cannot log in with password={secret} at ftp://me:{secret}@host"}
    jobs = [
        make_job("COMPLETED", params=nested, result=nested),
        make_job("FAILED", params={"password": secret}, error=error),
        make_job("RUNNING", saved_state=nested, progress_message=f"token: {secret}"),
    ]
    JobStatus.objects.create(
        job=jobs[2], seq=2, status_type="RUNNING", timestamp=timezone.now(), message=f"secret={secret}"
    )
    for job in jobs:
        shown = page(boss, job)
        assert secret not in shown
        assert "***" in shown
    assert secret not in boss.get(LIST).content.decode()


def test_what_is_stored_is_not_masked(boss: Client, make_job: MakeJob) -> None:
    job = make_job("COMPLETED", params={"token": "kept"})
    page(boss, job)
    job.refresh_from_db()
    assert job.params == {"token": "kept"}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_foreign_text_is_only_ever_text(boss: Client, make_job: MakeJob, payload: str) -> None:
    texts = {"name": payload, "queue": payload, "progress_message": payload, "unique_key": payload}
    jobs = [
        make_job("COMPLETED", result={payload: payload}, params={payload: [payload]}, **texts),
        make_job("FAILED", error={"type": payload, "message": payload, "code": payload}, **texts),
        make_job("RUNNING", saved_state=payload, **texts),
        make_job("PENDING", **{**texts, "task": payload}),
    ]
    JobStatus.objects.filter(job__in=jobs).update(message=payload)
    for shown in [boss.get(LIST).content.decode(), *(page(boss, job) for job in jobs)]:
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert 'href="javascript:' not in shown


def test_pages_carry_no_style_and_no_script_of_their_own(boss: Client, make_job: MakeJob) -> None:
    job = make_job("RUNNING", progress_current=1, progress_total=2)
    for shown in (boss.get(LIST).content.decode(), page(boss, job)):
        ours = shown[shown.index('id="content-main"') :]
        for forbidden in (" style=", "<style", " onclick=", " onsubmit=", "javascript:"):
            assert forbidden not in ours


def test_a_long_history_costs_one_query_and_shows_its_newest_rows(boss: Client, make_job: MakeJob) -> None:
    job = make_job("RUNNING", task="", history_length=250)
    now = timezone.now()
    JobStatus.objects.bulk_create(
        JobStatus(job=job, seq=seq, status_type="RUNNING", timestamp=now, message=f"step-{seq}.")
        for seq in range(2, 251)
    )
    with CaptureQueriesContext(connection) as captured:
        shown = page(boss, job)
    assert sum("jobkit_jobstatus" in item["sql"] for item in captured.captured_queries) == 1
    assert "step-250." in shown
    assert "step-50." not in shown
    assert "50 earlier steps" in shown


def test_a_huge_result_is_cut(boss: Client, make_job: MakeJob) -> None:
    shown = page(boss, make_job("COMPLETED", result=["x" * 100] * 5000))
    assert len(shown) < 100_000
    assert "more characters; the API has them all." in shown


def test_nothing_can_be_changed_or_added(boss: Client, make_job: MakeJob) -> None:
    job = make_job()
    assert boss.get(f"{LIST}add/").status_code == 403
    assert boss.post(url_of(job), {"name": "changed"}).status_code == 403
    assert 'name="_save"' not in page(boss, job)


def test_a_pending_job_is_cancelled_at_once(boss: Client, make_job: MakeJob) -> None:
    job = make_job()
    answer = boss.post(url_of(job, "cancel"), follow=True)
    assert "1 job was cancelled." in answer.content.decode()
    job.refresh_from_db()
    assert job.status == "CANCELLED"
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.action_flag, entry.change_message) == (str(job.pk), CHANGE, "Cancel requested.")


def test_a_running_job_is_asked_to_stop(boss: Client, make_job: MakeJob) -> None:
    job = make_job("RUNNING")
    answer = boss.post(url_of(job, "cancel"), follow=True)
    assert "1 running job was asked to stop." in answer.content.decode()
    assert "cancel requested" in answer.content.decode()
    job.refresh_from_db()
    assert job.cancel_requested_at is not None


def test_a_failed_job_runs_again(boss: Client, make_job: MakeJob, django_capture_on_commit_callbacks) -> None:
    job = make_job("FAILED")
    with django_capture_on_commit_callbacks(execute=True):
        answer = boss.post(url_of(job, "retry"), follow=True)
    assert "1 job will run again." in answer.content.decode()
    job.refresh_from_db()
    assert (job.status, job.result) == ("COMPLETED", 1)


def test_an_act_that_came_too_late_is_told_with_its_reason(boss: Client, make_job: MakeJob) -> None:
    answer = boss.post(url_of(make_job("COMPLETED"), "cancel"), follow=True)
    assert "1 job was left as it is: The job is COMPLETED already" in answer.content.decode()
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(
    ("status", "task", "offered"),
    [
        ("PENDING", "tests.add", {"cancel"}),
        ("RUNNING", "tests.add", {"cancel"}),
        ("FAILED", "tests.add", {"retry"}),
        ("CANCELLED", "tests.add", {"retry"}),
        ("COMPLETED", "tests.add", set()),
        ("FAILED", "", set()),
        ("RUNNING", "", {"cancel"}),
    ],
)
def test_only_what_may_be_done_now_is_offered(
    boss: Client, make_job: MakeJob, status: str, task: str, offered: set[str]
) -> None:
    job = make_job(status, task=task)
    shown = page(boss, job)
    assert {act for act in ("cancel", "retry") if url_of(job, act) in shown} == offered


@pytest.mark.parametrize("act", ["cancel", "retry"])
def test_a_look_changes_nothing(boss: Client, make_job: MakeJob, act: str) -> None:
    job = make_job("PENDING" if act == "cancel" else "FAILED")
    before = Job.objects.values().get()
    for method in (boss.get, boss.head, boss.put, boss.options):
        assert method(url_of(job, act)).status_code in {405, 200}
    for other in ("change", "delete", "history"):
        boss.get(url_of(job, other))
    assert Job.objects.values().get() == before


@pytest.mark.parametrize("act", ["cancel", "retry"])
def test_an_act_without_the_csrf_token_is_refused(boss: Client, make_job: MakeJob, act: str) -> None:
    job = make_job()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = boss.cookies
    assert strict.post(url_of(job, act)).status_code == 403
    job.refresh_from_db()
    assert job.status == "PENDING"


@pytest.mark.parametrize(("act", "status"), [("cancel", "PENDING"), ("retry", "FAILED")])
def test_each_act_takes_its_own_permission(
    staff: Callable[..., Client], make_job: MakeJob, act: str, status: str
) -> None:
    job = make_job(status)
    others = {"cancel_job", "retry_job", "delete_job", "change_job", "view_job"} - {f"{act}_job"}
    without = staff(*others)
    assert without.post(url_of(job, act)).status_code == 403
    assert url_of(job, act) not in page(without, job)
    assert staff("view_job", f"{act}_job").post(url_of(job, act)).status_code == 302


def test_an_act_on_a_job_that_is_gone_leads_back_to_the_list(boss: Client, make_job: MakeJob) -> None:
    job = make_job()
    Job.objects.all().delete()
    answer = boss.post(url_of(job, "cancel"), follow=True)
    assert answer.redirect_chain[-1][0] == LIST
    assert boss.post(f"{LIST}nonsense/cancel/").status_code == 302


def test_a_job_is_deleted_with_its_history(boss: Client, make_job: MakeJob) -> None:
    job = make_job("COMPLETED", history_length=1)
    asked = boss.get(url_of(job, "delete")).content.decode()
    assert "History rows: 1" in asked or "history rows: 1" in asked.lower()
    boss.post(url_of(job, "delete"), {"post": "yes"})
    assert not Job.objects.exists()
    assert not JobStatus.objects.exists()
    assert LogEntry.objects.get().action_flag == DELETION


def test_a_running_job_cannot_be_deleted(boss: Client, make_job: MakeJob) -> None:
    job = make_job("RUNNING")
    assert boss.post(url_of(job, "delete"), {"post": "yes"}).status_code == 403
    assert Job.objects.exists()


def test_a_job_that_began_to_run_meanwhile_is_not_deleted(
    boss: Client, make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = make_job("RUNNING", lease_expires_at=timezone.now() + timedelta(hours=1))
    monkeypatch.setattr("django_jobkit.admin.job.JobAdmin.has_delete_permission", lambda *_args, **_kwargs: True)
    answer = boss.post(url_of(job, "delete"), {"post": "yes"}, follow=True)
    assert "The job is RUNNING" in answer.content.decode()
    assert Job.objects.exists()
    assert not LogEntry.objects.exists()
