"""Records written in every format, and read back by somebody else's reader."""

from __future__ import annotations
