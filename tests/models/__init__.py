"""What the rows themselves refuse, answer and cost."""

from __future__ import annotations
