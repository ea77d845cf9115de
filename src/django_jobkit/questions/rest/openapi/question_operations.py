"""The operations on questions."""

from __future__ import annotations

from django_jobkit.questions.rest.openapi import question_parameters as p
from django_jobkit.questions.rest.openapi.question_answers import QuestionAnswer, QuestionList
from django_jobkit.questions.rest.openapi.question_requests import QuestionWish, partial, question_fields
from django_jobkit.rest.openapi.operations import WITH_BODY, operation

_TAG = "Questions"

list_questions = operation(
    "list",
    _TAG,
    parameters=[*p.QUESTION_LIST],
    answers={200: (QuestionList, "All of the caller's, or a page of them.")},
)
create_question = operation(
    "create",
    _TAG,
    request=QuestionWish,
    parameters=[p.LOCATION],
    answers={201: (QuestionAnswer, "Made.")},
    errors=[*WITH_BODY, 501],
)
read_question = operation(
    "read",
    _TAG,
    parameters=[p.QUESTION_ID],
    answers={200: (QuestionAnswer, "As it is.")},
    errors=[404],
)
change_question = operation(
    "update",
    _TAG,
    request=QuestionWish,
    parameters=[p.QUESTION_ID],
    answers={200: (QuestionAnswer, "As it is now.")},
    errors=[404, *WITH_BODY, 501],
)
change_question_partially = operation(
    "partial_update",
    _TAG,
    request=partial(question_fields()),
    parameters=[p.QUESTION_ID],
    answers={200: (QuestionAnswer, "As it is now.")},
    errors=[404, *WITH_BODY, 501],
)
delete_question = operation(
    "delete",
    _TAG,
    parameters=[p.QUESTION_ID],
    answers={204: (None, "It is gone, with its attempts.")},
    errors=[404],
)
