"""The platform ``leetcode``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import quote

import pydantic

from django_jobkit.questions.importing.registry import platform
from django_jobkit.questions.importing.rows import (
    AttemptFields,
    ImportContext,
    ImportCursor,
    ImportedRow,
    ImportYield,
    InvalidRow,
)
from django_jobkit.questions.platforms.asking import no_object
from django_jobkit.questions.platforms.leetcode.queries import MAX_RECENT, MAX_SLUG, Submission
from django_jobkit.questions.platforms.leetcode.service import Leetcode
from django_jobkit.questions.platforms.values.dates import DateStyle
from django_jobkit.questions.platforms.values.texts import text_of
from django_jobkit.questions.platforms.values.unreadable import Unreadable
from django_jobkit.questions.platforms.values.words import difficulty_of

_PROBLEM = "https://leetcode.com/problems/"
_MAX_SHOWN = 200


class LeetcodeOptions(pydantic.BaseModel):
    """Whose submissions, and how many of them."""

    model_config = pydantic.ConfigDict(extra="forbid", str_strip_whitespace=True)

    username: Annotated[str, pydantic.Field(pattern=r"^[\w.-]{1,100}$", description="As in the profile's URL.")]
    limit: int = pydantic.Field(MAX_RECENT, ge=1, le=MAX_RECENT, description="LeetCode shows no more than the last 20.")
    details: bool = pydantic.Field(
        True, description="Ask for the text, difficulty and tags of each question too; a request for each."
    )


@platform("leetcode", options=LeetcodeOptions)
def read_leetcode(options: LeetcodeOptions, context: ImportContext) -> Iterator[ImportYield]:
    """The questions that a user of LeetCode has solved of late, with an attempt for each accepted submission.

    LeetCode shows the last 20 accepted submissions to the public, and no more: import now and then, so as to miss none.
    """
    service = Leetcode(context)
    submissions = service.recent(options.username, options.limit)
    done: list[str] = list(context.cursor or [])
    by_question: dict[str, list[Any]] = {}
    for number, item in enumerate(submissions, 1):
        by_question.setdefault(_slug_of(item) or f"#{number}", []).append(item)
    for number, (slug, items) in enumerate(by_question.items(), 1):
        context.report(number, len(by_question), "Reading questions")
        if slug not in done:
            yield _row(slug, items, service, details=options.details)
            done.append(slug)
            yield ImportCursor([*done])


def _row(name: str, items: list[Any], service: Leetcode, *, details: bool) -> ImportedRow | InvalidRow:
    raw = items[0]
    if not isinstance(raw, dict):
        return no_object("LeetCode", raw, f"submission {name}")
    try:
        submissions = [Submission.model_validate(item) for item in items]
        attempts = tuple(
            AttemptFields(date_attempted=_moment(submission.timestamp), outcome="Solved") for submission in submissions
        )
        found = service.question(submissions[0].slug) if details else None
        difficulty = difficulty_of(found.difficulty) if found else None
    except pydantic.ValidationError as error:
        places = {str(problem["loc"][0]) if problem["loc"] else "row" for problem in error.errors()}
        errors = {place: ["This is missing, or not of the kind that LeetCode documents."] for place in sorted(places)}
        return InvalidRow(errors=errors, title=_shown(raw.get("title")), raw=raw)
    except Unreadable as error:
        return InvalidRow(errors={"row": [str(error)]}, title=_shown(raw.get("title")), raw=raw)
    slug = submissions[0].slug
    return ImportedRow(
        title=text_of(submissions[0].title or (found.title if found else "") or slug),
        source=f"{_PROBLEM}{quote(slug, safe='')}/",
        content=text_of(found.content) if found and found.content else None,
        difficulty=difficulty,
        tags=tuple(text_of(topic.name) for topic in found.topics) if found else None,
        external_id=slug,
        attempts=attempts,
        raw=raw,
    )


def _slug_of(item: Any) -> str | None:
    """The name of the question, if it is one that a cursor can hold."""
    slug = item.get("titleSlug") if isinstance(item, dict) else None
    return slug if isinstance(slug, str) and len(slug) <= MAX_SLUG and slug.isprintable() else None


def _moment(timestamp: str | int) -> datetime:
    return DateStyle(UTC).read(str(timestamp))


def _shown(title: Any) -> str:
    return text_of(title)[:_MAX_SHOWN] if isinstance(title, str) else ""
