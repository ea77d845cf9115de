"""What a worker process finds by autodiscovery: the tasks of the conformance suite, and some that hold still."""

from __future__ import annotations

from django_jobkit.testing import tasks as contract
from tests.processes import jobs as processes

__all__ = ["contract", "processes"]
