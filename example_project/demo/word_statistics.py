"""Counts the words of a book chapter by chapter; what was counted so far is a checkpoint."""

from __future__ import annotations

from collections import Counter

from pydantic import BaseModel

from demo import prose
from demo.library import Chapter, function_words

LONGEST_WORDS = 5


class ChapterStatistics(BaseModel):
    """One chapter in numbers."""

    title: str
    words: int
    sentences: int
    syllables: int
    longest_sentence: int
    reading_ease: float


class WordCount(BaseModel):
    """How often a word occurs."""

    word: str
    count: int


class WordStatistics(BaseModel):
    """A book in numbers."""

    title: str
    words: int
    distinct_words: int
    words_used_once: int
    sentences: int
    mean_word_length: float
    mean_sentence_length: float
    longest_sentence: int
    longest_words: list[str]
    most_common: list[WordCount]
    reading_ease: float
    chapters: list[ChapterStatistics]


class Tally(BaseModel):
    """What was counted so far."""

    chapters: list[ChapterStatistics] = []
    occurrences: dict[str, int] = {}

    def add(self, chapter: Chapter) -> None:
        """Count one more chapter."""
        words, sentences = prose.words(chapter.text), prose.sentences(chapter.text)
        for word, count in Counter(words).items():
            self.occurrences[word] = self.occurrences.get(word, 0) + count
        syllables = sum(map(prose.syllables, words))
        self.chapters.append(
            ChapterStatistics(
                title=chapter.title,
                words=len(words),
                sentences=len(sentences),
                syllables=syllables,
                longest_sentence=max((len(prose.words(sentence)) for sentence in sentences), default=0),
                reading_ease=prose.reading_ease(
                    word_count=len(words), sentence_count=len(sentences), syllable_count=syllables
                ),
            )
        )

    def summary(self, title: str, most_common: int) -> WordStatistics:
        """Everything that was counted, as the statistics of the book `title`."""
        words, sentences = sum(self.occurrences.values()), sum(chapter.sentences for chapter in self.chapters)
        letters = sum(len(word) * count for word, count in self.occurrences.items())
        return WordStatistics(
            title=title,
            words=words,
            distinct_words=len(self.occurrences),
            words_used_once=sum(count == 1 for count in self.occurrences.values()),
            sentences=sentences,
            mean_word_length=_mean(letters, words),
            mean_sentence_length=_mean(words, sentences),
            longest_sentence=max((chapter.longest_sentence for chapter in self.chapters), default=0),
            longest_words=sorted(self.occurrences, key=lambda word: (-len(word), word))[:LONGEST_WORDS],
            most_common=self._most_common(most_common),
            reading_ease=prose.reading_ease(
                word_count=words,
                sentence_count=sentences,
                syllable_count=sum(chapter.syllables for chapter in self.chapters),
            ),
            chapters=self.chapters,
        )

    def as_csv(self) -> bytes:
        """Every word with how often it occurs, as a table."""
        lines = [f"{word},{count}\n" for word, count in sorted(self.occurrences.items())]
        return "".join(["word,count\n", *lines]).encode()

    def _most_common(self, limit: int) -> list[WordCount]:
        telling = [item for item in self.occurrences.items() if item[0] not in function_words()]
        telling.sort(key=lambda item: (-item[1], item[0]))
        return [WordCount(word=word, count=count) for word, count in telling[:limit]]


def _mean(total: int, count: int) -> float:
    return round(total / count, 2) if count else 0.0
