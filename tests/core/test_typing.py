"""A type checker knows what a task takes, as its author wrote it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
pytest.importorskip("mypy")
pytest.importorskip("mypy_django_plugin")

ROOT = Path(__file__).resolve().parents[2]
TASKS = """\
from __future__ import annotations
from typing import assert_type
from django_jobkit import JobContext, RetryPolicy, Task, job
from django_jobkit.models import Job

@job("typed.add", retry=RetryPolicy())
def add(ctx: JobContext, x: int, *, y: int = 0) -> int:
    for _ in ctx.track([1, 2]):
        ctx.report_progress(1, message="half")
    return x + y

@job("typed.echo")
async def echo(value: str) -> str:
    return value

assert_type(add.submit(x=1), Job)
assert_type(echo.submit(value="a"), Job)
assert_type(add.using(queue="q").submit(x=1, y=2), Job)
add.submit(x=1, owner=None, priority=3)
"""
WRONG = {
    'add.submit(x="one")': "call-overload",
    "add.submit(z=1)": "call-overload",
    "echo.submit(7)": "call-overload",
    'add.using(queue="q").submit(x="one")': "call-overload",
}


def test_right_calls_pass_and_wrong_ones_do_not(tmp_path: Path) -> None:
    module = tmp_path / "typed_tasks.py"
    module.write_text(TASKS + "\n".join(WRONG), encoding="utf-8")
    first_wrong = len(TASKS.splitlines()) + 1

    # The cache of the checkout is used, for a first run takes a minute.
    answer = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", "--hide-error-context", str(module)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    errors = [line for line in answer.stdout.splitlines() if ": error:" in line]
    found = {int(line.split(":")[1]): line.rsplit("[", 1)[1].rstrip("]") for line in errors}
    assert found == {first_wrong + number: code for number, code in enumerate(WRONG.values())}, answer.stdout
