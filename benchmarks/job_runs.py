"""Be the worker that runs a job; imported once Django is set up."""

from __future__ import annotations

import time
from typing import Any

from django.db import connection

from benchmarks.memory import peak
from django_jobkit.core.executor import get_executor
from django_jobkit.executors.thread import ThreadExecutor
from django_jobkit.models import Job

_PATIENCE = 3600.0


def run_to_end(job_id: str) -> dict[str, Any]:
    """What it took, from the start of the executor to the moment that the job is seen COMPLETED."""
    executor = get_executor()
    assert isinstance(executor, ThreadExecutor)
    # Idle: connected, and with what every worker has loaded.
    assert Job.objects.get(pk=job_id).status == "PENDING"
    with peak() as found:
        begun, cpu = time.perf_counter(), time.process_time()
        executor.start()
        while (status := Job.objects.values_list("status", flat=True).get(pk=job_id)) in {"PENDING", "RUNNING"}:
            assert time.perf_counter() - begun < _PATIENCE, f"still {status}"
            time.sleep(0.02)
        seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    executor.stop()
    assert status == "COMPLETED", Job.objects.get(pk=job_id).error
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # As autovacuum would, within a minute.
            cursor.execute("ANALYZE")
    return {"seconds": seconds, "cpu": cpu, "peak": found.above}
