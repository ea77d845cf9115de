"""MariaDB through PyMySQL, which needs no compiler and passes for the driver that Django asks for."""

from __future__ import annotations

import os

import pymysql

from tests.settings.base import *  # noqa: F403 - settings modules build on one another
from tests.settings.base import database_names

pymysql.install_as_MySQLdb()

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.mysql",
        "HOST": os.environ.get("MYSQL_HOST", "127.0.0.1"),
        "PORT": os.environ.get("MYSQL_PORT", "3306"),
        "USER": os.environ.get("MYSQL_USER", "root"),
        "PASSWORD": os.environ.get("MYSQL_PASSWORD", ""),
        "OPTIONS": {"charset": "utf8mb4", "isolation_level": "read committed"},
        **database_names(),
    },
}
