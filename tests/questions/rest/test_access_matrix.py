"""Every route of questions, attempts and tags, every method, every kind of caller; a new route without a row fails."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from django_jobkit.questions.models import Question, QuestionLog, Tag
from django_jobkit.questions.rest.question_urls import urlpatterns
from tests.questions.rest.conftest import QUESTIONS
from tests.questions.rows import make_log, make_question
from tests.rest.callers import METHODS, Callers, assert_is_private, owner_gets

#: For each route: what the methods answer to the owner, who sends an empty object. Others get 405.
ROUTES = {
    "questions/": {"get": 200, "post": 400},
    "questions/<str:question_id>/": {"get": 200, "put": 400, "patch": 200, "delete": 204},
    "questions/<str:question_id>/logs/": {"get": 200, "post": 201},
    "questions/<str:question_id>/logs/<str:log_id>/": {"get": 200, "put": 200, "patch": 200, "delete": 204},
    "tags/": {"get": 200, "post": 400},
    "tags/<str:tag_id>/": {"get": 200, "put": 400, "patch": 200, "delete": 204},
}
UNKNOWN = dict.fromkeys(("question_id", "log_id", "tag_id"), 2**40)


def ask(client: APIClient, method: str, route: str, ids: dict[str, Any]) -> Any:
    """Ask for `route`."""
    path = f"/api/{route}"
    for name, key in ids.items():
        path = path.replace(f"<str:{name}>", str(key))
    body = None if method == "get" else {}
    return getattr(client, method)(path, body, format=None if method == "get" else "json")


def state() -> Any:
    """All that could have been changed."""
    return [list(model.objects.order_by("pk").values()) for model in (Question, QuestionLog, Tag)]


def test_the_matrix_is_complete() -> None:
    assert {str(pattern.pattern) for pattern in urlpatterns} == ROUTES.keys()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.usefixtures("opened")
def test_who_may_do_what(route: str, method: str, owner: Any, callers: Callers) -> None:
    for number, client in enumerate(callers):
        tag = Tag.objects.create(owner=owner, name=f"tag {number}")
        question = make_question(owner, tags=[tag])
        log = make_log(question)
        before = state()
        answer = ask(client, method, route, {"question_id": question.pk, "log_id": log.pk, "tag_id": tag.pk})
        own = owner_gets(method, ROUTES[route])
        assert_is_private(answer)
        if client is callers.anonymous:
            assert answer.status_code == 401
        elif client is not callers.owner and "<" in route and method != "options":
            none = ask(client, method, route, UNKNOWN)
            assert answer.status_code == none.status_code == (405 if own == 405 else 404)
            assert answer.content == none.content
        else:
            assert answer.status_code == own, answer.content
        if client is callers.anonymous or (client is not callers.owner and "<" in route):
            assert state() == before


@pytest.mark.parametrize("route", ["questions/", "tags/"])
def test_lists_are_of_the_callers_own_alone_also_for_staff(route: str, owner: Any, callers: Callers) -> None:
    question = make_question(owner, tags=[Tag.objects.create(owner=owner, name="x")])
    make_log(question)

    counts = [len(client.get(f"/api/{route}").json()) for client in callers[1:]]

    assert counts == [0, 0, 1]


def test_a_session_needs_its_token(owner: Any) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(owner)

    assert client.post(QUESTIONS, {"title": "a"}, format="json").status_code == 403
    assert not Question.objects.exists()
    token = "x" * 32
    client.cookies["csrftoken"] = token
    assert client.post(QUESTIONS, {"title": "a"}, format="json", HTTP_X_CSRFTOKEN=token).status_code == 201
