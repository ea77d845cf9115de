"""What the lists of questions, attempts and tags can be narrowed down by."""

from __future__ import annotations

from html import escape
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django_filters import rest_framework as filters  # type: ignore[import-untyped]
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from django_jobkit.questions.models import Difficulty, Outcome, Question, QuestionLog, Tag
from django_jobkit.questions.models.keys import key_of
from django_jobkit.questions.rest.access import number_of
from django_jobkit.questions.rest.filter_kinds import FormMomentFilter, ManyTextsFilter, truth_filter
from django_jobkit.rest import filters as core
from django_jobkit.rest.filters import MAX_TEXT, containing, words_of


class QuestionFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Filters of the list of questions."""

    tag = ManyTextsFilter(method="filter_tag")
    tag_all = ManyTextsFilter(method="filter_tag_all")
    difficulty = filters.MultipleChoiceFilter(choices=Difficulty.choices)
    is_active = truth_filter()
    source = filters.CharFilter(lookup_expr="icontains", max_length=MAX_TEXT)
    outcome = filters.MultipleChoiceFilter(choices=Outcome.choices, method="filter_outcome")
    last_outcome = filters.MultipleChoiceFilter(choices=Outcome.choices, method="filter_last_outcome")
    attempted = truth_filter(method="filter_attempted")
    attempted_after = FormMomentFilter(field_name="last_attempted_at", lookup_expr="gte")
    attempted_before = FormMomentFilter(field_name="last_attempted_at", lookup_expr="lte")
    search = filters.CharFilter(method="filter_search", max_length=MAX_TEXT)

    class Meta:
        model = Question
        fields: list[str] = []

    def filter_tag(self, rows: QuerySet[Question], name: str, value: list[str]) -> QuerySet[Question]:
        """Questions with any of these tags."""
        wanted = Q(pk__in=[])
        for text in value:
            wanted |= _is_tag(text)
        return rows.filter(_tagged(wanted)) if value else rows

    def filter_tag_all(self, rows: QuerySet[Question], name: str, value: list[str]) -> QuerySet[Question]:
        """Questions with every one of these tags."""
        for text in value:
            rows = rows.filter(_tagged(_is_tag(text)))
        return rows

    def filter_outcome(self, rows: QuerySet[Question], name: str, value: list[str]) -> QuerySet[Question]:
        """Questions with an attempt that ended in any of these ways."""
        logs = QuestionLog.objects.filter(question=OuterRef("pk"), outcome__in=value)
        return rows.filter(Exists(logs)) if value else rows

    def filter_last_outcome(self, rows: QuerySet[Question], name: str, value: list[str]) -> QuerySet[Question]:
        """Questions whose last attempt ended in any of these ways."""
        logs = QuestionLog.objects.filter(question=OuterRef("pk")).order_by("-date_attempted", "-pk")
        last = Subquery(logs.values("outcome")[:1])
        return rows.alias(last_outcome=last).filter(last_outcome__in=value) if value else rows

    def filter_attempted(self, rows: QuerySet[Question], name: str, value: bool) -> QuerySet[Question]:
        """Questions that somebody tried, or nobody."""
        return rows.filter(attempts_count__gt=0) if value else rows.filter(attempts_count=0)

    def filter_search(self, rows: QuerySet[Question], name: str, value: str) -> QuerySet[Question]:
        """Questions whose title, content or source contains every word."""
        for word in words_of(value):
            # The content is HTML, in which people look for what they see: vector<int>, R&D.
            in_content = Q(content__icontains=word) | Q(content__icontains=escape(word, quote=False))
            rows = rows.filter(Q(title__icontains=word) | Q(source__icontains=word) | in_content)
        return rows


class LogFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Filters of the list of attempts."""

    outcome = filters.MultipleChoiceFilter(choices=Outcome.choices)
    attempted_after = FormMomentFilter(field_name="date_attempted", lookup_expr="gte")
    attempted_before = FormMomentFilter(field_name="date_attempted", lookup_expr="lte")
    search = filters.CharFilter(method="filter_search", max_length=MAX_TEXT)

    class Meta:
        model = QuestionLog
        fields: list[str] = []

    def filter_search(self, rows: QuerySet[QuestionLog], name: str, value: str) -> QuerySet[QuestionLog]:
        """Attempts whose approach or notes contain every word."""
        return containing(rows, value, "solution_approach", "self_notes")


class TagFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Filters of the list of tags."""

    search = filters.CharFilter(method="filter_search", max_length=MAX_TEXT)

    class Meta:
        model = Tag
        fields: list[str] = []

    def filter_search(self, rows: QuerySet[Tag], name: str, value: str) -> QuerySet[Tag]:
        """Tags whose name contains every word."""
        return containing(rows, value, "name")


def narrowed(request: Request, rows: QuerySet[Any], filterset_class: type[filters.FilterSet]) -> QuerySet[Any]:
    """The part of `rows` that the query asks for; raises ValidationError with every parameter that is wrong.

    Only a search may be empty, for people empty the field that they typed it into.
    """
    query = request.query_params
    names = filterset_class.base_filters.keys() - {"search"}
    empty = sorted(name for name in names if not all(text.strip() for text in query.getlist(name)))
    if empty:
        raise ValidationError({name: ["Must not be empty."] for name in empty})
    return core.narrowed(request, rows, filterset_class)


def _is_tag(text: str) -> Q:
    number = number_of(text)
    named = Q(key=key_of(text))
    return named if number is None else named | Q(pk=number)


def _tagged(wanted: Q) -> Exists:
    return Exists(Tag.objects.filter(wanted, questions=OuterRef("pk")))
