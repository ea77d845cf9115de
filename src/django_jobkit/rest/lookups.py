"""Look one job up, fast: clients ask again and again, and Django takes longer to write the SQL than to run it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from django_jobkit.core.policies import visibility
from django_jobkit.models import Job
from django_jobkit.models.querysets import JobQuerySet
from django_jobkit.models.visibility import OwnerVisibility
from django_jobkit.rest.access import one, owner_of, visible_jobs
from django_jobkit.rest.representation import SHOWN

_ID, _OWNER = object(), object()


class _Compiled:
    """The SQL of a queryset that finds one job for one kind of caller, with places for its id and its owner."""

    def __init__(self, rows: QuerySet[Any, Any], pk: UUID, owner: Any) -> None:
        connection = connections[rows.db]
        compiler = rows.query.get_compiler(connection=connection)
        self.sql, params = compiler.as_sql()
        self.converters = [
            (place, convert, expression)
            for place, (converters, expression) in compiler.get_converters(
                column for column, *_ in compiler.select
            ).items()
            for convert in converters
        ]
        places = {_key(pk, connection): _ID, _owner_key(owner, connection): _OWNER}
        self.places = [places.get(param, param) for param in params]

    def fetch(self, alias: str, pk: UUID, owner: Any) -> list[Any]:
        """The row; raises NotFound."""
        connection = connections[alias]
        values = {_ID: _key(pk, connection), _OWNER: _owner_key(owner, connection)}
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [values.get(place, place) for place in self.places])
            found = cursor.fetchone()
        if found is None:
            raise NotFound
        row = list(found)
        for place, convert, expression in self.converters:
            row[place] = convert(row[place], expression, connection)
        return row


_compiled: dict[tuple[str, ...], _Compiled] = {}
_OWNER_FIELD = Job._meta.get_field("owner")


def _key(pk: UUID, connection: Any) -> Any:
    return Job._meta.pk.get_db_prep_value(pk, connection)


def _owner_key(owner: Any, connection: Any) -> Any:
    return None if owner is None else _OWNER_FIELD.get_db_prep_value(owner.pk, connection)


def _kind_of(owner: Any) -> str | None:
    # The condition of our own policy is known to be the same for all callers of a kind, but for their key. That of
    # another policy may be anything, and is asked for each time.
    policy: object = visibility()
    if type(policy) is not OwnerVisibility:
        return None
    if owner is None:
        return "anonymous"
    return "staff" if getattr(owner, "is_staff", False) else "owner"


def _fetch(request: Request, pk: UUID, what: str, narrow: Any) -> Any:
    owner = owner_of(request)
    kind = _kind_of(owner)
    if kind is None:
        return None
    alias = Job.objects.db
    compiled = _compiled.get((alias, kind, what))
    if compiled is None:
        rows = narrow(visible_jobs(request)).filter(pk=pk)
        compiled = _compiled[alias, kind, what] = _Compiled(rows, pk, owner)
    return compiled.fetch(alias, pk, owner)


def _sight(rows: JobQuerySet) -> QuerySet[Job, Any]:
    return rows.values_list("revision", "status")


def _whole(rows: JobQuerySet) -> JobQuerySet:
    return rows.only(*SHOWN)


_COLUMNS = frozenset(field.attname for field in Job._meta.concrete_fields if field.name in SHOWN)


def sight_of(request: Request, pk: UUID) -> tuple[int, str]:
    """The revision and status of a job of the caller's; raises NotFound."""
    row = _fetch(request, pk, "sight", _sight)
    if row is None:
        row = one(_sight(visible_jobs(request)).filter(pk=pk))
    revision, status = row
    return revision, status


def whole_of(request: Request, pk: UUID) -> Job:
    """A job of the caller's with all that is shown of it; raises NotFound."""
    row = _fetch(request, pk, "whole", _whole)
    if row is None:
        return one(_whole(visible_jobs(request)).filter(pk=pk))
    return Job.from_db(Job.objects.db, _COLUMNS, row)
