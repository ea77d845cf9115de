"""Make questions and attempts up: the same ones for the same seed, on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from faker import Faker

from django_jobkit.questions.fakes import words
from django_jobkit.questions.models import Difficulty, Outcome

_PRODUCTS = 200
_DAYS = 180
_MOST_ATTEMPTS = 7
#: How likely it is that somebody solves a question at the first attempt, and what each earlier attempt adds to that.
_CHANCES = {Difficulty.EASY: 0.7, Difficulty.MEDIUM: 0.45, Difficulty.HARD: 0.25, "": 0.5}
_LEARNED = 0.12
_MINUTES = {Difficulty.EASY: (5, 25), Difficulty.MEDIUM: (15, 50), Difficulty.HARD: (30, 95), "": (10, 40)}


@dataclass(frozen=True, slots=True)
class FakeAttempt:
    """An attempt."""

    date_attempted: datetime
    outcome: str
    time_spent_min: int | None
    solution_approach: str
    self_notes: str


@dataclass(frozen=True, slots=True)
class FakeQuestion:
    """A question with its attempts, the earliest first."""

    title: str
    source: str
    content: str
    difficulty: str
    is_active: bool
    tags: tuple[str, ...]
    attempts: tuple[FakeAttempt, ...]


def invented(count: int, *, seed: int, until: datetime) -> Iterator[FakeQuestion]:
    """So many questions, their attempts in the half year before `until`; what comes first depends on no `count`."""
    faker = Faker("en_US")
    faker.seed_instance(seed)
    products = [f"a {faker.catch_phrase().lower()}" for _ in range(_PRODUCTS)]
    for number in range(count):
        # Of a text, for what Python makes of it is the same everywhere.
        dice = Random(f"{seed} {number}")  # noqa: S311 - nothing is guarded by it
        yield _question(dice, number, products, until)


def _question(dice: Random, number: int, products: list[str], until: datetime) -> FakeQuestion:
    title, tags = _talk(dice, products) if dice.random() < 0.2 else _puzzle(dice)  # noqa: PLR2004 - a fifth of them
    difficulty = dice.choices([*Difficulty.values, ""], weights=[30, 45, 20, 5])[0]
    return FakeQuestion(
        title=title,
        source=dice.choice(words.SOURCES).format(number=number + 1),
        content=_content(dice, title),
        difficulty=difficulty,
        is_active=dice.random() < 0.95,  # noqa: PLR2004 - few are put aside
        tags=tags,
        attempts=tuple(_attempts(dice, difficulty, until)),
    )


def _puzzle(dice: Random) -> tuple[str, tuple[str, ...]]:
    task, thing = dice.choice(list(words.TASKS)), dice.choice(list(words.THINGS))
    tags = dict.fromkeys((*words.TASKS[task], *words.THINGS[thing]))
    return f"{task} {thing} {dice.choice(words.TWISTS)}", tuple(tags)


def _talk(dice: Random, products: list[str]) -> tuple[str, tuple[str, ...]]:
    talk = dice.choice(list(words.TALKS))
    return talk.format(product=dice.choice(products)), words.TALKS[talk]


def _content(dice: Random, title: str) -> str:
    asked = "".join(f"<li>{one}</li>" for one in dice.sample(words.FOLLOW_UPS, k=dice.randint(1, 3)))
    return f"<p>{title}.</p><ul>{asked}</ul>"


def _attempts(dice: Random, difficulty: str, until: datetime) -> Iterator[FakeAttempt]:
    # Most are tried once or twice, few again and again.
    number = min(int(dice.expovariate(0.6)), _MOST_ATTEMPTS)
    minutes = sorted((dice.randrange(_DAYS * 24 * 60) for _ in range(number)), reverse=True)
    for earlier, ago in enumerate(minutes):
        least, most = _MINUTES[difficulty]
        yield FakeAttempt(
            date_attempted=until - timedelta(minutes=ago + 1),
            outcome=_outcome(dice, _CHANCES[difficulty] + earlier * _LEARNED),
            time_spent_min=dice.choice([None, dice.randint(least, most), dice.randint(least, most)]),
            solution_approach=dice.choice(["", *words.APPROACHES]),
            self_notes=dice.choice(["", "", *words.NOTES]),
        )


def _outcome(dice: Random, chance: float) -> str:
    roll = dice.random()
    if roll < 0.03:  # noqa: PLR2004 - some do not say
        return ""
    if roll < chance:
        return Outcome.SOLVED
    return dice.choice([Outcome.PARTIAL, Outcome.FAILED])
