"""What holds for the package as a whole: its imports, its front door, its optional parts."""

from __future__ import annotations
