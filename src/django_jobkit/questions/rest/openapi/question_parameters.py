"""The parameters that operations on questions, attempts and tags take."""

from __future__ import annotations

from django_jobkit.conf import config
from django_jobkit.questions.models import Difficulty, Outcome
from django_jobkit.questions.rest.filter_kinds import MAX_VALUES
from django_jobkit.questions.rest.ordering import LOG_ORDERINGS, QUESTION_ORDERINGS, TAG_ORDERINGS
from django_jobkit.rest.filters import MAX_TEXT
from django_jobkit.rest.openapi.answers import MOMENT, URL
from django_jobkit.rest.openapi.json_schema import Schema
from django_jobkit.rest.openapi.operations import answer_header, in_path, query
from django_jobkit.rest.openapi.parameters import ordering

_NUMBER: Schema = {"type": "integer", "minimum": 1}
_SEARCH: Schema = {"type": "string", "pattern": r"^[^\x00]*$", "maxLength": MAX_TEXT}
# Something to read.
_WORDS: Schema = {"type": "string", "pattern": r"^[^\x00]*[^\x00\s][^\x00]*$", "maxLength": MAX_TEXT}
_TAGS: Schema = {"type": "array", "items": _WORDS, "minItems": 1, "maxItems": MAX_VALUES}
_MOMENT: Schema = {"anyOf": [MOMENT, {"type": "string", "format": "date"}]}
_TRUTH: Schema = {"type": "boolean"}
_OUTCOMES: Schema = {"type": "array", "items": {"type": "string", "enum": Outcome.values}, "minItems": 1}
_DIFFICULTIES: Schema = {"type": "array", "items": {"type": "string", "enum": Difficulty.values}, "minItems": 1}

QUESTION_ID = in_path("question_id", _NUMBER, "The question.")
LOG_ID = in_path("log_id", _NUMBER, "The attempt.")
TAG_ID = in_path("tag_id", _NUMBER, "The tag.")
LOCATION = answer_header("Location", URL, "Its absolute URL.", [201])

PAGING = [
    query("limit", _NUMBER, f"A page of so many rows instead of the array; {config.PAGE_SIZE} with `offset` alone."),
    query("offset", {"type": "integer", "minimum": 0}, "A page that begins after so many rows."),
]
QUESTION_FILTERS = [
    query("tag", _TAGS, "Only questions with any of these tags, by id or name.", explode=True, style="form"),
    query("tag_all", _TAGS, "Only questions with every one of these tags.", explode=True, style="form"),
    query("difficulty", _DIFFICULTIES, "Only questions as hard as that.", explode=True, style="form"),
    query("is_active", _TRUTH, "Only questions that are active, or are not."),
    query("source", _WORDS, "Only questions whose source contains this."),
    query("outcome", _OUTCOMES, "Only questions with an attempt that ended so.", explode=True, style="form"),
    query("last_outcome", _OUTCOMES, "Only questions whose last attempt ended so.", explode=True, style="form"),
    query("attempted", _TRUTH, "Only questions with attempts, or without any."),
    query("attempted_after", _MOMENT, "Only questions whose last attempt was at this moment or later."),
    query("attempted_before", _MOMENT, "Only questions whose last attempt was at this moment or earlier."),
    query("search", _SEARCH, "Only questions whose title, content or source has each of these words."),
]
QUESTION_LIST = [*QUESTION_FILTERS, ordering(QUESTION_ORDERINGS, "-created_at"), *PAGING]
LOG_LIST = [
    query("outcome", _OUTCOMES, "Only attempts that ended so.", explode=True, style="form"),
    query("attempted_after", _MOMENT, "Only attempts of this moment or later."),
    query("attempted_before", _MOMENT, "Only attempts of this moment or earlier."),
    query("search", _SEARCH, "Only attempts whose approach or notes have each of these words."),
    ordering(LOG_ORDERINGS, "-date_attempted"),
    *PAGING,
]
TAG_LIST = [
    query("search", _SEARCH, "Only tags whose name has each of these words."),
    ordering(TAG_ORDERINGS, "name"),
    *PAGING,
]
