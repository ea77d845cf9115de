"""The platform ``codewars``: the katas that a user has completed there."""

from __future__ import annotations

from django_jobkit.questions.platforms.codewars.platform import CodewarsOptions, read_codewars

__all__ = ["CodewarsOptions", "read_codewars"]
