"""What these tests ask of the example, which tests of its own know how to read."""

from __future__ import annotations

from tests.example.conftest import setting

__all__ = ["setting"]
