"""A project that is not ours; the tests copy this folder and run it on the wheel."""

from __future__ import annotations
