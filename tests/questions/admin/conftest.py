"""People with more and fewer permissions, and somebody with questions for them to look at."""

from __future__ import annotations

from typing import Any

import pytest

from tests.admin.conftest import boss, staff
from tests.questions.importing.conftest import _jobkit, a_platform, a_platform_of
from tests.questions.rows import make_user

__all__ = ["_jobkit", "a_platform", "a_platform_of", "boss", "staff"]

PLACE = "/admin/jobkit_questions/"


@pytest.fixture
def owner(db: None) -> Any:
    """Somebody with questions."""
    return make_user("ada")


@pytest.fixture
def other(db: None) -> Any:
    """Somebody else."""
    return make_user("mallory")
