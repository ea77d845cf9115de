"""The operations on attempts at a question."""

from __future__ import annotations

from django_jobkit.questions.rest.openapi import question_parameters as p
from django_jobkit.questions.rest.openapi.question_answers import LogAnswer, LogList
from django_jobkit.questions.rest.openapi.question_requests import LogChange, LogWish, log_change_fields, partial
from django_jobkit.rest.openapi.operations import WITH_BODY, operation

_TAG = "Questions"

list_logs = operation(
    "list",
    _TAG,
    parameters=[p.QUESTION_ID, *p.LOG_LIST],
    answers={200: (LogList, "All of the caller's, or a page of them.")},
    errors=[404],
)
create_log = operation(
    "create",
    _TAG,
    request=LogWish,
    parameters=[p.QUESTION_ID, p.LOCATION],
    answers={201: (LogAnswer, "Made.")},
    errors=[404, *WITH_BODY],
)
read_log = operation(
    "read",
    _TAG,
    parameters=[p.QUESTION_ID, p.LOG_ID],
    answers={200: (LogAnswer, "As it is.")},
    errors=[404],
)
change_log = operation(
    "update",
    _TAG,
    request=LogChange,
    parameters=[p.QUESTION_ID, p.LOG_ID],
    answers={200: (LogAnswer, "As it is now.")},
    errors=[404, *WITH_BODY],
)
change_log_partially = operation(
    "partial_update",
    _TAG,
    request=partial(log_change_fields()),
    parameters=[p.QUESTION_ID, p.LOG_ID],
    answers={200: (LogAnswer, "As it is now.")},
    errors=[404, *WITH_BODY],
)
delete_log = operation(
    "delete",
    _TAG,
    parameters=[p.QUESTION_ID, p.LOG_ID],
    answers={204: (None, "It is gone, and the counts of its question follow.")},
    errors=[404],
)
