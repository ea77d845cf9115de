"""``python -m benchmarks.questions_process ACT ...``: one act on questions in a process of its own, told as JSON."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django


def migrate() -> dict[str, Any]:
    """Make the tables, and nobody in them."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return {}


def floor_import(path: str) -> dict[str, Any]:
    """Insert what is in a file, for somebody new."""
    from benchmarks import questions_floor
    from benchmarks.places import spent

    owner = _new_owner()
    return spent(lambda: questions_floor.store(Path(path), owner))


def start_import(path: str) -> dict[str, Any]:
    """Upload a file and start an import of it by somebody new, which nobody runs yet."""
    from django.core.files import File

    from django_jobkit.questions.importing import starting

    owner = _new_owner()
    with Path(path).open("rb") as file:
        request = starting.ImportRequest(platform="file", owner=owner, upload=File(file, "questions.csv"))
        started = starting.start_import(request).question_import
    return {"job": str(started.pk), "owner": owner.pk}


def work(job_id: str) -> dict[str, Any]:
    """Be the worker that runs the job: from its start to the moment that it is seen COMPLETED."""
    from benchmarks.job_runs import run_to_end
    from django_jobkit.models import Job

    return {**run_to_end(job_id), "result": Job.objects.get(pk=job_id).result}


def floor_export(owner: str, name: str, path: str) -> dict[str, Any]:
    """Write the questions of somebody to a file."""
    from benchmarks import questions_floor
    from benchmarks.places import spent

    write = getattr(questions_floor, f"write_{name}")
    return spent(lambda: write(Path(path), _owner(owner)))


def start_export(owner: str, name: str) -> dict[str, Any]:
    """Ask for an export, which nobody runs yet."""
    from rest_framework.test import APIClient

    client = APIClient()
    client.force_authenticate(_owner(owner))
    answer = client.post("/api/questions/export/", {"format": name}, format="json")
    assert answer.status_code == 202, answer.content
    return {"job": answer.json()["id"]}


def look(owner: str, looks: str) -> dict[str, Any]:
    """The median times of all statistics, over the view, and of one statement over the attempts, taken in turns."""
    from rest_framework.test import APIClient

    from benchmarks import questions_floor

    user, client = _owner(owner), APIClient()
    client.force_authenticate(user)

    def statement() -> None:
        assert questions_floor.count_by_day(user)

    def view() -> None:
        answer = client.get("/api/questions/statistics/?days=731")
        assert answer.status_code == 200, answer.content

    def seconds(act: Callable[[], None]) -> float:
        begun = time.perf_counter()
        act()
        return time.perf_counter() - begun

    view()
    pairs = [(seconds(statement), seconds(view)) for _ in range(int(looks))]
    return {"floor": statistics.median(one for one, _ in pairs), "ours": statistics.median(one for _, one in pairs)}


def _new_owner() -> Any:
    from django.contrib.auth.models import User

    return User.objects.create(username=f"owner {User.objects.count()}")


def _owner(key: str) -> Any:
    from django.contrib.auth.models import User

    return User.objects.get(pk=key)


_ACTS: dict[str, Callable[..., dict[str, Any]]] = {
    act.__name__: act for act in (migrate, floor_import, start_import, work, floor_export, start_export, look)
}

if __name__ == "__main__":
    django.setup()
    print(json.dumps(_ACTS[sys.argv[1]](*sys.argv[2:])))
