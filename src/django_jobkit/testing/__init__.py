"""For the tests of projects that use jobs, and for the tests of executors; nothing here is needed to run jobs."""

from __future__ import annotations
