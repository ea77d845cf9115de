"""Questions such as people keep in a sheet, each with an attempt; the same in every run."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

HEADER = ("title", "source", "content", "difficulty", "tags", "date_attempted", "outcome", "time_spent_min")
TAGS = ("arrays", "graphs", "strings", "trees", "dynamic programming", "two pointers", "heaps", "sorting")
_VERBS = ("Merge", "Rotate", "Count", "Find", "Invert", "Reverse", "Split", "Validate")
_NOUNS = ("intervals", "a matrix", "islands", "the median", "a tree", "a list", "an array", "parentheses")
_DIFFICULTIES = ("Easy", "Medium", "Hard", "")
_OUTCOMES = ("Solved", "Solved", "Partial", "Failed", "")
_CONTENT = "<p>Given <code>nums</code>, an array of integers, {} without using more than <em>O(1)</em> memory.</p>"
_BEGIN = datetime(2024, 1, 1, tzinfo=UTC)


def write_csv(path: Path, rows: int) -> None:
    """`rows` rows and a header."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(_rows(rows))


def _rows(count: int) -> Iterator[tuple[object, ...]]:
    chance = random.Random(5)
    for number in range(1, count + 1):
        task = f"{chance.choice(_VERBS).lower()} {chance.choice(_NOUNS)}"
        yield (
            f"{task.capitalize()} {number}",
            f"https://questions.example/{number}",
            _CONTENT.format(task) * chance.randrange(1, 4),
            chance.choice(_DIFFICULTIES),
            "; ".join(chance.sample(TAGS, 2)),
            (_BEGIN + timedelta(minutes=chance.randrange(1_000_000))).isoformat(),
            chance.choice(_OUTCOMES),
            chance.randrange(5, 90),
        )
