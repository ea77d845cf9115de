"""Start a scan: its job, its row and its file come into being together, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files import File
from django.db import connections, transaction
from django.utils.crypto import salted_hmac

from django_jobkit import JobRequest
from django_jobkit.core.secrets import unseal
from django_jobkit.scans.conf import scans_config
from django_jobkit.scans.models import Scan, ScanSource
from django_jobkit.scans.problems import InvalidOptions
from django_jobkit.scans.registry import extractors
from django_jobkit.scans.services.keys import checked_key
from django_jobkit.scans.services.limits import SCAN_TASK, admit_scan, queue_up
from django_jobkit.scans.services.sealing import stored_options
from django_jobkit.scans.services.uploads import check_upload
from django_jobkit.services.database import jobs_alias, retry_transient
from django_jobkit.services.requests import fingerprint
from django_jobkit.services.stored_files import digest_of, shown_name, stored_with
from django_jobkit.services.submit import submit_job

_SALT = "django_jobkit.scans.request"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanRequest:
    """A wish to have a scan; a `source` brings its own extractor, options and key."""

    extractor: str = "sample"
    options: Mapping[str, Any] = field(default_factory=dict)
    owner: Any = None
    #: Who asks, for limits and idempotency, as in JobRequest.
    scope: str = ""
    name: str | None = None
    source: ScanSource | None = None
    #: Columns that tell records apart, for diffs.
    key: Sequence[str] = ()
    upload: File[Any] | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Started:
    """The scan of a request, its job loaded; `replayed` when an earlier request started it."""

    scan: Scan
    replayed: bool = False


def start_scan(request: ScanRequest) -> Started:
    """Start the scan of `request`, or find the one that an earlier request with the same idempotency key started.

    Raises UnknownExtractor, InvalidOptions (with the fields named), UploadTooLarge, InvalidRequest, ScanLimitReached,
    IdempotencyMismatch, SubmissionRefused, or ScanSource.DoesNotExist when the source was deleted meanwhile.
    """
    scan = _unsaved(request)
    job_request = _job_request(request, scan)
    if request.upload is None:
        return retry_transient(lambda: _store(request, job_request, scan))
    return stored_with(
        scan, "upload", request.upload, lambda: retry_transient(lambda: _store(request, job_request, scan))
    )


def _unsaved(request: ScanRequest) -> Scan:
    source = request.source
    if source is not None and (request.options or request.key):
        raise InvalidOptions("A source has options and a key of its own; change them there.")
    extractor = extractors.get(request.extractor if source is None else source.extractor)
    check_upload(extractor, request.upload)
    return Scan(
        extractor=extractor.name,
        options=stored_options(extractor, request.options if source is None else unseal(source.options)),
        source=source,
        key=checked_key(request.key if source is None else source.key),
        upload_name=shown_name(request.upload),
    )


def _job_request(request: ScanRequest, scan: Scan) -> JobRequest:
    name = request.name or (request.source.name if request.source else "") or scan.upload_name
    params = {"extractor": scan.extractor}
    if request.idempotency_key is not None:
        params["request"] = _sum_of(request, scan)
    return JobRequest(
        task=SCAN_TASK,
        params=params,
        owner=request.owner,
        scope=request.scope,
        name=name.strip()[:200] if name else f"Scan with {scan.extractor}",
        max_attempts=scans_config.MAX_ATTEMPTS,
        idempotency_key=request.idempotency_key,
    )


def _sum_of(request: ScanRequest, scan: Scan) -> str:
    # Sealing gives another text each time; the sum is keyed, so that nobody guesses at a secret by it.
    digest = None if request.upload is None else digest_of(request.upload)
    source = None if request.source is None else str(request.source.pk)
    said = [scan.extractor, unseal(scan.options), scan.key, source, request.name, scan.upload_name, digest]
    return salted_hmac(_SALT, fingerprint(said), algorithm="sha256").hexdigest()


def _store(request: ScanRequest, job_request: JobRequest, scan: Scan) -> Started:
    alias = jobs_alias()
    with transaction.atomic(using=alias):
        queue_up(request.owner, request.scope)
        submitted = submit_job(job_request)
        if submitted.replayed:
            earlier = Scan.objects.using(alias).select_related("job").get(pk=submitted.job.pk)
            return Started(earlier, replayed=True)
        # After a look for a replay, which no limit refuses.
        admit_scan(request.owner, request.scope)
        if request.source is not None:
            _hold(request.source)
        scan.job = submitted.job
        scan.save(using=alias, force_insert=True)
    return Started(scan)


def _hold(source: ScanSource) -> None:
    # Until the end of the transaction nobody deletes it; where rows have no locks, our write has locked all.
    features = connections[jobs_alias()].features
    rows = ScanSource.objects.using(jobs_alias()).select_for_update(no_key=features.has_select_for_no_key_update)
    rows.only("pk").get(pk=source.pk)
