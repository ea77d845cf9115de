"""What people write into tables, as the values of questions and attempts."""

from __future__ import annotations
