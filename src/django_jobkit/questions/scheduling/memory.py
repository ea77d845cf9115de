"""What FSRS makes of the attempts at one question."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django_jobkit.questions.models import Outcome, Schedule

if TYPE_CHECKING:
    from fsrs import Card, Scheduler

#: The rating of FSRS for each outcome: Good, Hard and Again. Easy is nothing that an attempt says.
RATINGS: dict[str, int] = {Outcome.SOLVED: 3, Outcome.PARTIAL: 2, Outcome.FAILED: 1}
_REVIEW = 2


class Memory:
    """The card of one question, and what became of it; attempts go in one by one, in the order of their dates."""

    def __init__(self, scheduler: Scheduler, question_id: int) -> None:
        from fsrs import Card

        self.scheduler = scheduler
        self.card = Card(card_id=question_id)
        self.begun_at: datetime | None = None
        self.reviews = 0
        self.lapses = 0

    def take(self, outcome: str, date_attempted: datetime) -> None:
        """An attempt with an outcome. One that takes FSRS beyond all numbers and dates is left out."""
        moment = date_attempted.astimezone(UTC)
        card = reviewed(self.scheduler, self.card, outcome, moment)
        if card is None:
            return
        self.lapses += outcome == Outcome.FAILED and self.card.state == _REVIEW
        self.reviews += 1
        self.begun_at = self.begun_at or moment
        self.card = card

    def schedule(self, owner_id: Any, leech_lapses: int) -> Schedule | None:
        """The row of the question, not stored yet; None when nothing went in."""
        card = self.card
        if self.begun_at is None or card.last_review is None:
            return None
        return Schedule(
            question_id=card.card_id,
            owner_id=owner_id,
            state=int(card.state),
            step=card.step,
            stability=card.stability,
            difficulty=card.difficulty,
            begun_at=self.begun_at,
            reviewed_at=card.last_review,
            fsrs_due_at=card.due,
            due_at=card.due,
            reviews=self.reviews,
            lapses=self.lapses,
            is_leech=self.lapses >= leech_lapses,
        )


def reviewed(scheduler: Scheduler, card: Card, outcome: str, moment: datetime) -> Card | None:
    """The card after an attempt at `moment` (UTC); None where FSRS comes to no number or no date."""
    from fsrs import Rating

    try:
        after, _ = scheduler.review_card(card, Rating(RATINGS[outcome]), moment)
    except (ArithmeticError, ValueError):
        # Parameters within their bounds can still make a memory grow without any.
        return None
    numbers = (after.stability, after.difficulty)
    return after if all(number is not None and math.isfinite(number) for number in numbers) else None


def card_of(schedule: Schedule) -> Card:
    """The card that `schedule` was made of."""
    from fsrs import Card, State

    return Card(
        card_id=schedule.question_id,
        state=State(schedule.state),
        step=schedule.step,
        stability=schedule.stability,
        difficulty=schedule.difficulty,
        due=schedule.fsrs_due_at.astimezone(UTC),
        last_review=schedule.reviewed_at.astimezone(UTC),
    )


def retrievability(scheduler: Scheduler, schedule: Schedule, now: datetime) -> float:
    """How likely it is that the question is solved at `now`, 0 to 1."""
    return float(scheduler.get_card_retrievability(card_of(schedule), now.astimezone(UTC)))
