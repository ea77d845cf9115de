"""PostgreSQL at the address that libpq's own environment variables give."""

from __future__ import annotations

import os

from tests.settings.base import *  # noqa: F403 - settings modules build on one another
from tests.settings.base import database_names

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ.get("PGHOST", "127.0.0.1"),
        "PORT": os.environ.get("PGPORT", "5432"),
        "USER": os.environ.get("PGUSER", "postgres"),
        "PASSWORD": os.environ.get("PGPASSWORD", ""),
        **database_names(),
    },
}
