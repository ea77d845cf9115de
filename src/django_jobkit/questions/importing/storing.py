"""Write what becomes of a batch of rows, in as many statements for one row as for all."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.utils import timezone

from django_jobkit.questions.importing.finding import COLUMNS
from django_jobkit.questions.importing.judged import Judged
from django_jobkit.questions.importing.logs import add_logs, tells_keys
from django_jobkit.questions.importing.tagging import ids_of, make_tags, put_on
from django_jobkit.questions.importing.traces import trace_of
from django_jobkit.questions.models import Question, QuestionImport
from django_jobkit.questions.models.keys import key_of
from django_jobkit.questions.scheduling.putting_off import putting_off
from django_jobkit.questions.services.slugs import free_slugs
from django_jobkit.services.database import jobs_alias

_PIECE = 100


def store(question_import: QuestionImport, judged: Sequence[Judged]) -> None:
    """Write the questions, tags and attempts of `judged`, and what undoes that into `judged` itself.

    Call it in a transaction that has locked the owner and the questions.
    """
    tagged = [one for one in judged if one.verdict.tags is not None]
    tags = make_tags(question_import, tagged)
    _create(question_import, [one for one in judged if one.is_created], tags)
    changed = [one for one in judged if not one.is_created and (one.verdict.fields or one.verdict.tags is not None)]
    _change(changed, tags)
    put_on(tagged, tags)
    with putting_off(_met_before(judged)):
        add_logs(question_import, [one for one in judged if one.verdict.attempts])


def _met_before(judged: Sequence[Judged]) -> set[int]:
    """The questions of earlier batches; with their schedules made each time, many attempts at one would never end."""
    begin = judged[0].number if judged else 0
    firsts = ((one.question_id, one.question.first) for one in judged if one.verdict.attempts)
    return {question_id for question_id, first in firsts if first is not None and first < begin}


def _create(question_import: QuestionImport, created: Sequence[Judged], tags: dict[str, int]) -> None:
    alias = jobs_alias()
    slugs = free_slugs(question_import.owner_id, [one.row.fields["title"] for one in created], using=alias)
    questions = [
        Question(owner_id=question_import.owner_id, slug=slug, external_key=one.row.external_key, **one.verdict.fields)
        for one, slug in zip(created, slugs, strict=True)
    ]
    Question.objects.using(alias).bulk_create(questions)
    ids = {} if tells_keys() else _ids_by_slug(question_import, slugs)
    for one, question in zip(created, questions, strict=True):
        one.question.question_id = ids.get(question.slug, question.pk)
        one.undo["made"] = trace_of({name: getattr(question, name) for name in COLUMNS}, ids_of(one, tags))


def _ids_by_slug(question_import: QuestionImport, slugs: Collection[str]) -> dict[str, int]:
    # For databases that do not tell the keys of what was inserted.
    rows = Question.objects.using(jobs_alias()).filter(owner=question_import.owner_id, slug__in=slugs)
    return dict(rows.values_list("slug", "pk"))


def _change(changed: Sequence[Judged], tags: dict[str, int]) -> None:
    now = timezone.now()
    questions = []
    for one in changed:
        before, fields = one.question.fields, one.verdict.fields
        if one.verdict.tags is not None:
            one.undo["tags"] = sorted(one.question.tags.values())
            one.undo["left_tags"] = sorted(ids_of(one, tags))
        if fields:
            one.undo["left"] = trace_of(fields, None)
            one.undo["before"] = {name: before[name] for name in fields}
            one.undo["updated_at"] = before["updated_at"].isoformat()
            after = {name: fields.get(name, before[name]) for name in COLUMNS}
            key = key_of(after["title"], after["source"])
            questions.append(Question(pk=one.question_id, natural_key=key, updated_at=now, **after))
    write_questions(questions)


def write_questions(questions: Sequence[Question]) -> None:
    """Write the columns that rows may change, and what follows from them."""
    if questions:
        columns = [*COLUMNS, "natural_key", "updated_at"]
        Question.objects.using(jobs_alias()).bulk_update(questions, columns, batch_size=_PIECE)
