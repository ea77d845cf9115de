"""The verbs of tags."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_jobkit.questions.models import Tag
from django_jobkit.questions.models.keys import key_of
from django_jobkit.questions.problems import TagNameTaken
from django_jobkit.questions.services.tags import change_tag, create_tag, delete_tag, tags_named
from tests.questions.rows import make_question, make_user
from tests.services.threads import crowd


@pytest.mark.django_db
def test_missing_tags_are_made_and_those_that_differ_in_case_alone_are_one() -> None:
    owner = make_user()
    there = Tag.objects.create(owner=owner, name="Graphs")
    Tag.objects.create(owner=make_user(), name="trees")

    found = tags_named(owner, ["graphs", "Trees ", "TREES", " ", "dynamic  programming"], using="default")

    assert found[key_of("graphs")] == there
    assert {tag.name for tag in found.values()} == {"Graphs", "Trees", "dynamic programming"}
    assert Tag.objects.filter(owner=owner).count() == 3


@pytest.mark.django_db
def test_many_tags_need_no_more_queries_than_one() -> None:
    owner = make_user()

    def queries(names: list[str]) -> int:
        with CaptureQueriesContext(connection) as seen:
            tags_named(owner, names, using="default")
        return len(seen)

    assert queries([f"tag {number}" for number in range(100)]) == queries(["one"])
    assert queries(["one"]) == 1


def test_whoever_makes_the_same_tags_at_the_same_time_gets_the_same_ones(committed: None) -> None:
    owner = make_user()
    names = [f"tag {number}" for number in range(10)]

    found = crowd(4, lambda place: tags_named(owner, names if place % 2 else names[::-1], using="default"))

    assert all(isinstance(tags, dict) for tags in found), found
    assert all({tag.pk for tag in tags.values()} == {tag.pk for tag in found[0].values()} for tags in found)
    assert Tag.objects.filter(owner=owner).count() == 10


@pytest.mark.django_db
def test_a_name_is_taken_in_any_case() -> None:
    owner = make_user()
    create_tag(owner, name="Graphs")
    trees = create_tag(owner, name="Trees")

    with pytest.raises(TagNameTaken):
        create_tag(owner, name="gRAPHS")
    with pytest.raises(TagNameTaken):
        change_tag(trees, name="graphs")

    assert change_tag(Tag.objects.get(pk=trees.pk), name="TREES").name == "TREES"
    assert create_tag(make_user(), name="Graphs").name == "Graphs"


@pytest.mark.django_db
def test_a_deleted_tag_leaves_its_questions() -> None:
    owner = make_user()
    tag = create_tag(owner, name="Graphs")
    question = make_question(owner, tags=[tag])

    delete_tag(tag)

    assert not question.tags.exists()


@pytest.mark.django_db
def test_a_tag_that_was_deleted_meanwhile_does_not_come_back_under_another_name() -> None:
    tag = create_tag(make_user(), name="Graphs")
    delete_tag(Tag.objects.get(pk=tag.pk))

    with pytest.raises(Tag.DoesNotExist):
        change_tag(tag, name="Trees")

    assert not Tag.objects.exists()
