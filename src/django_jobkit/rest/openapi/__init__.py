"""How the front desk describes itself in OpenAPI; drawn anew at each call, for the tasks may have changed."""

from __future__ import annotations
