"""When to practise what: today's queue, the schedule of a question, and the settings."""

from __future__ import annotations

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from django_jobkit.questions.models import Schedule
from django_jobkit.questions.rest.access import find, own_questions
from django_jobkit.questions.rest.base_view import OwnerView
from django_jobkit.questions.rest.filters import QuestionFilterSet, narrowed
from django_jobkit.questions.rest.openapi import schedule_operations as described
from django_jobkit.questions.rest.representation import question_row
from django_jobkit.questions.rest.schedule_query import asked_limit, asked_zone
from django_jobkit.questions.rest.schedule_representation import Present, practice_body
from django_jobkit.questions.rest.schedule_serializers import PracticeSerializer, defaults
from django_jobkit.questions.scheduling.binding import zone_for
from django_jobkit.questions.scheduling.keeping_up import change_practice, practice_of
from django_jobkit.questions.scheduling.predicting import predicted
from django_jobkit.questions.scheduling.queue import queue_of
from django_jobkit.questions.scheduling.schedulers import fsrs_library


class DueView(OwnerView):
    """Today's queue."""

    @described.list_due
    def get(self, request: Request) -> Response:
        """What is overdue or becomes due today, the longest overdue first, and then some questions that are new."""
        now, practice = timezone.now(), practice_of(request.user)
        zone, limit = asked_zone(request, practice), asked_limit(request)
        present = Present(practice, now, zone)
        questions = narrowed(request, own_questions(request), QuestionFilterSet)
        queue = queue_of(practice, questions, now=now, zone=zone, limit=limit)
        due = [{"question": question_row(row), **present.body(row.schedule)} for row in queue.due]
        new = [{"question": question_row(row), **present.body(None)} for row in queue.new]
        return Response([*due, *new], headers={"X-Total-Count": str(queue.total)})


class QuestionScheduleView(OwnerView):
    """The schedule of one question."""

    @described.read_schedule
    def get(self, request: Request, question_id: str) -> Response:
        """When it is due, and when it would be after an attempt made now."""
        question = find(own_questions(request), question_id)
        now, practice = timezone.now(), practice_of(request.user)
        present = Present(practice, now, zone_for(practice))
        schedule = Schedule.objects.owned_by(request.user).filter(question=question).first()
        after = predicted(practice, question.pk, schedule, now)
        body = {
            "question": question.pk,
            **present.body(schedule),
            "if_attempted_now": {outcome: found and present.prospect(found) for outcome, found in after.items()},
        }
        return Response(body)


class PracticeSettingsView(OwnerView):
    """How the caller practises."""

    @described.read_settings
    def get(self, request: Request) -> Response:
        """The settings; the defaults for whoever has changed none."""
        return Response(practice_body(practice_of(request.user)))

    @described.replace_settings
    def put(self, request: Request) -> Response:
        """Change all settings; what is missing becomes as by default. A job brings the dates in line."""
        return self._change(request, partial=False)

    @described.change_settings
    def patch(self, request: Request) -> Response:
        """Change some settings. A job brings the dates in line."""
        return self._change(request, partial=True)

    def _change(self, request: Request, *, partial: bool) -> Response:
        fsrs_library()
        wish = PracticeSerializer(practice_of(request.user), data=request.data, partial=partial)
        wish.is_valid(raise_exception=True)
        changes = wish.validated_data if partial else {**defaults(), **wish.validated_data}
        return Response(practice_body(change_practice(request.user, changes)))
