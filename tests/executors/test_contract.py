"""Every executor of ours passes the suite that is shipped for everybody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from django_jobkit.core.executor import get_executor
from django_jobkit.testing.contract import ExecutorContract
from django_jobkit.testing.plugin import jobkit_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django_jobkit.core.executor import BaseExecutor


@pytest.mark.django_db(transaction=True)
class TestImmediateExecutor(ExecutorContract):
    """In the caller's thread."""

    @pytest.fixture
    def executor(self) -> Iterator[BaseExecutor]:
        """What runs jobs as soon as they commit."""
        with jobkit_settings(EXECUTOR="immediate"):
            yield get_executor()


class TestThreadExecutor(ExecutorContract):
    """In threads of this process; the fixture is the one of all tests here."""
