"""Start an import: its job, its row and its file come into being together, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files import File
from django.db import transaction
from pydantic import BaseModel

from django_jobkit import JobRequest
from django_jobkit.conf import config
from django_jobkit.core.storable import check_storable, encoded_size
from django_jobkit.exceptions import NotStorable
from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.importing.limits import IMPORT_TASK, admit_import
from django_jobkit.questions.importing.registry import platforms
from django_jobkit.questions.importing.uploads import check_upload
from django_jobkit.questions.models import QuestionImport
from django_jobkit.questions.models.imports import OnDuplicate
from django_jobkit.questions.problems import InvalidOptions, NoDryRun
from django_jobkit.services.database import jobs_alias, json_depth, retry_transient
from django_jobkit.services.quota import lock_owner
from django_jobkit.services.requests import fingerprint
from django_jobkit.services.stored_files import digest_of, shown_name, stored_with
from django_jobkit.services.submit import submit_job

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """A wish to have an import."""

    platform: str
    owner: Any
    options: Mapping[str, Any] = field(default_factory=dict)
    on_duplicate: str = OnDuplicate.UPDATE
    dry_run: bool = False
    upload: File[Any] | None = None
    name: str | None = None
    #: Who asks, for limits and idempotency, as in JobRequest.
    scope: str = ""
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Started:
    """The import; `replayed` when an earlier request started it."""

    question_import: QuestionImport
    replayed: bool = False


def start_import(request: ImportRequest) -> Started:
    """Start the import of `request`, or find the one that an earlier request with the same idempotency key started.

    Raises UnknownPlatform, InvalidOptions (with the fields named), UploadTooLarge, ImportLimitReached,
    IdempotencyMismatch or SubmissionRefused.
    """
    unsaved = _unsaved(request)
    job_request = _job_request(request, unsaved)
    if request.upload is None:
        return retry_transient(lambda: _store(request, job_request, unsaved))
    return stored_with(
        unsaved, "upload", request.upload, lambda: retry_transient(lambda: _store(request, job_request, unsaved))
    )


def start_for_real(
    seen: QuestionImport, *, options: Mapping[str, Any], on_duplicate: str | None = None, **request: Any
) -> Started:
    """Start what the dry run `seen` has shown, of the same file; `options` are given on top of its own.

    Other keywords are those of ImportRequest. Raises NoDryRun, and what `start_import` raises.
    """
    if not seen.dry_run:
        raise NoDryRun
    request["options"] = {**seen.options, **options}
    request["on_duplicate"] = on_duplicate or seen.on_duplicate
    if not seen.upload:
        return start_import(ImportRequest(platform=seen.platform, **request))
    try:
        stored = seen.upload.storage.open(str(seen.upload.name), "rb")
    except FileNotFoundError as error:
        raise InvalidOptions(details={"file": ["The uploaded file is gone; upload it again."]}) from error
    with stored:
        # A copy, for each import takes its file along when it goes.
        upload = File(stored, name=seen.upload_name)
        return start_import(ImportRequest(platform=seen.platform, upload=upload, **request))


def _unsaved(request: ImportRequest) -> QuestionImport:
    platform = platforms.get(request.platform)
    check_upload(platform, request.upload)
    options = platform.validated(request.options)
    if request.upload is not None:
        platform.examine(options, request.upload)
    return QuestionImport(
        owner=request.owner,
        platform=platform.name,
        options=_stored_options(options),
        on_duplicate=request.on_duplicate,
        dry_run=request.dry_run,
        upload_name=shown_name(request.upload),
    )


def _stored_options(options: BaseModel) -> dict[str, Any]:
    stored: dict[str, Any] = options.model_dump(mode="json", by_alias=True)
    try:
        check_storable(stored, max_depth=json_depth())
    except NotStorable as error:
        raise InvalidOptions(details={"options": [error.message]}) from error
    size = encoded_size(stored)
    if size > config.MAX_PARAMS_BYTES:
        message = f"The options have {size:,} bytes of JSON; the limit is {config.MAX_PARAMS_BYTES:,}."
        raise InvalidOptions(details={"options": [message]})
    return stored


def _job_request(request: ImportRequest, unsaved: QuestionImport) -> JobRequest:
    params = {"platform": unsaved.platform, "dry_run": unsaved.dry_run}
    if request.idempotency_key is not None:
        digest = None if request.upload is None else digest_of(request.upload)
        said = [unsaved.options, unsaved.on_duplicate, request.name, unsaved.upload_name, digest]
        params["request"] = fingerprint(said)
    name = (request.name or unsaved.upload_name).strip()
    return JobRequest(
        task=IMPORT_TASK,
        params=params,
        owner=request.owner,
        scope=request.scope,
        name=name[:_LONGEST_NAME] if name else f"Import from {unsaved.platform}",
        max_attempts=questions_config.IMPORT_MAX_ATTEMPTS,
        idempotency_key=request.idempotency_key,
    )


def _store(request: ImportRequest, job_request: JobRequest, unsaved: QuestionImport) -> Started:
    alias = jobs_alias()
    with transaction.atomic(using=alias):
        # Before anything is written, so that starts of one owner at the same time are counted one after the other.
        lock_owner(request.owner)
        submitted = submit_job(job_request)
        if submitted.replayed:
            earlier = QuestionImport.objects.using(alias).select_related("job", "undo_job").get(pk=submitted.job.pk)
            return Started(earlier, replayed=True)
        # After a look for a replay, which no limit refuses.
        admit_import(request.owner)
        unsaved.job = submitted.job
        unsaved.save(using=alias, force_insert=True)
    return Started(unsaved)
