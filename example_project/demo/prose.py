"""Takes English prose apart: words, sentences, syllables, and how easily they read."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
END_OF_SENTENCE = re.compile(r"(?<=[.!?])[\"'\u201d\u2019*)]*\s+(?=[\"'\u201c\u2018*(]?[A-Z])|\n{2,}")
VOWELS = re.compile(r"[aeiouy]+")
SILENT_ENDING = re.compile(r"(?:[^laeiouy]e|[^aeioutd]ed|[^aeioucsxzgh]es)$")


def words(text: str) -> list[str]:
    """The words of `text` in lower case, in order."""
    return [word.lower() for word in WORD.findall(text)]


def sentences(text: str) -> list[str]:
    """The sentences of `text`; a paragraph ends one whatever its punctuation."""
    return [sentence for sentence in END_OF_SENTENCE.split(text) if WORD.search(sentence)]


def syllables(word: str) -> int:
    """Roughly how many syllables `word` has: its groups of vowels, less an ending that is not spoken."""
    groups = len(VOWELS.findall(word))
    if groups > 1 and SILENT_ENDING.search(word):
        groups -= 1
    return max(groups, 1)


def reading_ease(*, word_count: int, sentence_count: int, syllable_count: int) -> float:
    """Flesch's reading ease: 100 is very easy, 60 plain English, below 30 hard work; 0 for an empty text."""
    if not word_count or not sentence_count:
        return 0.0
    return round(206.835 - 1.015 * word_count / sentence_count - 84.6 * syllable_count / word_count, 1)
