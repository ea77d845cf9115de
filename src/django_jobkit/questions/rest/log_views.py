"""Attempts at a question: list, note, read, change, move and delete them."""

from __future__ import annotations

from typing import Any

from django.http.response import HttpResponseBase
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from django_jobkit.questions.models import Question, QuestionLog
from django_jobkit.questions.rest.access import find, own_logs, own_questions
from django_jobkit.questions.rest.arrays import listed
from django_jobkit.questions.rest.base_view import OwnerView
from django_jobkit.questions.rest.filters import LogFilterSet, narrowed
from django_jobkit.questions.rest.openapi import log_operations as described
from django_jobkit.questions.rest.ordering import LOG_ORDERINGS
from django_jobkit.questions.rest.representation import log_row
from django_jobkit.questions.rest.serializers import LogChangeSerializer, LogSerializer
from django_jobkit.questions.services.logs import change_log, create_log, delete_log
from django_jobkit.rest.links import collection_url


class LogsView(OwnerView):
    """The caller's attempts at one question."""

    @described.list_logs
    def get(self, request: Request, question_id: str) -> HttpResponseBase:
        """All of them, the last one first, in an array."""
        rows = own_logs(request, find(own_questions(request), question_id))
        return listed(request, narrowed(request, rows, LogFilterSet), log_row, LOG_ORDERINGS, "-date_attempted")

    @described.create_log
    def post(self, request: Request, question_id: str) -> Response:
        """Note an attempt at the question of the URL, of this moment unless told."""
        question: Question = find(own_questions(request), question_id)
        wish = LogSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        log = create_log(question, **wish.validated_data)
        return Response(log_row(log), status=201, headers={"Location": f"{collection_url(request)}{log.pk}/"})


class LogView(OwnerView):
    """One attempt."""

    @described.read_log
    def get(self, request: Request, question_id: str, log_id: str) -> Response:
        """The attempt."""
        return Response(log_row(self._log(request, question_id, log_id)))

    @described.change_log
    def put(self, request: Request, question_id: str, log_id: str) -> Response:
        """Change the attempt; what is missing stays, and with another question it moves there."""
        return self._change(request, question_id, log_id)

    @described.change_log_partially
    def patch(self, request: Request, question_id: str, log_id: str) -> Response:
        """Change a part of the attempt; with another question it moves there."""
        return self._change(request, question_id, log_id)

    @described.delete_log
    def delete(self, request: Request, question_id: str, log_id: str) -> Response:
        """Delete the attempt."""
        delete_log(self._log(request, question_id, log_id))
        return Response(status=204)

    def _change(self, request: Request, question_id: str, log_id: str) -> Response:
        log = self._log(request, question_id, log_id)
        wish = LogChangeSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        fields: dict[str, Any] = wish.validated_data
        target = fields.pop("question", None)
        if target is not None:
            if not own_questions(request).filter(pk=target).exists():
                raise ValidationError({"question": ["There is no such question of yours."]})
            fields["question_id"] = target
        return Response(log_row(change_log(log, **fields)))

    def _log(self, request: Request, question_id: str, log_id: str) -> QuestionLog:
        log: QuestionLog = find(own_logs(request, find(own_questions(request), question_id)), log_id)
        return log
