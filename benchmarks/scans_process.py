"""``python -m benchmarks.scans_process ACT ...``: one act on scans in a process of its own, told as JSON.

A process of its own, for nothing else has taken memory in it.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

from benchmarks.memory import peak


def migrate() -> dict[str, Any]:
    """Make the tables."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return {}


def start(path: str) -> dict[str, Any]:
    """Upload a file and start a scan of it, which nobody runs yet."""
    from django.core.files import File

    from django_jobkit.scans.services.start import ScanRequest, start_scan

    with Path(path).open("rb") as file:
        scan = start_scan(ScanRequest(extractor="file", upload=File(file, "customers.csv"))).scan
    return {"scan": str(scan.pk)}


def work(scan_id: str) -> dict[str, Any]:
    """Be the worker that runs the scan: from its start to the moment that the job is seen COMPLETED."""
    from benchmarks.job_runs import run_to_end
    from django_jobkit.scans.models import Scan

    run = run_to_end(scan_id)
    return {**run, "records": Scan.objects.get(pk=scan_id).records}


def page(scan_id: str, shallow: str, deep: str, looks: str) -> dict[str, Any]:
    """The median times of two pages of a hundred records that end at these rows, over the view, taken in turns."""
    from rest_framework.test import APIClient

    client = APIClient()

    def look(row: str) -> float:
        begun = time.perf_counter()
        answer = client.get(f"/api/scan/result/{scan_id}/?page_size=100&page={int(row) // 100}")
        assert answer.status_code == 200 and len(answer.json()["records"]) == 100
        return time.perf_counter() - begun

    look(shallow)
    pairs = [(look(shallow), look(deep)) for _ in range(int(looks))]
    return {
        "shallow": statistics.median(pair[0] for pair in pairs),
        "deep": statistics.median(pair[1] for pair in pairs),
    }


def download(scan_id: str, name: str) -> dict[str, Any]:
    """Read the whole answer of the view, piece by piece."""
    from rest_framework.test import APIClient

    client = APIClient()
    client.get(f"/api/scan/result/{scan_id}/")
    with peak() as found:
        begun, cpu = time.perf_counter(), time.process_time()
        answer = client.get(f"/api/scan/result/{scan_id}/?format={name}")
        assert answer.status_code == 200, answer.content
        size = sum(map(len, answer.streaming_content))
        seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
        answer.close()
    return {"seconds": seconds, "cpu": cpu, "peak": found.above, "bytes": size}


_ACTS: dict[str, Callable[..., dict[str, Any]]] = {act.__name__: act for act in (migrate, start, work, page, download)}

if __name__ == "__main__":
    django.setup()
    print(json.dumps(_ACTS[sys.argv[1]](*sys.argv[2:])))
