"""The example project: settings, URLs and the entry points of web servers."""

from __future__ import annotations
