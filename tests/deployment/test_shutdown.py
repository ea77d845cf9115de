"""Nothing is killed while it is still giving its jobs back: every grace contains the one below it."""

from __future__ import annotations

import re

import pytest

from django_jobkit.conf import Config
from tests.deployment.described import GUNICORN, OURS, PROJECT, SERVICES, STAGES, command, pod_specs, said, seconds
from tests.example.conftest import Setting


@pytest.fixture(scope="module")
def grace(setting: Setting) -> float:
    """Seconds that running jobs of the example get."""
    found: float = setting(f"settings.JOBKIT.get('SHUTDOWN_GRACE', {Config.SHUTDOWN_GRACE})")
    return found


def test_gunicorn_waits_longer_than_jobs_may_take(grace: float) -> None:
    assert GUNICORN["graceful_timeout"] > grace


@pytest.mark.parametrize("name", [name for name in OURS if name != "migrate"])
def test_compose_waits_longer_than_gunicorn_and_jobs(name: str, grace: float) -> None:
    patience = seconds(SERVICES[name]["stop_grace_period"])
    assert patience > max(grace, GUNICORN["graceful_timeout"])


def test_kubernetes_waits_longer_than_jobs_gunicorn_and_the_pause_before_it(grace: float) -> None:
    pods = pod_specs()
    pause = float(pods["jobkit-web"]["containers"][0]["lifecycle"]["preStop"]["exec"]["command"][1])
    assert pods["jobkit-web"]["terminationGracePeriodSeconds"] > pause + GUNICORN["graceful_timeout"]
    assert pods["jobkit-worker"]["terminationGracePeriodSeconds"] > grace


def test_serve_celery_waits_longer_than_gunicorn() -> None:
    source = (PROJECT / "service" / "management" / "commands" / "serve_celery.py").read_text(encoding="utf-8")
    found = re.search(r"^PATIENCE = ([\d.]+)$", source, re.MULTILINE)
    assert found
    assert float(found[1]) > GUNICORN["graceful_timeout"]


def test_uvicorn_waits_as_long_as_gunicorn() -> None:
    arguments = SERVICES["web-asgi"]["command"]
    assert int(arguments[arguments.index("--timeout-graceful-shutdown") + 1]) == GUNICORN["graceful_timeout"]


@pytest.mark.parametrize("stage", ["web", "worker"])
def test_signals_reach_the_program_itself(stage: str) -> None:
    assert command(stage)[0] in {"gunicorn", "celery"}
    assert said(stage, "ENTRYPOINT") == '["tini", "--"]'
    assert said(stage, "STOPSIGNAL") == "SIGTERM"
    assert set(STAGES) == {"build", "base", "worker", "web"}
