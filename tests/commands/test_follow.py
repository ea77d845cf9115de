"""What a terminal shows of a job that is being followed."""

from __future__ import annotations

import io
import sys
from typing import Any

import pytest

from django_jobkit.core.status import Status
from django_jobkit.management.follow import Lines, describe, display
from django_jobkit.models import Job


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def running(**given: Any) -> Job:
    return Job(**{"status": Status.RUNNING, "attempt": 1, "max_attempts": 3, **given})


def test_plain_lines_do_not_repeat_themselves() -> None:
    lines: list[str] = []
    shown = Lines(lines.append)
    for current in (1.0, 1.0, 2.0, 2.0):
        shown.show(running(progress_current=current, progress_total=4.0))
    assert lines == ["RUNNING    25 %", "RUNNING    50 %"]


@pytest.mark.parametrize(
    ("job", "told"),
    [
        (running(progress_current=5.0, progress_total=10.0, progress_message="Half\nway"), "50 %, Half way"),
        (running(progress_current=5.0), "5 done"),
        (running(progress_message="\x1b[2Jtoken=hunter2"), " [2Jtoken=***"),
        (running(attempt=2), "attempt 2 of 3"),
        (running(), ""),
    ],
)
def test_a_job_is_described_in_one_line(job: Job, told: str) -> None:
    assert describe(job) == told


def test_a_terminal_gets_a_bar() -> None:
    pytest.importorskip("rich")
    terminal = Terminal()
    with display(terminal) as shown:
        shown.show(running(progress_current=5.0, progress_total=10.0))
        shown.say("[b]aside")
        shown.show(running(status=Status.COMPLETED, progress_message="[red]no markup"))
    assert "[red]no markup" in terminal.getvalue()
    assert "[b]aside" in terminal.getvalue()
    assert "━" in terminal.getvalue()


def test_a_pipe_gets_lines() -> None:
    pipe = io.StringIO()
    with display(pipe) as shown:
        assert isinstance(shown, Lines)


def test_a_terminal_without_rich_gets_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rich.console", None)
    with display(Terminal()) as shown:
        assert isinstance(shown, Lines)
