"""Reads the example's settings again and again, each time in a process that has read none before."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

# What takes long is loaded once, and knows of no environment; each answer comes from a child that then becomes one.
READER = """
import json, os, sys, traceback
import django.conf, django_jobkit, environs

def answer(expression, project, environment):
    os.chdir(project)
    os.environ.clear()
    os.environ.update(environment)
    from django.conf import settings
    return {"value": eval(expression, {"settings": settings})}

for line in sys.stdin:
    if os.fork() == 0:
        try:
            said = answer(**json.loads(line))
        except BaseException:
            said = {"error": traceback.format_exc()}
        print(json.dumps(said), flush=True)
        os._exit(0)
    os.wait()
"""


class SettingsReader:
    """The process that is asked; it ends with `close`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", READER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def read(self, expression: str, project: str, environment: dict[str, str]) -> Any:
        """What `expression` over the settings of `project` is in this environment."""
        question = {"expression": expression, "project": project, "environment": environment}
        print(json.dumps(question), file=self._process.stdin, flush=True)
        assert self._process.stdout is not None
        answer = json.loads(self._process.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer["value"]

    def close(self) -> None:
        """End it."""
        self._process.communicate()
