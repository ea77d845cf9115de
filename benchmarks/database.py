"""A database of its own for every part of a run, gone afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql


@contextmanager
def fresh_database(name: str) -> Iterator[None]:
    """Point the default connection at a new, migrated database called `name`; drop it at the end."""
    before = connection.settings_dict["NAME"]
    with empty_database(name):
        use_database(name)
        try:
            call_command("migrate", verbosity=0)
            yield
        finally:
            use_database(before)


@contextmanager
def empty_database(name: str) -> Iterator[None]:
    """A database without a table, for other processes; dropped at the end."""
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    _administer(drop)
    _administer(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield
    finally:
        _administer(drop)


def use_database(name: str) -> None:
    """Let the default connection of this thread talk to `name` from now on."""
    connections.close_all()
    connection.settings_dict["NAME"] = name


def _administer(statement: sql.Composed) -> None:
    settings = connection.settings_dict
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"], user=settings["USER"], dbname="postgres", autocommit=True
    ) as administrator:
        administrator.execute(statement)
