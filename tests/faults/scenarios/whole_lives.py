"""Whole lives of jobs, played at random against a model."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.faults.scenario import Run, scenario
from tests.faults.servers.ports import LOOPBACK
from tests.faults.servers.process import ROOT

_TEST = "tests/services/test_life.py::test_no_life_differs_from_the_model"
_STEPS = 50
_TOGETHER = 25


# Its short form is the test itself, in the ordinary suite.
@scenario(short=0, long=1000, over=[("postgresql",), ("sqlite",)], proves="T31: I4 I7 I10 I12 I16-I22")
def every_life_is_as_the_model_says(run: Run, database: str) -> None:
    """Random lives of fifty steps, zombies and rescues among them, are like those of a model of sixty lines."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment |= {"DJANGO_SETTINGS_MODULE": f"tests.settings.{database}", "PYTHONPATH": str(ROOT)}
    environment |= {"JOBKIT_LIFE_EXAMPLES": str(_TOGETHER), "JOBKIT_LIFE_STEPS": str(_STEPS)}
    if database == "postgresql":
        environment |= {"PGHOST": LOOPBACK, "PGPORT": str(run.services.postgresql.port), "PGUSER": "postgres"}
    # The seed of each is another, or all would play the same lives.
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", _TEST]
    for number in run.trials(factor=_TOGETHER):
        said = [*command, f"--hypothesis-seed={int.from_bytes(os.urandom(4))}"]
        done = subprocess.run(said, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900, check=False)
        assert done.returncode == 0, f"round {number}: {done.stdout[-6000:]}{done.stderr[-2000:]}"
        run.count("steps at most", _TOGETHER * _STEPS)
