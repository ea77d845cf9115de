"""Nothing imports this module, whatever clients ask for."""

from __future__ import annotations

raise AssertionError("A client had this imported.")
