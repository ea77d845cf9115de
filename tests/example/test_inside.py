"""The example project's own tests pass with the example project's own settings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.example.conftest import LIMIT, ROOT, example_environment

INSIDE = Path(__file__).parent / "inside"
OPTIONS = ["--ds", "config.settings", "--override-ini", "pythonpath=. example_project", "-p", "no:cacheprovider", "-q"]


def test_the_tests_inside_the_example_project_pass(database: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", str(INSIDE), *OPTIONS],
        cwd=ROOT,
        env=example_environment(database, JOBKIT_EXECUTOR="immediate"),
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
