"""Whether the database and the broker can be reached, in words that help."""

from __future__ import annotations

from urllib.parse import urlsplit

from django import db

PATIENCE = 5.0


def database_problem() -> str:
    """Why the database cannot be used, and what to do about it; empty if it can."""
    try:
        db.connection.ensure_connection()
    except db.OperationalError as error:
        settings = db.connection.settings_dict
        address = f"{settings['HOST'] or 'localhost'}:{settings['PORT'] or 'default port'}"
        return (
            f"The database {settings['NAME']} at {address} does not let us in: {_first_line(error)}\n"
            "Start it, create the database, or correct DATABASE_URL. "
            "Without DATABASE_URL a SQLite file is used, which needs no server."
        )
    return ""


def broker_problem() -> str:
    """Why the broker cannot be used, and what to do about it; empty if it can."""
    # Whoever chose another executor need not have it.
    from kombu.exceptions import OperationalError

    from config.celery import app

    with app.connection_for_read() as broker:
        url = broker.as_uri()
        try:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=PATIENCE)
        except (OperationalError, *broker.connection_errors, *broker.channel_errors) as error:
            return (
                f"The broker at {url} does not let us in: {_first_line(error)}\n"
                f"Start it ({_how_to_start(url)}), or correct CELERY_BROKER_URL."
            )
    return ""


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__


def _how_to_start(url: str) -> str:
    return "redis-server" if urlsplit(url).scheme.startswith("redis") else "rabbitmq-server -detached"
