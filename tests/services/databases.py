"""The run's database for tests that commit, which pytest-django does not know to need one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import Error, connection
from django.test.utils import setup_databases, teardown_databases
from pytest_django.plugin import DjangoDbBlocker

from django_jobkit.models import Job


def is_set_up() -> bool:
    """Whether some other test of this run has a database already."""
    try:
        return Job._meta.db_table in connection.introspection.table_names()
    except Error:
        return False


@pytest.fixture(scope="session")
def database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database, also when no test with pytest-django's own marker was selected."""
    with django_db_blocker.unblock():
        created = None if is_set_up() else setup_databases(verbosity=0, interactive=False, aliases=["default"])
    yield
    if created is not None:
        with django_db_blocker.unblock():
            teardown_databases(created, verbosity=0)
