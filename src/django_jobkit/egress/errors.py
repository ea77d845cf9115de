"""What can go wrong on the way out, in words that tell neither where a name leads nor what the peer says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django_jobkit.exceptions import JobkitError, PermanentFailure, RetryLater


class EgressError(JobkitError):
    """The request to another server failed."""

    code = "egress_failed"
    #: Whether the same request may go well later.
    retry: ClassVar[bool] = True

    def __init__(
        self,
        message: str | None = None,
        *,
        details: dict[str, Any] | None = None,
        retry_after: float | None = None,
    ) -> None:
        JobkitError.__init__(self, message, details=details)
        #: Seconds after which the server wants to be asked again, if it said so.
        self.retry_after = retry_after


class EgressRefused(EgressError, PermanentFailure):
    """The request to another server failed, and would fail again; a job that raises this is not tried again."""

    code = "egress_refused"
    retry = False


class InvalidUrl(EgressRefused):
    """This is no URL that can be fetched; write http:// or https://, a host and a path, without a user name."""

    code = "invalid_url"


class SchemeRefused(EgressRefused):
    """Only http:// and https:// URLs are fetched."""

    code = "scheme_refused"


class PortRefused(EgressRefused):
    """This port is not fetched from; the operator can open it in JOBKIT["EGRESS_PORTS"] or JOBKIT["EGRESS_ALLOW"]."""

    code = "port_refused"


class AddressRefused(EgressRefused):
    """This host is not on the public internet; the operator can open it in JOBKIT["EGRESS_ALLOW"]."""

    code = "address_refused"


class RedirectRefused(EgressRefused):
    """The server redirects to where this request must not go; ask for the address behind it yourself."""

    code = "redirect_refused"


class TooManyRedirects(RedirectRefused):
    """The server redirects again and again; ask for the last address yourself."""

    code = "too_many_redirects"


class DnsFailed(EgressError):
    """The name of this host cannot be looked up; check its spelling."""

    code = "dns_failed"


class ConnectFailed(EgressError):
    """Nobody answers at this host and port, or the proxy on the way there does not let us through."""

    code = "connect_failed"


class ConnectionLost(EgressError):
    """The connection ended before the answer was complete."""

    code = "connection_lost"


class TlsFailed(EgressRefused):
    """The certificate of this host cannot be trusted, or it does not speak TLS; certificates are always checked."""

    code = "tls_failed"


class DeadlineExceeded(EgressError):
    """The server took longer than a request may; ask for less at a time."""

    code = "deadline_exceeded"


class HeaderTooLarge(EgressRefused):
    """The head of the answer is larger than it may be."""

    code = "header_too_large"


class BodyTooLarge(EgressRefused):
    """The answer is larger than it may be; ask for less at a time."""

    code = "body_too_large"


class BadEncoding(EgressRefused):
    """The answer is not packed the way it says, or in a way that is not unpacked: gzip and deflate are, once."""

    code = "bad_encoding"


class BadAnswer(EgressRefused):
    """What answered does not speak HTTP as it should."""

    code = "bad_answer"


class HttpError(EgressError):
    """The server answered with an error."""

    code = "http_error"

    def __init__(self, status: int, *, retry_after: float | None = None) -> None:
        self.status = status
        super().__init__(f"The server answered {status}.", details={"status": status}, retry_after=retry_after)


class HttpRefused(HttpError, EgressRefused):
    """The server answered with an error that will be the same next time."""

    code = "http_error"
    retry = False


class RateLimited(EgressError, RetryLater):
    """The server wants to be asked again later; a job that raises this comes back then, without spending an attempt."""

    code = "rate_limited"

    def __init__(self, *, after: float, status: int | None = None) -> None:
        details = {"retry_after": after} | ({} if status is None else {"status": status})
        super().__init__(self._told(after), details=details, retry_after=after)
        self.after = timedelta(seconds=after)

    def _told(self, after: float) -> str:
        return f"The server wants to be asked again in {after:.0f} s."


class EgressBusy(RateLimited):
    """Other requests of ours come before this one; a job that raises this comes back, without spending an attempt."""

    code = "egress_busy"

    def _told(self, after: float) -> str:
        return f"Other requests of ours come before this one; it is its turn again in {after:.0f} s."


#: 4xx that may be something else the next time.
_PASSING = frozenset({408, 425, 429})
_SERVER_ERRORS = 500


def http_error(status: int, retry_after: float | None = None) -> HttpError:
    """The error for an answer with this status."""
    if status in _PASSING or status >= _SERVER_ERRORS:
        return HttpError(status, retry_after=retry_after)
    return HttpRefused(status)
