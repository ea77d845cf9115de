"""Tasks worth running, and a tour through the API that runs them."""

from __future__ import annotations
