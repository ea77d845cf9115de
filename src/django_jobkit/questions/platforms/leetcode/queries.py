"""What LeetCode is asked, and what it answers, as far as it is taken."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

RECENT = """
query recent($username: String!, $limit: Int!) {
  matchedUser(username: $username) { username }
  recentAcSubmissionList(username: $username, limit: $limit) { id title titleSlug timestamp }
}
"""
QUESTION = """
query question($titleSlug: String!) {
  question(titleSlug: $titleSlug) { title difficulty content topicTags { name } }
}
"""
MAX_SLUG = 255
#: So many submissions are public, whatever is asked for.
MAX_RECENT = 20


class Recent(BaseModel):
    """The user, and the submissions that were accepted last, the last ones first."""

    matched_user: dict[str, Any] | None = Field(alias="matchedUser")
    #: Each is looked at by itself.
    submissions: list[Any] | None = Field(None, alias="recentAcSubmissionList", max_length=1000)


class Submission(BaseModel):
    """One of them; its time is seconds since 1970."""

    title: str = Field("", max_length=1000)
    slug: str = Field(alias="titleSlug", min_length=1, max_length=MAX_SLUG)
    timestamp: str | int


class Topic(BaseModel):
    """What a question is about."""

    name: str


class Question(BaseModel):
    """A question; the content of those that cost money is null."""

    title: str = Field("", max_length=1000)
    difficulty: str = Field("", max_length=50)
    content: str | None = None
    topics: list[Topic] = Field([], alias="topicTags", max_length=1000)


class Asked(BaseModel):
    """The answer to the query for a question, which is null when there is none."""

    question: Question | None = None
