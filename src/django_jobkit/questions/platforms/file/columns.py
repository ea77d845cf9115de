"""The fields that a column can fill, and what people call such columns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, get_args

Field = Literal[
    "title",
    "source",
    "content",
    "difficulty",
    "is_active",
    "tags",
    "external_id",
    "date_attempted",
    "outcome",
    "time_spent_min",
    "solution_approach",
    "self_notes",
    "attempts",
]
FIELDS: tuple[Field, ...] = get_args(Field)
#: These make an attempt, which needs a date.
ATTEMPT_FIELDS = frozenset({"outcome", "time_spent_min", "solution_approach", "self_notes"})

#: The likeliest first. What may be a number within its list, such as "id", is no `external_id`: lists would mix.
NAMES: dict[Field, str] = {
    "title": "title questiontitle problemtitle question problem problemname questionname name task kata challenge "
    "exercise front",
    "source": "source url link problemlink problemurl questionlink questionurl leetcodelink leetcodeurl href website "
    "platform site",
    "content": "content description statement problemstatement body back answer details questiontext",
    "difficulty": "difficulty level difficultylevel complexity rank hardness",
    "is_active": "isactive active enabled",
    "tags": "tags tag topics topic topictags category categories labels label pattern patterns relatedtopics",
    "external_id": "externalid guid uuid uid",
    "date_attempted": "dateattempted attemptedat dateofattempt attemptdate solvedon datesolved solvedat solveddate "
    "completedat completedon datecompleted completiondate submittedat submissiondate submittedon lastsolved datetime "
    "date when day timestamp",
    "outcome": "outcome result status verdict solved submissionstatus state statusdisplay completed done",
    "time_spent_min": "timespentmin timespentminutes minutes minutesspent timespent timemin timeminutes timetaken "
    "duration durationmin durationminutes mins time",
    "solution_approach": "solutionapproach approach solution algorithm technique method",
    "self_notes": "selfnotes notes note comments comment remarks remark mynotes reflection",
    "attempts": "attempts logs history",
}
_NOT_WRITTEN = re.compile(r"[\W_]+")


def plain(name: str) -> str:
    """What is left of a column's name without case, blanks, underscores and punctuation."""
    return _NOT_WRITTEN.sub("", name.casefold())


_RANKS: dict[str, tuple[Field, int]] = {
    name: (field, rank) for field, names in NAMES.items() for rank, name in enumerate(names.split())
}


def propose(columns: Iterable[str], taken: Iterable[str] = (), *, nested: bool = False) -> dict[str, Field]:
    """A column for each field that has one by its name, without the fields in `taken`, as fields by column.

    Lists of attempts are only where values can be `nested`; in a table a column of that name is a number of them.
    """
    left_out = {*taken} if nested else {*taken, "attempts"}
    best: dict[Field, tuple[int, str]] = {}
    for column in columns:
        field, rank = _RANKS.get(plain(column), (None, 0))
        if field is not None and field not in left_out and (field not in best or rank < best[field][0]):
            best[field] = (rank, column)
    return {column: field for field, (_, column) in best.items()}


def propose_mapping(columns: Iterable[str], *, nested: bool = False) -> dict[str, Field | None]:
    """What each of `columns` is likely to be, None for what is not taken."""
    names = list(columns)
    found = propose(names, nested=nested)
    return {name: found.get(name) for name in names}
