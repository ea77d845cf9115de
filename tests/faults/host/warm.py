"""A web application that has run a job before the server forks."""

from __future__ import annotations

import time

from tests.faults.host.wsgi import application

__all__ = ["application"]


def _warm_up() -> None:
    from tests.faults.host.burdens.jobs import probe

    job = probe.submit()
    until = time.monotonic() + 20
    while not job.is_terminal and time.monotonic() < until:
        time.sleep(0.02)
        job.refresh_from_db()


_warm_up()
