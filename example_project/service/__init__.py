"""What belongs to the service as a whole: front page, health, and errors in one shape."""

from __future__ import annotations
