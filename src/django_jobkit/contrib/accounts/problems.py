"""What can go wrong with accounts, in codes that a client can act on."""

from __future__ import annotations

from django_jobkit.exceptions import InvalidRequest, SubmissionRefused


class BadCredentials(InvalidRequest):
    """There is no account with this name and this password."""

    code = "bad_credentials"


class RegistrationClosed(SubmissionRefused):
    """Nobody can register here."""

    code = "registration_closed"


class TooManyAttempts(SubmissionRefused):
    """There were too many attempts; try again later."""

    code = "too_many_attempts"
