"""The bodies that we send about statistics, as schemas."""

from __future__ import annotations

from drf_spectacular.openapi import AutoSchema

from django_jobkit.questions.models import Difficulty
from django_jobkit.rest.openapi.answers import COUNT, INTEGER, TEXT, nullable, record
from django_jobkit.rest.openapi.components import Drawn, component
from django_jobkit.rest.openapi.json_schema import Schema

DAY: Schema = {"type": "string", "format": "date"}
_PART: Schema = {"type": "number", "minimum": 0, "maximum": 1}
_TALLY: dict[str, Schema] = {
    "attempts": COUNT,
    "rated": {**COUNT, "description": "Those that have an outcome."},
    **dict.fromkeys(("solved", "partial", "failed"), COUNT),
    "rate": {**nullable(_PART), "description": "`solved` of `rated`; null when none is rated."},
    "minutes": COUNT,
}
_WEAK: Schema = {
    **_PART,
    "description": "What part was not solved, as far as one can be sure of it: the lower bound of Wilson's interval.",
}
_STREAK = record(
    {"current": COUNT, "longest": COUNT, "last_day": nullable(DAY)},
    description="Of days with an attempt, whatever days were asked about. A day that is not over yet breaks none.",
)


class QuestionStatistics(Drawn):
    """What attempts add up to."""

    name = "QuestionStatistics"

    def draw(self, auto_schema: AutoSchema) -> Schema:
        """Altogether, and by day, tag and difficulty."""
        tag = {"id": INTEGER, "name": TEXT, **_TALLY}
        difficulty: Schema = {"type": "string", "enum": [*Difficulty.values, ""]}
        day = record({"date": DAY, **dict.fromkeys(("attempts", "solved", "minutes"), COUNT)})
        due = record({"date": DAY, "due": COUNT})

        def many(name: str, schema: Schema, said: str) -> Schema:
            items = component(auto_schema, f"QuestionStatistics{name}", schema)
            return {"type": "array", "items": items, "description": said}

        ahead = many("Due", due, "How many questions are due on each of the 30 days to come; null without fsrs.")
        return record(
            {
                "from": DAY,
                "to": DAY,
                "tz": TEXT,
                "totals": component(auto_schema, "QuestionStatisticsTotals", record({**_TALLY, "days": COUNT})),
                "days": many("Day", day, "Days with an attempt, in their order."),
                "tags": many("Tag", record(tag), "Those with the most attempts first."),
                "difficulties": many("Difficulty", record({"difficulty": difficulty, **_TALLY}), "All of them."),
                "weakest_tags": many("WeakTag", record({**tag, "weakness": _WEAK}), "The weakest first."),
                "streak": component(auto_schema, "QuestionStreak", _STREAK),
                "forecast": {"anyOf": [ahead, {"type": "null"}]},
            }
        )
