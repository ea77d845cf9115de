"""A tour through the API: a server of its own, jobs submitted over HTTP, and what came of them on the screen."""

from __future__ import annotations
