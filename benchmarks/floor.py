"""The floor: the least SQL that keeps a job durable, by psycopg alone.

One row of 15 columns per job: INSERT, then UPDATE to claim, then UPDATE to finish, each its own commit.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import psycopg
from django.db import connection

_CREATE = """
CREATE TABLE IF NOT EXISTS floor (
    id uuid PRIMARY KEY, a text, b text, c text, d jsonb, e int, f int, g int,
    h timestamptz, i timestamptz, j timestamptz, k text, l text, m text, n text
)
"""
_INSERT = """
INSERT INTO floor
VALUES (%s, 'bench.noop', 'PENDING', 'default', '{}', 0, 0, 3, now(), now(), null, '', '', '', '')
"""
_CLAIM = "UPDATE floor SET b = 'RUNNING', e = e + 1, i = now() WHERE id = %s AND b = 'PENDING'"
_FINISH = "UPDATE floor SET b = 'COMPLETED', j = now() WHERE id = %s AND b = 'RUNNING'"
_LOOK = "SELECT b FROM floor WHERE id = %s"


class Floor:
    """A connection in autocommit and the four statements."""

    def __init__(self) -> None:
        settings = connection.settings_dict
        self.connection = psycopg.connect(
            host=settings["HOST"],
            port=settings["PORT"],
            user=settings["USER"],
            dbname=settings["NAME"],
            autocommit=True,
        )
        self.connection.execute(_CREATE)

    def insert(self) -> uuid.UUID:
        """Submit one."""
        row_id = uuid.uuid4()
        self.connection.execute(_INSERT, [row_id])
        return row_id

    def insert_many(self, count: int) -> list[uuid.UUID]:
        """Submit many in one transaction, pipelined by the driver."""
        ids = [uuid.uuid4() for _ in range(count)]
        with self.connection.transaction(), self.connection.cursor() as cursor:
            cursor.executemany(_INSERT, [(row_id,) for row_id in ids])
        return ids

    def work_off(self, ids: Sequence[uuid.UUID]) -> None:
        """Claim and finish each, one after the other."""
        for row_id in ids:
            self.connection.execute(_CLAIM, [row_id])
            self.connection.execute(_FINISH, [row_id])

    def submit_to_visible(self) -> None:
        """The whole life of one, and the look that sees its end."""
        row_id = self.insert()
        self.work_off([row_id])
        assert self.connection.execute(_LOOK, [row_id]).fetchone() == ("COMPLETED",)

    def close(self) -> None:
        """Hang up."""
        self.connection.close()
