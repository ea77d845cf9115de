"""Notes as Anki has them; imported where genanki is needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any

from genanki import Deck, Model, Note, guid_for

from django_jobkit.questions.exports.entries import Entry
from django_jobkit.questions.models import Question

#: Anki knows decks and types of notes by these numbers; with others, an import would make new ones.
_DECK_ID, _MODEL_ID = 1_794_036_518, 1_463_805_927
_DECK = "Interview questions"
_BETWEEN_FIELDS = "\x1f"
_FIELDS = ("Title", "Content", "Source", "Difficulty")
_FRONT = "<h2>{{Title}}</h2>{{#Difficulty}}<p><small>{{Difficulty}}</small></p>{{/Difficulty}}"
_BACK = "{{FrontSide}}<hr id=answer>{{Content}}{{#Source}}<p><small>{{Source}}</small></p>{{/Source}}"
_CSS = ".card { font-family: sans-serif; font-size: 18px; } pre, code { font-family: monospace; font-size: 15px; }"
_MODEL = Model(
    _MODEL_ID,
    "Interview question",
    fields=[{"name": name} for name in _FIELDS],
    templates=[{"name": "Recall", "qfmt": _FRONT, "afmt": _BACK}],
    css=_CSS,
)


class StreamedDeck(Deck):  # type: ignore[misc]  # genanki has no types
    """A deck that holds no notes, but writes them as they come."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        super().__init__(_DECK_ID, _DECK)
        self.add_model(_MODEL)
        self._entries = entries

    def write_to_db(self, cursor: Any, timestamp: float, id_gen: Iterator[int]) -> None:
        """Write the deck, and then note after note."""
        super().write_to_db(cursor, timestamp, id_gen)
        for place, entry in enumerate(self._entries):
            note = QuestionNote(model=_MODEL, fields=_fields(entry.question), tags=_tags(entry.tags), due=place)
            note.guid = _guid(entry.question)
            note.write_to_db(cursor, timestamp, self.deck_id, id_gen)


class QuestionNote(Note):  # type: ignore[misc]  # likewise
    """A note of a question."""

    def _check_invalid_html_tags_in_fields(self) -> None:
        # It looks for what is no HTML, at length, and warns; ours was cleaned before it was stored.
        pass


def _fields(question: Question) -> list[str]:
    texts = (escape(question.title), question.content, escape(question.source), question.difficulty)
    return [text.replace(_BETWEEN_FIELDS, "") for text in texts]


def _guid(question: Question) -> str:
    """The same each time, and another than that of a question with this id in another installation."""
    return str(guid_for("django-jobkit", question.pk, question.created_at.isoformat()))


def _tags(names: Sequence[str]) -> list[str]:
    """Anki parts tags by blanks."""
    return ["_".join(name.split()) for name in names]
