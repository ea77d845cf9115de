"""The questions that rows may be about, those of the database and those of earlier rows."""

from __future__ import annotations

from collections.abc import Iterable

from django_jobkit.questions.importing.checking import CheckedRow
from django_jobkit.questions.importing.judging import Present, Verdict, attempt_key
from django_jobkit.questions.models.imports import RowOutcome
from django_jobkit.questions.models.keys import key_of


class Shelf:
    """Finds questions by what rows know of them, and learns of each row what it does to them."""

    def __init__(self, present: Iterable[Present], by_external: dict[str, Present]) -> None:
        self._by_external = dict(by_external)
        self._by_natural: dict[str, list[Present]] = {}
        for each in present:
            self._by_natural.setdefault(each.natural_key, []).append(each)

    def find(self, row: CheckedRow) -> Present | None:
        """The question of `row`: first by its external key, then by title and source, those of earlier rows first."""
        if row.external_key in self._by_external:
            return self._by_external[row.external_key]
        alike = self._by_natural.get(row.natural_key, [])
        if row.external_key:
            # What one source calls by different names are different questions, however much alike they are.
            alike = [each for each in alike if not each.is_named]
        return min(alike, key=_precedence, default=None)

    def learn(self, number: int, row: CheckedRow, present: Present | None, verdict: Verdict) -> Present | None:
        """What the question of row `number` is from now on; None when the row is about none."""
        if verdict.outcome == RowOutcome.INVALID:
            return None
        if present is None:
            present = Present(is_new=True)
        if present.first is None:
            self._touch(number, row, present, verdict)
        present.attempts.update(map(attempt_key, verdict.attempts))
        return present

    def _touch(self, number: int, row: CheckedRow, present: Present, verdict: Verdict) -> None:
        others = self._by_natural.get(present.natural_key, [])
        self._by_natural[present.natural_key] = [each for each in others if each is not present]
        present.first = number
        now = {**present.fields, **verdict.fields}
        present.natural_key = key_of(now["title"], now.get("source", ""))
        self._by_natural.setdefault(present.natural_key, []).append(present)
        if row.external_key:
            present.is_named = True
            self._by_external.setdefault(row.external_key, present)


def _precedence(present: Present) -> tuple[bool, int]:
    if present.first is None:
        return True, present.question_id or 0
    return False, present.first
