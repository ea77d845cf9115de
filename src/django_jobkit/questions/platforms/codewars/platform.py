"""The platform ``codewars``."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import quote

import pydantic
from django.utils.timezone import get_default_timezone

from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.importing.registry import platform
from django_jobkit.questions.importing.rows import (
    AttemptFields,
    ImportContext,
    ImportCursor,
    ImportedRow,
    ImportYield,
    InvalidRow,
)
from django_jobkit.questions.platforms.asking import Service, no_object, user_not_found
from django_jobkit.questions.platforms.codewars.answers import MAX_ID, Completed, Details, Kata
from django_jobkit.questions.platforms.codewars.walking import Walk
from django_jobkit.questions.platforms.values.dates import DateStyle
from django_jobkit.questions.platforms.values.texts import text_of
from django_jobkit.questions.platforms.values.unreadable import Unreadable
from django_jobkit.questions.platforms.values.words import difficulty_of_kyu
from django_jobkit.questions.problems import PlatformError

# It begins with no dot, which would lead elsewhere in a path.
_USERNAME = r"^[\w-](?:[\w. -]{0,98}[\w.-])?$"
#: Where people see a kata, whatever server is asked.
_KATA = "https://www.codewars.com/kata/"
_MAX_APPROACH = 255
_EASIEST = 8


class CodewarsOptions(pydantic.BaseModel):
    """Whose katas."""

    model_config = pydantic.ConfigDict(extra="forbid", str_strip_whitespace=True)

    username: Annotated[str, pydantic.Field(pattern=_USERNAME, max_length=100, description="As in the profile's URL.")]
    details: bool = pydantic.Field(
        False, description="Ask for the description, difficulty and tags of each kata too; a request for each."
    )


@platform("codewars", options=CodewarsOptions)
def read_codewars(options: CodewarsOptions, context: ImportContext) -> Iterator[ImportYield]:
    """The katas that a user of Codewars has completed, each with one attempt that solved it."""
    service = Service("Codewars", context)
    base = questions_config.CODEWARS_URL.rstrip("/")
    user = f"{base}/users/{quote(options.username, safe='')}/code-challenges/completed"

    def ask(page: int) -> Completed:
        missing = user_not_found(service.name, options.username)
        return service.checked(Completed, service.get(user, missing=missing, page=page))

    walk = Walk(service, ask, context.cursor)
    for item in walk.items():
        context.report(walk.read, walk.total, f"Page {walk.page + 1}")
        if not isinstance(item, dict):
            yield no_object(service.name, item, f"entry {walk.place} of page {walk.page + 1}")
            continue
        yield _row(item, service, base, details=options.details)
        # What has no name is told from what comes behind the last cursor by its number alone.
        if (cursor := walk.cursor_behind(item)) is not None:
            yield ImportCursor(cursor)


def _row(item: dict[str, Any], service: Service, base: str, *, details: bool) -> ImportedRow | InvalidRow:
    try:
        kata = Kata.model_validate(item)
        when = DateStyle(get_default_timezone()).read(kata.completed_at)
        found = _details(kata.id, service, base) if details else None
    except pydantic.ValidationError as error:
        places = {str(problem["loc"][0]) if problem["loc"] else "row" for problem in error.errors()}
        errors = {place: ["This is missing, or not of the kind that Codewars documents."] for place in sorted(places)}
        return InvalidRow(errors=errors, title=_shown(item.get("name")), raw=item)
    except Unreadable as error:
        return InvalidRow(errors={"date_attempted": [str(error)]}, title=_shown(item.get("name")), raw=item)
    languages = ", ".join(kata.completed_languages)
    return ImportedRow(
        title=text_of(kata.name or kata.slug or f"Kata {kata.id}"),
        source=_KATA + quote(kata.slug or kata.id, safe=""),
        content=f"<pre>{html.escape(text_of(found.description), quote=False)}</pre>"
        if found and found.description
        else None,
        difficulty=_difficulty(found),
        tags=tuple(map(text_of, found.tags)) if found else None,
        external_id=kata.id,
        attempts=(
            AttemptFields(date_attempted=when, outcome="Solved", solution_approach=text_of(languages)[:_MAX_APPROACH]),
        ),
        raw=item,
    )


def _details(kata: str, service: Service, base: str) -> Details | None:
    """What a kata is about; None when it was taken away. Raises pydantic's ValidationError."""
    missing = PlatformError(f"Codewars knows no kata {kata[:MAX_ID]!r}.", code="kata_not_found")
    try:
        document = service.get(f"{base}/code-challenges/{quote(kata, safe='')}", missing=missing)
    except PlatformError as error:
        if error is missing:
            return None
        raise
    return Details.model_validate(document)


def _difficulty(found: Details | None) -> str | None:
    rank = found.rank.id if found and found.rank else None
    return difficulty_of_kyu(-rank) if rank is not None and -_EASIEST <= rank <= -1 else None


def _shown(name: Any) -> str:
    return text_of(name)[:_MAX_APPROACH] if isinstance(name, str) else ""
