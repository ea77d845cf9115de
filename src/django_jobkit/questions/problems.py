"""What can go wrong with questions, in codes that their user can act on."""

from __future__ import annotations

from django_jobkit.exceptions import Conflict, InvalidRequest, JobkitError, SubmissionRefused
from django_jobkit.readers.errors import ReadingFailed


class PlatformError(ReadingFailed):
    """The platform cannot be read.

    Raise it in a platform: `code` becomes the ``error.code`` of the job, and with `retry` the job is tried again.
    """

    code = "platform_failed"


class UnknownPlatform(InvalidRequest):
    """No platform is registered under this name."""

    code = "unknown_platform"


class InvalidOptions(InvalidRequest):
    """The options do not fit the platform."""

    code = "invalid_options"


class TagNameTaken(InvalidRequest):
    """There is a tag of this name already; whether letters are capital makes no difference."""

    code = "tag_name_taken"


class UnknownTags(InvalidRequest):
    """Some of the tags do not exist."""

    code = "unknown_tags"


class UploadTooLarge(InvalidRequest):
    """The uploaded file is larger than a file may be."""

    code = "upload_too_large"


class ImportLimitReached(SubmissionRefused):
    """You have as many imports that have not ended as you may have; wait for some to end, or cancel them."""

    code = "import_limit_reached"


class ImportNotEnded(Conflict):
    """The import, or its undo, has not ended; wait for it, or cancel it."""

    code = "import_not_ended"


class ImportUndone(Conflict):
    """The import was undone, or is about to be; start it anew."""

    code = "import_undone"


class NothingToUndo(Conflict):
    """A dry run has written nothing, so there is nothing to undo."""

    code = "nothing_to_undo"


class NoDryRun(Conflict):
    """Only a dry run can be started for real; this import was no dry run."""

    code = "no_dry_run"


class ImportGone(JobkitError):
    """The import was deleted, and with it what its undo would need."""

    code = "import_gone"


class UnknownQuestion(InvalidRequest):
    """There is no such question."""

    code = "unknown_question"
