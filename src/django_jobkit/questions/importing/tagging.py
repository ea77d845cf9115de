"""The tags of a batch of rows."""

from __future__ import annotations

from collections.abc import Sequence

from django_jobkit.questions.importing.judged import Judged
from django_jobkit.questions.models import Question, QuestionImport, Tag
from django_jobkit.questions.models.upkeep import pieces
from django_jobkit.questions.services.tags import tags_named
from django_jobkit.services.database import jobs_alias


def make_tags(question_import: QuestionImport, tagged: Sequence[Judged]) -> dict[str, int]:
    """The ids of all tags that are named, by their keys."""
    alias = jobs_alias()
    names: dict[str, str] = {}
    for one in reversed(tagged):
        # Where rows spell a tag in two ways, the first is right.
        names.update(one.verdict.tags or {})
    if not names:
        return {}
    rows = Tag.objects.using(alias).filter(owner=question_import.owner_id)
    known = {key for piece in pieces(names) for key in rows.filter(key__in=piece).values_list("key", flat=True)}
    tags = {key: tag.pk for key, tag in tags_named(question_import.owner, names.values(), using=alias).items()}
    for one in tagged:
        new = [tags[key] for key in one.verdict.tags or {} if key not in known]
        if new:
            one.undo["new_tags"] = new
            known.update(one.verdict.tags or {})
    return tags


def ids_of(one: Judged, tags: dict[str, int]) -> list[int]:
    """The tags that its question has from now on, by their ids."""
    return [tags[key] for key in one.verdict.tags or {}]


def put_on(tagged: Sequence[Judged], tags: dict[str, int]) -> None:
    """Give the questions of these rows the tags that the rows name."""
    link({one.question_id: ids_of(one, tags) for one in tagged if one.is_created}, are_new=True)
    link({one.question_id: ids_of(one, tags) for one in tagged if not one.is_created})


def link(tags: dict[int, list[int]], *, are_new: bool = False) -> None:
    """Give each question, by its id, these tags and no others."""
    links = Question.tags.through._base_manager.using(jobs_alias())
    if tags and not are_new:
        links.filter(question_id__in=tags).delete()
    links.bulk_create(
        Question.tags.through(question_id=question_id, tag_id=tag_id)
        for question_id, ids in tags.items()
        for tag_id in ids
    )
