"""All examinations, in the order they are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django_jobkit.doctor import connections, database, engine, queue, rows, secrets, sqlite, system_checks
from django_jobkit.doctor.finding import Finding

Examination = Callable[[], Iterable[Finding]]

#: Later rounds are not made when an earlier one found what blocks them.
ROUNDS: tuple[tuple[Examination, ...], ...] = (
    (system_checks.by_the_settings,),
    (database.reachable,),
    (
        database.unapplied_migrations,
        sqlite.journal,
        sqlite.transactions,
        sqlite.patience,
        sqlite.on_a_network,
        database.isolation,
        database.clock_skew,
        connections.pool_too_small,
        connections.several_hosts,
        engine.unhealthy,
    ),
    (
        engine.nobody_looks,
        queue.stuck_jobs,
        queue.unregistered_tasks,
        rows.out_of_reach,
        rows.keys_not_released,
        rows.histories,
        secrets.unreadable,
    ),
)
