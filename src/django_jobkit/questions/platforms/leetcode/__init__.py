"""The platform ``leetcode``: what a user has solved there of late."""

from __future__ import annotations

from django_jobkit.questions.platforms.leetcode.platform import LeetcodeOptions, read_leetcode

__all__ = ["LeetcodeOptions", "read_leetcode"]
