"""One attempt at a scan, from its last cursor to its end."""

from __future__ import annotations

from django.db import transaction

from django_jobkit import JobContext, LeaseLost, RetryLater
from django_jobkit.core.secrets import unseal
from django_jobkit.models import Job
from django_jobkit.readers.draining import drain
from django_jobkit.scans.conf import scans_config
from django_jobkit.scans.models import Scan
from django_jobkit.scans.problems import ExtractionError
from django_jobkit.scans.registry import extractors
from django_jobkit.scans.running.context import AttemptContext
from django_jobkit.scans.running.gathering import Gathering
from django_jobkit.scans.running.writer import Writer
from django_jobkit.scans.store.mark import mark_of
from django_jobkit.scans.store.profiling import profile_up_to
from django_jobkit.scans.store.truncating import tail_of, truncate
from django_jobkit.services.database import jobs_alias, retry_transient


def run_attempt(ctx: JobContext) -> dict[str, int]:
    """Run the scan of this job from its last cursor on, and answer what it amounts to."""
    scan = _prepared(ctx)
    extractor = extractors.get(scan.extractor)
    options = extractor.validated(unseal(scan.options))
    mark = mark_of(ctx.saved_state)
    context = AttemptContext(ctx, scan, mark)
    profile = profile_up_to(scan.pk, mark.records, ctx.raise_if_cancelled)
    gathering = Gathering(scan, mark, tail_of(scan.pk), profile)
    owner_id = Job.objects.using(jobs_alias()).values_list("owner_id", flat=True).get(pk=scan.pk)
    writer = Writer(ctx, context, gathering, owner_id)
    try:
        drain(extractor(options, context), writer.take)
    except RetryLater as error:
        raise _waiting(error, writer, gathering) from error
    except LeaseLost:
        raise
    except Exception:
        # A scan that was cancelled, interrupted or failed keeps what it has read.
        writer.finish()
        raise
    finally:
        context.close()
    writer.finish()
    writer.refuse_overflow()
    return gathering.summary()


def _prepared(ctx: JobContext) -> Scan:
    """The scan of this job, its store cut back to the last cursor."""
    scans = Scan.objects.using(jobs_alias())
    scan = scans.get(pk=ctx.job_id)
    if ctx.saved_state is None and not scan.records and not scan.problems:
        return scan
    mark = mark_of(ctx.saved_state)

    def cut_back() -> None:
        with transaction.atomic(using=jobs_alias()):
            # Fenced: a zombie must not cut off what its successor has stored.
            ctx.checkpoint(mark.as_json())
            truncate(ctx.job_id, mark)

    retry_transient(cut_back)
    return scans.get(pk=ctx.job_id)


def _waiting(error: RetryLater, writer: Writer, gathering: Gathering) -> Exception:
    if gathering.mark.waits >= scans_config.MAX_WAITS:
        writer.finish()
        message = f"The source asked us to come back later {scans_config.MAX_WAITS} times in a row: {error}"
        return ExtractionError(message, code=error.code)
    writer.finish_waiting()
    return error
