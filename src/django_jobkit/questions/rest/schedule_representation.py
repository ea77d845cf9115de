"""How schedules look in JSON."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from django_jobkit.core.status import Status
from django_jobkit.models import Job
from django_jobkit.questions.models import PracticeSettings, Schedule
from django_jobkit.questions.rest.schedule_serializers import FIELDS
from django_jobkit.questions.scheduling.binding import due_column
from django_jobkit.questions.scheduling.days import day_of
from django_jobkit.questions.scheduling.memory import retrievability
from django_jobkit.questions.scheduling.schedulers import scheduler_of
from django_jobkit.rest.representation import moment
from django_jobkit.services.database import jobs_alias

NEW = "new"
#: What is said of a schedule that is none yet.
PROSPECT = ("state", "due_at", "fsrs_due_at", "stability", "fsrs_difficulty")
#: By the numbers of the fsrs library.
STATES = {1: "learning", 2: "review", 3: "relearning"}


class Present:
    """Schedules as they stand `now`, for whoever has these settings and lives in `zone`; raises ExtraMissing."""

    def __init__(self, practice: PracticeSettings, now: datetime, zone: tzinfo) -> None:
        self.now = now
        self.zone = zone
        self.scheduler = scheduler_of(practice)
        self.column = due_column(practice, now, zone)

    def body(self, schedule: Schedule | None) -> dict[str, Any]:
        """A schedule, or that of a new question."""
        if schedule is None:
            return self._new()
        due_at: datetime = getattr(schedule, self.column)
        return {
            "state": STATES[schedule.state],
            "due_at": moment(due_at),
            "fsrs_due_at": moment(schedule.fsrs_due_at),
            "overdue_days": max((day_of(self.now, self.zone) - day_of(due_at, self.zone)).days, 0),
            "stability": schedule.stability,
            "fsrs_difficulty": schedule.difficulty,
            "retrievability": retrievability(self.scheduler, schedule, self.now),
            "reviews": schedule.reviews,
            "lapses": schedule.lapses,
            "is_leech": schedule.is_leech,
            "reviewed_at": moment(schedule.reviewed_at),
        }

    def prospect(self, schedule: Schedule) -> dict[str, Any]:
        """A schedule that an attempt would make."""
        whole = self.body(schedule)
        return {name: whole[name] for name in PROSPECT}

    @staticmethod
    def _new() -> dict[str, Any]:
        unknown = ("due_at", "fsrs_due_at", "stability", "fsrs_difficulty", "retrievability", "reviewed_at")
        zero = ("overdue_days", "reviews", "lapses")
        return {"state": NEW, "is_leech": False, **dict.fromkeys(unknown), **dict.fromkeys(zero, 0)}


def practice_body(practice: PracticeSettings) -> dict[str, Any]:
    """The settings, and the job that brings the schedules in line with them as long as it has not."""
    job = Job.objects.using(jobs_alias()).filter(pk=practice.rebuild).exclude(status=Status.COMPLETED)
    found = job.values_list("status", flat=True).first() if practice.rebuild else None
    rebuild = {"job": str(practice.rebuild), "status": found} if found else None
    interview = practice.interview_date
    return {
        **{name: getattr(practice, name) for name in FIELDS},
        "interview_date": interview and interview.isoformat(),
        "rebuild": rebuild,
    }
