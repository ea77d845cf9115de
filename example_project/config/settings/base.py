"""What development and production have in common."""

from __future__ import annotations

from typing import Any

import django

from config.databases import database
from config.environment import BASE_DIR, env
from config.settings.celery import *  # noqa: F403 - what they say when Celery is not chosen, nobody reads
from config.settings.origins import *  # noqa: F403 - settings modules build on one another
from django_jobkit import __version__

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

INSTALLED_APPS = [
    "service",
    "demo",
    "django_jobkit",
    "django_jobkit.contrib.accounts",
    "django_jobkit.questions",
    "django_jobkit.scans",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "corsheaders",
    "whitenoise.runserver_nostatic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "service.middleware.JsonErrors",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "service.middleware.SlashRedirects",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
# The pages work offline and without collectstatic, whichever server runs them.
WHITENOISE_USE_FINDERS = True

# Uploaded files, for scans alone: no URL leads to them, and only the user that we run as can read them.
MEDIA_ROOT = env.path("MEDIA_ROOT", BASE_DIR / "media")
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
if MEDIA_ROOT.is_dir():
    # Large files grow where they stay, and not in a /tmp that may be small.
    FILE_UPLOAD_TEMP_DIR = MEDIA_ROOT

# Guesses at passwords are limited at every door, the admin's and that of Basic authentication included.
AUTHENTICATION_BACKENDS = ["django_jobkit.contrib.accounts.backends.LimitedBackend"]
LOGIN_URL = "rest_framework:login"
LOGIN_REDIRECT_URL = "/api/jobs/"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

JOBKIT: dict[str, Any] = {
    "EXECUTOR": env.str("JOBKIT_EXECUTOR", "thread"),
    # On one machine a server that was killed is soon back, and then takes up its jobs after this many seconds.
    "LEASE": 15.0,
    # Secrets in the options of scans are kept under these keys; without them, under one that SECRET_KEY makes.
    "SECRET_KEYS": env.list("JOBKIT_SECRET_KEYS", []),
    # What scans may fetch beside the public internet.
    "EGRESS_ALLOW": env.list("EGRESS_ALLOW", []),
    "EGRESS_PORTS": env.list("EGRESS_PORTS", [80, 443], subcast=int),
    "EGRESS_PROXY": env.str("EGRESS_PROXY", None),
    "EGRESS_USER_AGENT": env.str("EGRESS_USER_AGENT", f"django-jobkit/{__version__}"),
    # How many proxies append to X-Forwarded-For, by which those who log in are told apart.
    "ACCOUNTS": {"TRUSTED_PROXIES": env.int("TRUSTED_PROXIES", 0)},
}

if JOBKIT["EXECUTOR"] == "django_tasks":
    # Django has the framework itself from 6.0 on. The worker of this backend is manage.py db_worker.
    INSTALLED_APPS += ["django_tasks_db"] if django.VERSION >= (6,) else ["django_tasks", "django_tasks_db"]
    TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.SessionAuthentication",
        "rest_framework.authentication.BasicAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    # Our own views have it anyway; this gives the same shape of errors to all others.
    "EXCEPTION_HANDLER": "django_jobkit.rest.errors.handle_exception",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "django-jobkit example",
    "DESCRIPTION": "Long work as durable REST resources: submit it, watch it, fetch its result.",
    "VERSION": __version__,
    "SERVE_INCLUDE_SCHEMA": False,
    # A request differs from its answer: one variant for each task.
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "REDOC_UI_SETTINGS": {
        "theme": {"typography": {"fontFamily": "system-ui, sans-serif", "headings": {"fontFamily": "inherit"}}},
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    # Django's own handler would say everything a second time.
    "loggers": {"django": {"handlers": []}, "httpx": {"level": "WARNING"}},
}
