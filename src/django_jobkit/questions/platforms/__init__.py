"""The platforms that come with the package; the app's autodiscovery imports this."""

from __future__ import annotations

from django_jobkit.questions.platforms.codewars import read_codewars
from django_jobkit.questions.platforms.file import read_file
from django_jobkit.questions.platforms.leetcode import read_leetcode

__all__ = ["read_codewars", "read_file", "read_leetcode"]
