"""Keep, change, delete and start what is scanned by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files import File
from django.db import IntegrityError, transaction

from django_jobkit.core.options import option_error
from django_jobkit.exceptions import InvalidRequest
from django_jobkit.scans.models import ScanSource
from django_jobkit.scans.problems import SourceNameTaken
from django_jobkit.scans.registry import extractors
from django_jobkit.scans.services.keys import checked_key
from django_jobkit.scans.services.sealing import stored_options
from django_jobkit.scans.services.start import ScanRequest, Started, start_scan
from django_jobkit.services.database import jobs_alias, retry_transient


def create_source(
    *,
    name: str,
    extractor: str,
    options: Mapping[str, Any] | None = None,
    key: Sequence[str] = (),
    owner: Any = None,
) -> ScanSource:
    """Keep an extractor and its options under `name`.

    Raises UnknownExtractor, InvalidOptions or InvalidRequest with the fields named, SourceNameTaken.
    """
    found = extractors.get(extractor)
    return _saved(
        ScanSource(
            owner=owner,
            owner_key="" if owner is None else str(owner.pk),
            name=_checked_name(name),
            extractor=found.name,
            options=stored_options(found, options or {}),
            key=checked_key(key),
        )
    )


def change_source(
    source: ScanSource,
    *,
    name: str | None = None,
    extractor: str | None = None,
    options: Mapping[str, Any] | None = None,
    key: Sequence[str] | None = None,
) -> ScanSource:
    """Give `source` what is not None, and answer it as it is then; a masked secret in `options` stays what it is.

    Raises what `create_source` raises, and ScanSource.DoesNotExist when it was deleted meanwhile.
    """

    def change() -> ScanSource:
        with transaction.atomic(using=jobs_alias()):
            # As it is now: others may have changed, deleted or rotated it since `source` was read.
            fresh = ScanSource.objects.using(jobs_alias()).select_for_update().get(pk=source.pk)
            found = extractors.get(fresh.extractor if extractor is None else extractor)
            is_same = found.name == fresh.extractor
            if options is not None or not is_same:
                # The secrets of one extractor are none of another's.
                fresh.options = stored_options(found, options or {}, fresh.options if is_same else None)
            fresh.extractor = found.name
            fresh.name = fresh.name if name is None else _checked_name(name)
            fresh.key = fresh.key if key is None else checked_key(key)
            return _saved(fresh, force_update=True)

    return retry_transient(change)


def delete_source(source: ScanSource) -> None:
    """Forget `source`; its scans stay."""

    def delete() -> None:
        with transaction.atomic(using=jobs_alias()):
            rows = ScanSource.objects.using(jobs_alias()).filter(pk=source.pk)
            # Whoever starts a scan of it at this moment holds it until its scan can be told that it is gone.
            list(rows.select_for_update().values_list("pk"))
            rows.delete()

    retry_transient(delete)


def start_source(
    source: ScanSource,
    *,
    owner: Any = None,
    scope: str = "",
    name: str | None = None,
    upload: File[Any] | None = None,
    idempotency_key: str | None = None,
) -> Started:
    """Start a scan of `source`; raises what `start_scan` raises."""
    return start_scan(
        ScanRequest(source=source, owner=owner, scope=scope, name=name, upload=upload, idempotency_key=idempotency_key)
    )


def _checked_name(name: str) -> str:
    error = option_error("name", name)
    if error:
        raise InvalidRequest(details={"name": [error]})
    return name


def _saved(source: ScanSource, *, force_update: bool = False) -> ScanSource:
    try:
        with transaction.atomic(using=jobs_alias()):
            source.save(using=jobs_alias(), force_update=force_update)
    except IntegrityError as error:
        raise SourceNameTaken(details={"name": ["You have a source of this name; choose another."]}) from error
    return source
