"""How many connections there are, and from where."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import ImproperlyConfigured

from django_jobkit.conf import config
from django_jobkit.core.executor import get_executor
from django_jobkit.doctor.finding import Finding, Severity
from django_jobkit.services.database import jobs_connection

#: What psycopg's pool holds unless told otherwise.
_USUAL_POOL = 4
#: An executor's own threads: for claims, for leases and for maintenance.
_OWN_THREADS = 3
# A client on the database's own host goes by many names; it counts once.
_CLIENTS = {
    "postgresql": "SELECT COUNT(DISTINCT CASE WHEN client_addr IS NULL OR client_addr << inet '127.0.0.0/8'"
    " OR client_addr = inet '::1' THEN 'here' ELSE host(client_addr) END) FROM pg_stat_activity"
    " WHERE datname = current_database() AND usename = current_user AND backend_type = 'client backend'",
    "mysql": "SELECT COUNT(DISTINCT CASE WHEN host LIKE 'localhost%' OR host LIKE '127.0.0.1:%' OR host LIKE '::1%'"
    " THEN 'here' ELSE SUBSTRING_INDEX(host, ':', 1) END) FROM information_schema.processlist WHERE db = DATABASE()",
}


def _runs_in_process() -> bool:
    try:
        return get_executor().runs_in_process
    except ImproperlyConfigured:
        return False


def pool_too_small() -> Iterator[Finding]:
    """A connection pool that one executor process alone would empty."""
    pool = jobs_connection().settings_dict["OPTIONS"].get("pool")
    if not pool or not _runs_in_process():
        return
    given = pool if isinstance(pool, dict) else {}
    size = given.get("max_size") or given.get("min_size") or _USUAL_POOL
    needed = config.CONCURRENCY + _OWN_THREADS
    if size < needed:
        yield Finding(
            severity=Severity.PROBLEM,
            code="pool_too_small",
            what=f"The connection pool holds {size}, and {config.CONCURRENCY} jobs side by side need {needed}.",
            why="Jobs, heartbeats and requests wait for one another, until leases expire under live jobs.",
            advice=f'Use "OPTIONS": {{"pool": {{"max_size": {2 * needed}}}}}, or lower JOBKIT["CONCURRENCY"].',
        )


def several_hosts() -> Iterator[Finding]:
    """Jobs that run inside web processes on several hosts, as far as the database knows its clients."""
    connection = jobs_connection()
    question = _CLIENTS.get(connection.vendor)
    if question is None or config.EXECUTOR != "thread":
        return
    with connection.cursor() as cursor:
        cursor.execute(question)
        (hosts,) = cursor.fetchone() or (0,)
    if hosts > 1:
        yield Finding(
            severity=Severity.WARNING,
            code="several_hosts",
            what=f"Clients on {hosts} hosts use this database, and the executor is 'thread'.",
            why="No job runs twice, but a submit wakes only its own host, and each host runs "
            f"{config.CONCURRENCY} jobs per process beside its requests.",
            advice="Set JOBKIT['AUTOSTART'] = False on the web hosts and run `manage.py jobkit_worker` elsewhere.",
        )
