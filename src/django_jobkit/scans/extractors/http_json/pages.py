"""From an answer to a page of records."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django_jobkit.scans.extracting import Problem
from django_jobkit.scans.extractors.http_json.documents import read_document
from django_jobkit.scans.extractors.http_json.options import HttpJsonOptions
from django_jobkit.scans.extractors.http_json.position import Position
from django_jobkit.scans.extractors.http_json.selecting import detected, nothing_at, selected
from django_jobkit.scans.extractors.http_json.shaping import columns_beside, shaped

if TYPE_CHECKING:
    from requests import Response


@dataclass(slots=True)
class Page:
    """The records of an answer, and what else must be known of it."""

    document: Any
    records: list[dict[str, Any]]
    problems: list[Problem]
    size: int
    #: Things at the place of the records, also those that are no records.
    given: list[Any]

    @property
    def is_one_thing(self) -> bool:
        """Whether the answer is itself the record."""
        return isinstance(self.document, dict) and len(self.given) == 1 and self.given[0] is self.document


def read_page(response: Response, options: HttpJsonOptions, position: Position) -> Page:
    """The page in `response`; where its records are found out, `position` knows it from then on.

    Raises ExtractionError when it is no JSON, or has nothing where the records should be.
    """
    document = read_document(response)
    position.selector = position.selector or options.data_selector or detected(document.value)
    given = selected(document.value, position.selector)
    if given is None:
        if position.pages == 0:
            raise nothing_at(position.selector, document.value)
        given = []
    page = Page(document.value, [], list(document.problems), document.size, given)
    columns = columns_beside(document.value, position.selector)
    for found in shaped(given, columns, flat=options.shape == "auto"):
        if isinstance(found, Problem):
            page.problems.append(found)
        else:
            page.records.append(found)
    return page


def digest_of(value: Any) -> str:
    """A short text that is the same for the same JSON."""
    text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
