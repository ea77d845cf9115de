"""Rows that threads can see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from pytest_django.plugin import DjangoDbBlocker

from tests.services.databases import database as database  # noqa: PLC0414 - makes it a fixture


@pytest.fixture
def committed(request: pytest.FixtureRequest, database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database in which commits are commits and threads meet; cheaper than flushing every table."""
    assert request.node.get_closest_marker("django_db") is None, "inside that transaction nothing commits"
    with django_db_blocker.unblock():
        yield
        get_user_model().objects.all().delete()
