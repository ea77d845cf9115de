"""Settings of the system under test: everything short, so that a lost worker is noticed in seconds."""

from __future__ import annotations

from datetime import timedelta

from tests.faults.host import environment

if environment.database()["ENGINE"].endswith("mysql"):
    import pymysql

    pymysql.install_as_MySQLdb()

SECRET_KEY = "faults"
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = "UTC"
ROOT_URLCONF = "tests.faults.host.urls"
WSGI_APPLICATION = "tests.faults.host.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": environment.database()}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "rest_framework",
    "django_filters",
    "django_jobkit",
    "tests.faults.host",
    "tests.faults.host.burdens",
]
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["tests.faults.host.callers.NamedCaller"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}

LEASE = 3.0
JOBKIT = {
    "EXECUTOR": environment.EXECUTOR,
    "AUTOSTART": False,
    "CONCURRENCY": 4,
    "POLL_INTERVAL": 0.2,
    "WATCH_INTERVAL": 0.2,
    "HEARTBEAT_INTERVAL": 0.6,
    "LEASE": LEASE,
    "MAINTENANCE_INTERVAL": 0.5,
    "REDELIVERY_AFTER": 1.0,
    "SHUTDOWN_GRACE": 2.0,
    "TIMEOUT_GRACE": 1.0,
    "QUOTA": 100_000,
    **environment.given("JOBKIT_FAULTS_SETTINGS"),
}
if "RETENTION" in JOBKIT:
    JOBKIT["RETENTION"] = timedelta(seconds=JOBKIT["RETENTION"])

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {"django_jobkit": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}

if environment.EXECUTOR == "celery":
    CELERY_BROKER_URL = environment.BROKER
    CELERY_TASK_DEFAULT_QUEUE = f"{environment.QUEUE_PREFIX}default"
    CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
    CELERY_WORKER_HIJACK_ROOT_LOGGER = False
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
    globals().update(environment.given("JOBKIT_FAULTS_CELERY"))

if environment.EXECUTOR == "django_tasks":
    INSTALLED_APPS += ["django_tasks", "django_tasks_db"]
    TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
