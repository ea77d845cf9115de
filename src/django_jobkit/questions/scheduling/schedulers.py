"""The scheduler of the fsrs library that a user's settings ask for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django_jobkit.core.installed import is_installed
from django_jobkit.exceptions import ExtraMissing
from django_jobkit.questions.models import PracticeSettings

if TYPE_CHECKING:
    from fsrs import Scheduler


def can_schedule() -> bool:
    """Whether the fsrs library is here; without it attempts are kept, and nothing is scheduled."""
    return is_installed("fsrs")


def fsrs_library() -> Any:
    """The module; raises ExtraMissing."""
    try:
        import fsrs
    except ImportError as error:
        raise ExtraMissing("questions") from error
    return fsrs


def scheduler_of(practice: PracticeSettings) -> Scheduler:
    """What computes the due dates of whoever has these settings; raises ExtraMissing.

    The dates are not scattered at random, so that the same attempts always give the same dates.
    """
    given: dict[str, Any] = {} if practice.parameters is None else {"parameters": practice.parameters}
    scheduler: Scheduler = fsrs_library().Scheduler(
        desired_retention=practice.desired_retention,
        learning_steps=[timedelta(minutes=minutes) for minutes in practice.learning_steps],
        relearning_steps=[timedelta(minutes=minutes) for minutes in practice.relearning_steps],
        maximum_interval=practice.maximum_interval,
        enable_fuzzing=False,
        **given,
    )
    return scheduler


def parameter_errors(parameters: Sequence[float]) -> list[str]:
    """What is wrong with these parameters of FSRS, a sentence for each; raises ExtraMissing."""
    fsrs_library()
    from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS as LEAST
    from fsrs.scheduler import UPPER_BOUNDS_PARAMETERS as MOST

    if len(parameters) != len(LEAST):
        return [f"Give {len(LEAST)} numbers, not {len(parameters)}; or null for the defaults."]
    bounds = zip(parameters, LEAST, MOST, strict=True)
    return [
        f"Number {place} must be between {least:g} and {most:g}."
        for place, (number, least, most) in enumerate(bounds)
        if not least <= number <= most
    ]
