"""What a stranger gets: the wheel, in an empty environment, inside a project we did not write."""

from __future__ import annotations
