"""How attempts went, by what the questions are about and by how hard they are."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from django_jobkit.questions.models import Difficulty, QuestionLog
from django_jobkit.questions.models.owned import OwnedQuerySet
from django_jobkit.questions.statistics.tally import COUNTED, Tally

#: In the order in which they are shown; "" is of questions that nobody judged.
_DIFFICULTIES = [*Difficulty.values, ""]


def tally_by_difficulty(logs: OwnedQuerySet[QuestionLog]) -> dict[str, Tally]:
    """Every difficulty, also without attempts. One query."""
    rows: Any = logs.values(difficulty=F("question__difficulty")).annotate(**COUNTED).order_by()
    found = {row["difficulty"]: Tally.of_row(row) for row in rows}
    return {difficulty: found.get(difficulty, Tally()) for difficulty in _DIFFICULTIES}


def tally_by_tag(logs: OwnedQuerySet[QuestionLog], owner: Any, most: int) -> dict[tuple[int, str], Tally]:
    """The `most` tags of `owner` with the most attempts, by id and name. One query; an attempt counts for every tag."""
    # Nobody has tags of others; that it is said keeps MariaDB from beginning with the tags of everybody.
    tagged = logs.filter(question__tags__owner=owner)
    rows: Any = tagged.values(tag=F("question__tags"), name=F("question__tags__name")).annotate(**COUNTED)
    return {(row["tag"], row["name"]): Tally.of_row(row) for row in rows.order_by("-attempts", "tag")[:most]}


def weakest(tags: dict[tuple[int, str], Tally], *, least: int, most: int) -> list[tuple[tuple[int, str], Tally]]:
    """At most `most` tags, the weakest first; only those with `least` rated attempts, of which one was not solved."""
    weak = [(tag, tally) for tag, tally in tags.items() if tally.rated >= max(least, 1) and tally.solved < tally.rated]
    return sorted(weak, key=lambda one: (-one[1].weakness, one[0][1], one[0][0]))[:most]
