"""The benchmark of questions runs, on few of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.requires_extra("questions")]

_ROOT = Path(__file__).resolve().parents[2]
# In a process of its own, for it has settings of its own.
_RUN = """
import django
django.setup()
from benchmarks.practising import questions
for measure in questions(60, 1, ["SQLite"]):
    assert measure.floor > 0 and measure.ratio >= 0, measure
    print(measure.name)
"""
_NAMES = [
    "CSV to questions, 60 rows, SQLite",
    "peak memory of the worker that imports, SQLite",
    "statistics of 60 attempts, SQLite",
    "export as csv, 60 rows, SQLite",
    "export as json, 60 rows, SQLite",
    "export as apkg, 60 rows, SQLite",
    "peak memory of the worker that exports, SQLite",
]


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured on Linux alone")
def test_questions_are_measured_beside_their_floor() -> None:
    pytest.importorskip("psycopg")
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
    command = [sys.executable, "-c", _RUN]
    done = subprocess.run(command, cwd=_ROOT, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == _NAMES
