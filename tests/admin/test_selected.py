"""Actions on many jobs at once: counted, told in full, and asked about first where nobody ticked each job."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.admin.models import DELETION, LogEntry
from django.test import Client

from django_jobkit.admin import bulk
from django_jobkit.models import Job, JobStatus
from tests.admin.conftest import LIST

MakeJob = Callable[..., Job]


def act(client: Client, action: str, jobs: list[Job], query: str = "", **more: str) -> str:
    data = {"action": action, "_selected_action": [str(job.pk) for job in jobs], "index": "0", **more}
    answer = client.post(LIST + query, data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def messages_of(page: str) -> list[str]:
    return re.findall(r'<li class="(?:success|warning|error)">(.*?)</li>', page)


def statuses() -> list[str]:
    return sorted(Job.objects.values_list("status", flat=True))


def test_what_happened_to_each_job_is_told(boss: Client, make_job: MakeJob) -> None:
    jobs = [make_job("PENDING"), make_job("PENDING"), make_job("RUNNING"), make_job("COMPLETED")]
    told = messages_of(act(boss, "cancel_selected", jobs))
    assert told == [
        "2 jobs were cancelled.",
        "1 running job was asked to stop.",
        "1 job was left as it is: The job is COMPLETED already, so it cannot be cancelled.",
    ]
    assert statuses() == ["CANCELLED", "CANCELLED", "COMPLETED", "RUNNING"]
    assert LogEntry.objects.count() == 3


def test_failed_and_cancelled_jobs_run_again(boss: Client, make_job: MakeJob) -> None:
    jobs = [make_job("FAILED"), make_job("CANCELLED"), make_job("FAILED", task="")]
    told = messages_of(act(boss, "retry_selected", jobs))
    assert told[0] == "2 jobs will run again."
    assert told[1].startswith("1 job was left as it is: A tracked job runs elsewhere")
    assert statuses() == ["FAILED", "PENDING", "PENDING"]


def test_only_the_ticked_jobs_are_touched(boss: Client, make_job: MakeJob) -> None:
    make_job("PENDING")
    act(boss, "cancel_selected", [make_job("PENDING")])
    assert statuses() == ["CANCELLED", "PENDING"]


def test_deleting_asks_first_and_names_the_number(boss: Client, make_job: MakeJob) -> None:
    jobs = [make_job("COMPLETED"), make_job("RUNNING")]
    asked = act(boss, "delete_selected", jobs)
    assert "This will delete <strong>1</strong> job" in asked
    assert "stay as they are" in asked
    assert Job.objects.count() == 2
    told = messages_of(act(boss, "delete_selected", jobs, confirmed="yes"))
    assert told[0] == "1 job was deleted."
    assert told[1].startswith("1 job was left as it is: The job is RUNNING")
    assert statuses() == ["RUNNING"]
    assert JobStatus.objects.count() == 1
    assert LogEntry.objects.get().action_flag == DELETION


def test_all_matching_jobs_are_asked_about_and_taken_in_bounded_numbers(
    boss: Client, make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "LIMIT", 3)
    oldest = make_job("PENDING")
    jobs = [make_job("PENDING") for _ in range(3)]
    make_job("COMPLETED")
    query = "?status__exact=PENDING"
    asked = act(boss, "cancel_selected", jobs[:1], query, select_across="1")
    assert "This will cancel <strong>3</strong> jobs" in asked
    assert "the newest 3 are taken at a time" in asked
    assert statuses() == ["COMPLETED", *["PENDING"] * 4]
    named = re.findall(r'name="_selected_action" value="(.*?)"', asked)
    assert str(oldest.pk) not in named
    boss.post(LIST + query, {"action": "cancel_selected", "_selected_action": named, "confirmed": "yes"})
    assert Job.objects.filter(status="CANCELLED").count() == 3


@pytest.mark.parametrize("permission", ["cancel", "retry", "delete"])
def test_each_action_takes_its_own_permission(staff: Callable[..., Client], make_job: MakeJob, permission: str) -> None:
    job = make_job("CANCELLED" if permission == "retry" else "PENDING")
    before = Job.objects.values().get()
    others = {"cancel_job", "retry_job", "delete_job"} - {f"{permission}_job"}
    page = act(staff("view_job", *others), f"{permission}_selected", [job], confirmed="yes")
    assert f'value="{permission}_selected"' not in page
    assert Job.objects.values().get() == before
    act(staff("view_job", f"{permission}_job"), f"{permission}_selected", [job], confirmed="yes")
    assert list(Job.objects.values()) != [before]


def test_a_confirmation_without_the_csrf_token_is_refused(boss: Client, make_job: MakeJob) -> None:
    job = make_job("COMPLETED")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = boss.cookies
    data = {"action": "delete_selected", "_selected_action": [str(job.pk)], "confirmed": "yes"}
    assert strict.post(LIST, data).status_code == 403
    assert Job.objects.exists()


def test_a_user_with_running_jobs_cannot_be_deleted_over_their_heads(boss: Client, make_job: MakeJob) -> None:
    owner = boss.get(LIST).wsgi_request.user.__class__.objects.create_user("worker")
    make_job("RUNNING", owner=owner)
    boss.post(f"/admin/auth/user/{owner.pk}/delete/", {"post": "yes"})
    assert Job.objects.exists()
