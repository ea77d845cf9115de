"""Asking LeetCode."""

from __future__ import annotations

from typing import Any

from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.importing.rows import ImportContext
from django_jobkit.questions.platforms.asking import Service, user_not_found
from django_jobkit.questions.platforms.leetcode.queries import QUESTION, RECENT, Asked, Question, Recent

_MAX_SAID = 200


class Leetcode:
    """Asks LeetCode."""

    def __init__(self, context: ImportContext) -> None:
        self._service = Service("LeetCode", context)
        self._url = questions_config.LEETCODE_URL.rstrip("/")

    def recent(self, username: str, limit: int) -> list[Any]:
        """The last accepted submissions; raises PlatformError ``user_not_found``."""
        answer = self._service.checked(Recent, self._asked(RECENT, {"username": username, "limit": limit}))
        if answer.matched_user is None:
            raise user_not_found("LeetCode", username)
        return (answer.submissions or [])[:limit]

    def question(self, slug: str) -> Question | None:
        """What LeetCode tells of a question; None when it has none of this name. Raises pydantic's ValidationError."""
        return Asked.model_validate(self._asked(QUESTION, {"titleSlug": slug})).question

    def _asked(self, query: str, variables: dict[str, Any]) -> Any:
        body = {"query": query, "variables": variables}
        document = self._service.post(f"{self._url}/graphql", body, {"Referer": f"{self._url}/"})
        data = document.get("data") if isinstance(document, dict) else None
        if not isinstance(data, dict):
            raise self._service.unexpected(_said(document))
        return data


def _said(document: Any) -> str:
    """What the errors of an answer say, cut to a bounded length."""
    errors = document.get("errors") if isinstance(document, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    said = first.get("message") if isinstance(first, dict) else None
    return f"it says {said[:_MAX_SAID]!r}" if isinstance(said, str) else "it has no data"
