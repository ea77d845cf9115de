"""Everything open and on this machine only: what a newcomer starts with."""

from __future__ import annotations

from config.environment import env
from config.settings.base import *  # noqa: F403 - settings modules build on one another
from config.settings.base import JOBKIT

DEBUG = True
SECRET_KEY = env.str("SECRET_KEY", "django-insecure-for-development-only")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", ".localhost", "127.0.0.1", "[::1]", "testserver"])

# Where the usual front-end development servers listen.
_SERVERS = [f"{scheme}://{host}" for scheme in ("http", "https") for host in ("localhost", "127.0.0.1")]
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", [f"{one}:{port}" for one in _SERVERS for port in (3000, 5173)])
# A client that asks 127.0.0.1 may well say that it comes from localhost.
_OURS = [f"{one}:{env.int('PORT', 8000)}" for one in _SERVERS]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [*CORS_ALLOWED_ORIGINS, *_OURS])

JOBKIT = {
    **JOBKIT,
    # Anonymous callers may do everything with the jobs that nobody owns.
    "PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    # The suite of a front end registers more people in a minute than come in a day.
    "ACCOUNTS": {**JOBKIT["ACCOUNTS"], "REGISTERS_PER_ADDRESS": 10_000},
}
