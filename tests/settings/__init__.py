"""Settings of the host project that the tests run in, one module for each database."""

from __future__ import annotations
