"""Everything open and on this machine only: what a newcomer starts with."""

from __future__ import annotations

from config.environment import env
from config.settings.base import *  # noqa: F403 - settings modules build on one another
from config.settings.base import JOBKIT

DEBUG = True
SECRET_KEY = env.str("SECRET_KEY", "django-insecure-for-development-only")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", ".localhost", "127.0.0.1", "[::1]", "testserver"])

# Where the usual front-end development servers listen.
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", ["http://localhost:3000", "http://localhost:5173"])
CSRF_TRUSTED_ORIGINS = CORS_ALLOWED_ORIGINS

# Anonymous callers may do everything with the jobs that nobody owns.
JOBKIT = {**JOBKIT, "PERMISSIONS": ["rest_framework.permissions.AllowAny"]}
