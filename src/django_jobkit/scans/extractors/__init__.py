"""The extractors that are built in; the app's autodiscovery imports this."""

from __future__ import annotations
