"""Questions: list, make, read, change and delete them."""

from __future__ import annotations

from django.db.models import prefetch_related_objects
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from django_jobkit.questions.models import Question
from django_jobkit.questions.rest.access import find, own_questions
from django_jobkit.questions.rest.arrays import listed
from django_jobkit.questions.rest.base_view import OwnerView
from django_jobkit.questions.rest.filters import QuestionFilterSet, narrowed
from django_jobkit.questions.rest.openapi import question_operations as described
from django_jobkit.questions.rest.ordering import QUESTION_ORDERINGS
from django_jobkit.questions.rest.representation import question_row
from django_jobkit.questions.rest.serializers import QuestionSerializer
from django_jobkit.questions.services.questions import change_question, create_question, delete_question
from django_jobkit.rest.links import collection_url


class QuestionsView(OwnerView):
    """The caller's questions."""

    @described.list_questions
    def get(self, request: Request) -> HttpResponseBase:
        """All of them, newest first, in an array."""
        rows = narrowed(request, own_questions(request), QuestionFilterSet).prefetch_related("tags")
        return listed(request, rows, question_row, QUESTION_ORDERINGS, "-created_at")

    @described.create_question
    def post(self, request: Request) -> Response:
        """Make a question; the server makes its slug."""
        wish = QuestionSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        question = create_question(request.user, **wish.validated_data)
        location = f"{collection_url(request)}{question.pk}/"
        return Response(_answer(question), status=201, headers={"Location": location})


class QuestionView(OwnerView):
    """One question."""

    @described.read_question
    def get(self, request: Request, question_id: str) -> Response:
        """The question with its tags and the counts of its attempts."""
        return Response(_answer(find(own_questions(request), question_id)))

    @described.change_question
    def put(self, request: Request, question_id: str) -> Response:
        """Change the question; what is missing stays, and so does the slug."""
        return self._change(request, question_id, partial=False)

    @described.change_question_partially
    def patch(self, request: Request, question_id: str) -> Response:
        """Change a part of the question."""
        return self._change(request, question_id, partial=True)

    @described.delete_question
    def delete(self, request: Request, question_id: str) -> Response:
        """Delete the question with its attempts."""
        delete_question(find(own_questions(request), question_id))
        return Response(status=204)

    def _change(self, request: Request, question_id: str, *, partial: bool) -> Response:
        question = find(own_questions(request), question_id)
        wish = QuestionSerializer(data=request.data, partial=partial)
        wish.is_valid(raise_exception=True)
        return Response(_answer(change_question(question, **wish.validated_data)))


def _answer(question: Question) -> dict[str, object]:
    prefetch_related_objects([question], "tags")
    return question_row(question)
