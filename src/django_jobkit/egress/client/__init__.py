"""The guard around requests; needs the extra "egress", and is imported by nobody but the door."""

from __future__ import annotations
