"""English prose is taken apart as a reader would."""

from __future__ import annotations

import pytest

from demo import prose
from demo.library import function_words, read_book


def test_words_keep_their_apostrophes_and_hyphens() -> None:
    assert prose.words("The ferryman's half-open door, 3 steps up.") == [
        "the",
        "ferryman's",
        "half-open",
        "door",
        "steps",
        "up",
    ]


def test_sentences_end_within_quotation_marks_and_with_paragraphs() -> None:
    text = '"Softly," said he. "How many?" Nobody knew\n\nThey all looked.'
    assert prose.sentences(text) == ['"Softly," said he.', '"How many?', "Nobody knew", "They all looked."]


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("the", 1),
        ("boat", 1),
        ("carried", 2),
        ("stone", 1),
        ("little", 2),
        ("hourglass", 2),
        ("remember", 3),
        ("hm", 1),
    ],
)
def test_syllables_are_about_right(word: str, count: int) -> None:
    assert prose.syllables(word) == count


def test_short_words_in_short_sentences_read_more_easily() -> None:
    easy = prose.reading_ease(word_count=50, sentence_count=10, syllable_count=60)
    hard = prose.reading_ease(word_count=50, sentence_count=1, syllable_count=120)
    assert easy > 90
    assert hard < 30


def test_an_empty_text_has_no_reading_ease() -> None:
    assert prose.reading_ease(word_count=0, sentence_count=0, syllable_count=0) == 0


def test_the_tale_has_eight_chapters_and_several_thousand_words() -> None:
    book = read_book()
    assert book.title == "The Ledger and the Bell"
    assert len(book.chapters) == 8
    assert 4000 < sum(len(prose.words(chapter.text)) for chapter in book.chapters) < 6000
    assert not any("CHAPTER" in chapter.text for chapter in book.chapters)


def test_function_words_are_words_of_their_own() -> None:
    assert {"the", "and"} <= function_words()
    assert "ferryman" not in function_words()
