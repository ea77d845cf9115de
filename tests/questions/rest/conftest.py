"""Callers of every kind, and questions."""

from __future__ import annotations

from tests.rest.conftest import anonymous, api, callers, jobkit, opened, other, other_api, owner, staff, staff_api

__all__ = ["anonymous", "api", "callers", "jobkit", "opened", "other", "other_api", "owner", "staff", "staff_api"]

QUESTIONS = "/api/questions/"
TAGS = "/api/tags/"
