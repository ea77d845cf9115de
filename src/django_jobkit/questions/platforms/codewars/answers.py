"""What the API of Codewars (version 1) answers, as far as it is taken."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

MAX_ID = 200


class Completed(BaseModel):
    """A page of completed katas, the last ones first."""

    total_pages: int = Field(alias="totalPages", ge=0)
    total_items: int = Field(alias="totalItems", ge=0)
    #: Each is looked at by itself, so that one that makes no sense does not spoil the others.
    data: list[Any] = Field(max_length=10_000)


class Kata(BaseModel):
    """One of them; those that were retired have no name."""

    id: str = Field(min_length=1, max_length=MAX_ID)
    name: str | None = None
    slug: str | None = None
    completed_languages: list[str] = Field([], alias="completedLanguages", max_length=1000)
    completed_at: str = Field(alias="completedAt")


class Rank(BaseModel):
    """How hard it is: -8 to -1 are 8 to 1 kyu; beta katas have none."""

    id: int | None = None


class Details(BaseModel):
    """What a kata is about."""

    description: str | None = None
    rank: Rank | None = None
    tags: list[str] = Field([], max_length=1000)
