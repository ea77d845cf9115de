"""``manage.py jobkit_submit``: from the request to the exit code."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from django_jobkit.core.executor import get_executor
from django_jobkit.management import follow
from django_jobkit.management.commands import jobkit_submit
from django_jobkit.models import Job
from django_jobkit.services.cancel import cancel_job

pytestmark = pytest.mark.django_db(transaction=True)


class Heard:
    """What a run of the command said, and its exit code."""

    def __init__(self, *arguments: str) -> None:
        out, err = io.StringIO(), io.StringIO()
        self.code: Any = 0
        self.refusal = ""
        try:
            call_command("jobkit_submit", *arguments, stdout=out, stderr=err, no_color=True)
        except SystemExit as error:
            self.code = error.code
        except CommandError as error:
            self.code, self.refusal = error.returncode, str(error)
        self.out, self.err = out.getvalue(), err.getvalue()


@pytest.fixture
def nobody_runs(settings: Any) -> None:
    """An executor that does not run in this process."""
    settings.JOBKIT = {"EXECUTOR": "thread", "HEARTBEAT_INTERVAL": 0.01}


def test_the_result_of_a_completed_job_goes_to_stdout() -> None:
    heard = Heard("tests.add", "--param", "x=5", "--param", "y=3")
    assert heard.code == 0
    assert json.loads(heard.out) == 8
    assert "COMPLETED" in heard.err


@pytest.mark.parametrize(
    ("given", "stored"),
    [("plain words", "plain words"), ('"5"', "5"), ("a=b", "a=b"), ("", "")],
)
def test_a_value_is_json_if_it_can_be(given: str, stored: str) -> None:
    assert json.loads(Heard("tests.echo", "--param", f"value={given}").out) == stored


def test_params_may_come_as_one_object_and_single_ones_win() -> None:
    assert Heard("tests.add", "--params-json", '{"x": 1, "y": 1}', "--param", "x=10").out.strip() == "11"


def test_a_failed_job_shows_its_error_and_exits_with_1() -> None:
    heard = Heard("tests.fail", "--param", "message=as expected")
    assert heard.code == 1
    assert "RuntimeError: as expected" in heard.err
    assert heard.out == ""


def test_an_error_tells_no_secret_and_gives_no_orders_to_the_terminal() -> None:
    heard = Heard("tests.fail", "--param", "message=token=hunter2 \x1b[2J\nsecond line")
    assert "hunter2" not in heard.err
    assert "\x1b" not in heard.err
    assert "second line" in heard.err.splitlines()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["tests.ad"], "Did you mean tests.add"),
        (["nothing.like.it"], "Registered are: "),
        (["tests.add", "--param", "x=five"], "params.x: "),
        (["tests.add", "--param", "x=1", "--param", "z=1"], "params.z: "),
        (["tests.add", "--param", "x"], "--param takes KEY=VALUE, not 'x'."),
        (["tests.add", "--params-json", "{"], "--params-json is not JSON"),
        (["tests.add", "--params-json", "[1]"], "--params-json takes an object"),
        (["tests.add", "--param", "x=1", "--owner", "nobody"], "There is no user 'nobody'."),
        (["tests.add", "--param", "x=1", "--priority", "1000"], "priority: Use a number from"),
        (["tests.add", "--param", "x=NaN"], "params.x: "),
    ],
)
def test_a_refusal_says_what_to_change_and_exits_with_2(arguments: list[str], told: str) -> None:
    heard = Heard(*arguments)
    assert heard.code == 2
    assert told in heard.refusal
    assert not Job.objects.exists()


def test_options_reach_the_job() -> None:
    owner = get_user_model().objects.create_user("ada")
    options = ["--queue", "slow", "--priority", "7", "--timeout", "60", "--name", "Sum", "--owner", "ada"]
    Heard("tests.add", "--param", "x=1", *options)
    job = Job.objects.get()
    assert (job.queue, job.priority, job.timeout, job.name, job.owner) == ("slow", 7, 60.0, "Sum", owner)


@pytest.mark.usefixtures("nobody_runs")
def test_without_following_only_the_id_is_printed_and_the_job_waits() -> None:
    heard = Heard("tests.add", "--param", "x=1", "--no-follow")
    job = Job.objects.get()
    assert heard.out.strip() == str(job.pk)
    assert job.status == "PENDING"


def test_submitting_starts_no_executor_in_a_process_that_ends_soon(settings: Any) -> None:
    settings.JOBKIT = {"EXECUTOR": "thread", "AUTOSTART": True}
    Heard("tests.add", "--param", "x=1", "--no-follow")
    assert get_executor().engine is None  # type: ignore[attr-defined]
    assert settings.JOBKIT["AUTOSTART"] is True


@pytest.mark.usefixtures("nobody_runs")
def test_a_job_runs_here_attempt_after_attempt_when_no_worker_does() -> None:
    heard = Heard("tests.flaky", "--param", "failures=2", "--here")
    assert (heard.code, heard.out.strip()) == (0, "3")


@pytest.mark.usefixtures("nobody_runs")
def test_running_here_leaves_other_jobs_alone() -> None:
    Heard("tests.add", "--param", "x=1", "--no-follow")
    Heard("tests.add", "--param", "x=2", "--here")
    assert sorted(Job.objects.values_list("status", flat=True)) == ["COMPLETED", "PENDING"]


@pytest.mark.usefixtures("nobody_runs")
def test_leaving_says_that_the_job_goes_on_and_does_not_lose_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_args: Any, **_kwargs: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(jobkit_submit, "follow", interrupted)
    heard = Heard("tests.add", "--param", "x=1")
    assert heard.code == 130
    assert "stays in its queue until a worker takes it" in heard.err
    assert Job.objects.get().status == "PENDING"


@pytest.mark.usefixtures("nobody_runs")
def test_leaving_a_job_that_runs_here_gives_it_back_uncharged(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted_once_it_runs(job_id: Any, *_args: Any, **_kwargs: Any) -> None:
        from tests.tasks.gates import gates

        assert gates["leaving"].entered.wait(20)
        raise KeyboardInterrupt

    monkeypatch.setattr(jobkit_submit, "follow", interrupted_once_it_runs)
    heard = Heard("tests.gated_politely", "--param", "gate=leaving", "--here")
    job = Job.objects.get()
    assert heard.code == 130
    assert (job.status, job.attempt, job.max_attempts, job.lane) == ("PENDING", 1, 4, "default")


@pytest.mark.usefixtures("nobody_runs")
def test_a_job_that_nobody_takes_is_explained_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = iter(range(100))

    def look(_seconds: float) -> None:
        if next(looks) == 3:
            cancel_job(Job.objects.get())

    monkeypatch.setattr(follow.time, "sleep", look)
    monkeypatch.setattr(follow, "_PATIENCE", -1.0)
    heard = Heard("tests.add", "--param", "x=1")
    assert heard.code == 1
    assert heard.err.count("No worker has taken the job yet.") == 1
    assert heard.err.count("PENDING") == 1
    assert "The job was cancelled." in heard.err


@pytest.mark.usefixtures("nobody_runs")
def test_a_job_that_is_deleted_meanwhile_ends_the_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow.time, "sleep", lambda _seconds: Job.objects.all().delete())
    assert "Somebody deleted the job." in Heard("tests.add", "--param", "x=1").refusal
