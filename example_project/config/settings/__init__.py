"""Development settings, or with DEBUG=0 production settings."""

from __future__ import annotations

from config.environment import env

if env.bool("DEBUG", True):
    from config.settings.development import *  # noqa: F403 - settings modules build on one another
else:
    from config.settings.production import *  # noqa: F403 - settings modules build on one another
