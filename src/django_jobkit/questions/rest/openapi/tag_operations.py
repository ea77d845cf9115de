"""The operations on tags."""

from __future__ import annotations

from django_jobkit.questions.rest.openapi import question_parameters as p
from django_jobkit.questions.rest.openapi.question_answers import TagAnswer, TagList
from django_jobkit.questions.rest.openapi.question_requests import TagWish, partial, tag_fields
from django_jobkit.rest.openapi.operations import WITH_BODY, operation

_TAG = "Questions"

list_tags = operation(
    "list",
    _TAG,
    parameters=[*p.TAG_LIST],
    answers={200: (TagList, "All of the caller's, or a page of them.")},
)
create_tag = operation(
    "create",
    _TAG,
    request=TagWish,
    parameters=[p.LOCATION],
    answers={201: (TagAnswer, "Made.")},
    errors=[*WITH_BODY],
)
read_tag = operation(
    "read",
    _TAG,
    parameters=[p.TAG_ID],
    answers={200: (TagAnswer, "As it is.")},
    errors=[404],
)
change_tag = operation(
    "update",
    _TAG,
    request=TagWish,
    parameters=[p.TAG_ID],
    answers={200: (TagAnswer, "As it is now.")},
    errors=[404, *WITH_BODY],
)
change_tag_partially = operation(
    "partial_update",
    _TAG,
    request=partial(tag_fields()),
    parameters=[p.TAG_ID],
    answers={200: (TagAnswer, "As it is now.")},
    errors=[404, *WITH_BODY],
)
delete_tag = operation(
    "delete",
    _TAG,
    parameters=[p.TAG_ID],
    answers={204: (None, "It is gone; questions lose it, and nothing else.")},
    errors=[404],
)
