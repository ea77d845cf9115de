"""Words for how hard a question is, how an attempt went, and whether something is so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

from django_jobkit.questions.platforms.values.unreadable import Unreadable, shown

T = TypeVar("T")

#: No word is longer.
_MOST = 60
_BETWEEN = re.compile(r"[\s_-]+")
_KYU = re.compile(r"([1-8]) ?kyu")
_DIFFICULTIES = {
    **dict.fromkeys(("easy", "e", "1", "beginner", "simple", "low", "basic"), "Easy"),
    **dict.fromkeys(("medium", "med", "m", "2", "moderate", "normal", "intermediate", "mid"), "Medium"),
    **dict.fromkeys(("hard", "h", "3", "difficult", "advanced", "high", "expert"), "Hard"),
}
_SOLVED = (
    *("solved", "accepted", "ac", "yes", "y", "pass", "passed", "success", "successful", "succeeded", "correct", "ok"),
    *("done", "complete", "completed", "finished", "true", "1", "x", "✓", "✔", "✅", "☑", "solved alone", "mastered"),
)
_PARTIAL = (
    *("partial", "partially", "partially solved", "partly", "attempted", "tried", "in progress", "wip", "started"),
    *("hint", "with hint", "with hints", "with help", "needed help", "almost", "review", "revisit"),
)
_FAILED = (
    *("failed", "fail", "wrong", "wrong answer", "wa", "incorrect", "gave up", "unable", "error", "compile error"),
    *("ce", "runtime error", "re", "time limit exceeded", "tle", "memory limit exceeded", "mle", "✗", "❌", "couldn't"),
)
#: They say that it is not solved, which is an attempt if there is a day for it, and may be none otherwise.
_UNSOLVED = ("no", "n", "false", "0", "unsolved", "not solved", "incomplete", "☐")
_UNTRIED = ("todo", "to do", "not started", "not attempted", "not tried", "new", "planned", "n/a", "none", "-", "", "—")
_OUTCOMES = {
    **dict.fromkeys(_SOLVED, "Solved"),
    **dict.fromkeys(_PARTIAL, "Partial"),
    **dict.fromkeys((*_FAILED, *_UNSOLVED), "Failed"),
}
_FLAGS = {
    **dict.fromkeys(("yes", "y", "true", "t", "1", "x", "on", "active", "✓", "✔", "✅", "☑"), True),
    **dict.fromkeys(("no", "n", "false", "f", "0", "off", "inactive", "archived", "✗", "❌", "☐"), False),
}


@lru_cache(maxsize=1024)
def difficulty_of(text: str) -> str:
    """Easy, Medium or Hard; "" where `text` says nothing. Raises Unreadable."""
    word = _word(text)
    if not word:
        return ""
    if kyu := _KYU.fullmatch(word):
        return difficulty_of_kyu(int(kyu[1]))
    return _found(_DIFFICULTIES, word, text, "a difficulty; Easy, Medium and Hard are, and e, m, h or 1, 2, 3 for them")


def difficulty_of_kyu(kyu: int) -> str:
    """The same for a rank of Codewars, 8 for the easiest and 1 for the hardest."""
    return "Easy" if kyu >= 7 else "Medium" if kyu >= 5 else "Hard"  # noqa: PLR2004 # two ranks to each, and the rest


@lru_cache(maxsize=1024)
def outcome_of(text: str) -> str | None:
    """Solved, Partial or Failed; None where `text` says that there was no attempt. Raises Unreadable."""
    word = _word(text)
    if word in _UNTRIED:
        return None
    return _found(_OUTCOMES, word, text, "an outcome; Solved, Partial and Failed are, and words like accepted or wrong")


def says_no(text: str) -> bool:
    """Whether `text` only says that the question is not solved, be it tried or not."""
    return _word(text) in _UNSOLVED


@lru_cache(maxsize=64)
def flag_of(text: str) -> bool:
    """Whether something is so; raises Unreadable."""
    return _found(_FLAGS, _word(text), text, "yes or no, true or false")


def _word(text: str) -> str:
    word = text[: _MOST + 1].strip().casefold()
    return word if word == "-" else _BETWEEN.sub(" ", word).strip()


def _found(words: Mapping[str, T], word: str, text: str, wanted: str) -> T:
    try:
        return words[word]
    except KeyError:
        raise Unreadable(f"{shown(text)} is not {wanted}.") from None
