"""Nothing gets out that should not, and nothing that comes back does harm."""

from __future__ import annotations
