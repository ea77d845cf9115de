"""What faces the network: it starts only with its secrets set, and every caller needs an account."""

from __future__ import annotations

from datetime import timedelta

from config.environment import env, require
from config.settings.base import *  # noqa: F403 - settings modules build on one another
from config.settings.base import AUTH_PASSWORD_VALIDATORS, CROSS_SITE_COOKIES, JOBKIT

needed = {
    "SECRET_KEY": 'Make one: python -c "import secrets; print(secrets.token_urlsafe(50))"',
    "ALLOWED_HOSTS": "Name the hosts that are served, with commas between them: jobs.example.com,localhost",
}
if JOBKIT["EXECUTOR"] == "celery":
    needed["CELERY_BROKER_URL"] = "Name the broker: redis://localhost:6379/0 or amqp://user:password@localhost:5672//"
require(needed)

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS")

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    *AUTH_PASSWORD_VALIDATORS,
]

JOBKIT = {**JOBKIT, "RETENTION": timedelta(days=30)}

# Browsers send the cookies over TLS alone, and once they came by TLS they come by nothing else.
HTTPS_ONLY = env.bool("HTTPS_ONLY", True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS_ONLY or CROSS_SITE_COOKIES
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000) if HTTPS_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS_ONLY
SECURE_HSTS_PRELOAD = HTTPS_ONLY

# Whatever ends TLS in front of us redirects to it as well, and health checks come past it over plain HTTP.
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", False)
SILENCED_SYSTEM_CHECKS = ["security.W008"]

# Anybody can send this header, so it counts only behind a proxy that always sets it.
if env.bool("BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

STORAGES = {
    # Files that were uploaded, see MEDIA_ROOT.
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
