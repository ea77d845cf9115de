"""What can run the jobs of a system, by one name: an executor, and a broker where it has one."""

from __future__ import annotations

from typing import Any

#: The arguments of a Plan.
FLEETS: dict[str, dict[str, Any]] = {
    "thread": {"executor": "thread"},
    "celery-redis": {"executor": "celery", "broker": "redis"},
    "celery-rabbitmq": {"executor": "celery", "broker": "rabbitmq"},
    "django_tasks": {"executor": "django_tasks"},
}
ALL = list(FLEETS)
#: Those that a broker stands between.
BROKERED = [name for name, plan in FLEETS.items() if "broker" in plan]
