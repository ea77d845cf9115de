"""Which jobs were hinted at again, so that a backlog is not mistaken for lost messages over and over."""

from __future__ import annotations

import time
from collections.abc import Sequence
from uuid import UUID

from django_jobkit.conf import config
from django_jobkit.core.executor import Hint
from django_jobkit.services.waiting import Waiting

# Between two hints at one job, in seconds at most.
_LONGEST = 600.0
# A worker that lost the database takes messages all the same until it holds as many as it may, perhaps every other one.
_AT_EVEN_PACE = 4


class Told:
    """Remembers when each job may be hinted at once more; after a few times the pauses double."""

    def __init__(self) -> None:
        self._jobs: dict[UUID, tuple[float, int]] = {}

    def knows(self, job: Waiting) -> bool:
        """Whether `job` was hinted at again before, as far as is remembered."""
        return job.hint.job_id in self._jobs

    def choose(self, late: Sequence[Waiting], most: int) -> list[Hint]:
        """At most `most` of these jobs, none of them too soon after its last time."""
        now = time.monotonic()
        chosen: list[Hint] = []
        for job in late:
            again_at, times = self._jobs.get(job.hint.job_id, (0.0, 0))
            if len(chosen) < most and now >= again_at:
                self._remember(job.hint.job_id, now + _pause(times), times + 1)
                chosen.append(job.hint)
        return chosen

    def _remember(self, job_id: UUID, again_at: float, times: int) -> None:
        self._jobs.pop(job_id, None)
        self._jobs[job_id] = (again_at, times)
        while len(self._jobs) > 8 * config.BATCH:
            del self._jobs[next(iter(self._jobs))]


def _pause(times: int) -> float:
    return float(min(_LONGEST, config.REDELIVERY_AFTER * 2 ** min(32, max(0, times - _AT_EVEN_PACE))))
