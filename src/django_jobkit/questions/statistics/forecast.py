"""How much will be due."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from django_jobkit.core.installed import is_installed
from django_jobkit.questions.scheduling.forecast import due_counts

DAYS = 30


def forecast_of(owner: Any, zone: tzinfo) -> list[dict[str, Any]] | None:
    """How many questions are due on each of the days to come; None without fsrs, by which they are scheduled."""
    if not is_installed("fsrs"):
        return None
    return [{"date": day, "due": due} for day, due in due_counts(owner, DAYS, zone)]
