"""Take the tags of a row back from questions that somebody has tagged since, and leave those tags alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from django_jobkit.questions.models import ImportRow, QuestionImport
from django_jobkit.questions.models.upkeep import pieces
from django_jobkit.services.database import jobs_alias


def without(undo: Mapping[str, Any], tags: Collection[int]) -> list[int]:
    """`tags` as they would be if the row had not added some and taken others away."""
    before, left = {*undo["tags"]}, {*undo["left_tags"]}
    return sorted(({*tags} - (left - before)) | (before - left))


def pass_on(owner_id: Any, undone: Mapping[int, tuple[int, Mapping[str, Any]]]) -> set[int]:
    """Have the next import that tagged a question leave it, when it is undone, as if this one had never been.

    `undone` are numbers of rows and what they did, by their questions. Answers which questions had such a next import:
    what it set stays.
    """
    following: dict[int, ImportRow] = {}
    for piece in pieces(undone):
        for row in _tagging(owner_id).filter(question_id__in=piece).order_by("-pk"):
            question_id: Any = row.question_id
            if row.pk > undone[question_id][0]:
                following[question_id] = row
    for question_id, row in following.items():
        row.undo = _as_if_first(row.undo or {}, undone[question_id][1])
    ImportRow._base_manager.using(jobs_alias()).bulk_update(following.values(), ["undo"], batch_size=100)
    return {*following}


def _as_if_first(undo: Mapping[str, Any], earlier: Mapping[str, Any]) -> dict[str, Any]:
    # Tags that were made earlier and that it has as well are its to drop from now on.
    new = {*undo.get("new_tags", ()), *earlier.get("new_tags", ())}
    return {**undo, "tags": without(earlier, undo["tags"]), "new_tags": sorted(new)}


def still_wanted(owner_id: Any, import_id: UUID, tags: Iterable[int]) -> set[int]:
    """Those of `tags` that other imports will put back on questions of this one when they are undone."""
    candidates = {*tags}
    if not candidates:
        return set()
    own = ImportRow._base_manager.using(jobs_alias()).filter(question_import=import_id).values("question_id")
    rows = _tagging(owner_id).filter(question_id__in=own).values_list("undo", flat=True)
    return {pk for undo in rows.iterator() for pk in (undo or {})["tags"] if pk in candidates}


def _tagging(owner_id: Any) -> QuerySet[ImportRow]:
    """The rows that tagged questions which were there, of imports that nobody has asked to undo."""
    alias = jobs_alias()
    imports = QuestionImport.objects.using(alias).filter(owner=owner_id, undo_asked_at=None, updated__gt=0)
    return ImportRow._base_manager.using(alias).filter(question_import__in=imports, undo__has_key="tags")
