"""Nothing is due after the interview: what FSRS would ask later is asked on one of the days before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.models import PracticeSettings, Schedule
from django_jobkit.questions.scheduling.binding import binding_date, zone_for
from django_jobkit.questions.scheduling.days import day_of, end_of, start_of
from django_jobkit.questions.scheduling.forecast import counts_by_day
from django_jobkit.questions.scheduling.spreading import Calendar


@dataclass(frozen=True, slots=True)
class Interview:
    """An interview that lies ahead of `owner_id`, in the days of `zone`."""

    owner_id: Any
    day: date
    today: date
    zone: tzinfo
    using: str

    @classmethod
    def of(cls, practice: PracticeSettings, now: datetime, using: str) -> Interview | None:
        """That of these settings, None when there is none ahead."""
        zone = zone_for(practice)
        binding = binding_date(practice, now, zone)
        return None if binding is None else cls(practice.owner_id, binding, day_of(now, zone), zone, using)

    @property
    def end(self) -> datetime:
        """The first moment after the day of the interview."""
        return end_of(self.day, self.zone)

    def is_still_planned(self) -> bool:
        """Whether the settings say so now; when they do not, a job that knows better comes after this one."""
        practice = PracticeSettings.objects.using(self.using).filter(pk=self.owner_id).first()
        return practice is not None and (practice.interview_date, zone_for(practice)) == (self.day, self.zone)

    def bring_forward(self, schedules: Sequence[Schedule]) -> None:
        """Have those of `schedules`, not stored yet, that FSRS asks after the interview be due before it.

        All others stay where they are; one query for any number of them, none when there is nothing to do.
        """
        late = [schedule for schedule in schedules if schedule.fsrs_due_at >= self.end]
        if not late:
            return
        calendar = self.calendar(but=[schedule.question_id for schedule in schedules])
        for schedule in schedules:
            calendar.add(day_of(schedule.fsrs_due_at, self.zone))
        for schedule in sorted(late, key=self._tightest_first):
            day = calendar.take(day_of(schedule.reviewed_at, self.zone))
            schedule.due_at = start_of(day, self.zone)

    def calendar(self, *, but: Iterable[int] = (), **conditions: Any) -> Calendar:
        """The days before the interview with what is due on each, `but` for some questions."""
        calendar = Calendar.before(self.day, self.today, questions_config.INTERVIEW_DAYS)
        rows = Schedule.objects.using(self.using).filter(
            owner_id=self.owner_id,
            question__is_active=True,
            due_at__gte=start_of(calendar.first, self.zone),
            **conditions,
        )
        calendar.counts = counts_by_day(rows.exclude(pk__in=list(but)), "due_at", calendar.days, self.zone)
        return calendar

    def _tightest_first(self, schedule: Schedule) -> tuple[int, int]:
        # Who has the fewest days to choose from chooses first; that spreads best.
        return -day_of(schedule.reviewed_at, self.zone).toordinal(), schedule.question_id
