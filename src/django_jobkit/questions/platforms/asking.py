"""Asking a platform for JSON, and what its refusals mean."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import pydantic

from django_jobkit.egress import errors
from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.importing.rows import ImportContext, InvalidRow
from django_jobkit.questions.problems import PlatformError

if TYPE_CHECKING:
    from requests import Response

_NOT_FOUND, _TOO_MANY, _SERVER_ERRORS = 404, 429, 500
#: What the guard refuses because of the answer, not because of where the request would go.
_BAD_ANSWERS = (errors.BodyTooLarge, errors.HeaderTooLarge, errors.BadAnswer, errors.BadEncoding)
_UNREACHABLE = (errors.ConnectFailed, errors.ConnectionLost, errors.DnsFailed)
Model = TypeVar("Model", bound=pydantic.BaseModel)


class Service:
    """A platform that is asked over HTTP; `name` is what its users call it."""

    def __init__(self, name: str, context: ImportContext) -> None:
        self.name = name
        self._context = context

    def get(self, url: str, *, missing: PlatformError | None = None, **params: Any) -> Any:
        """The JSON at `url`; raises `missing` for a 404, PlatformError, RateLimited, and what the guard refuses."""
        with self._understood(missing):
            response = self._context.http.get(url, params=params, headers={"Accept": "application/json"})
        return self._document(response)

    def post(self, url: str, body: Any, headers: dict[str, str]) -> Any:
        """The JSON with which `url` answers `body`; raises likewise."""
        with self._understood():
            response = self._context.http.post(url, json=body, headers={"Accept": "application/json", **headers})
        return self._document(response)

    def checked(self, model: type[Model], document: Any) -> Model:
        """`document` as `model`; raises PlatformError ``unexpected_answer``."""
        try:
            return model.model_validate(document)
        except pydantic.ValidationError as error:
            place = ".".join(map(str, error.errors(include_input=False, include_url=False)[0]["loc"]))[:100]
            raise self.unexpected(f"its shape is another one ({place or 'the whole'})") from None

    def unexpected(self, why: str) -> PlatformError:
        """The error for an answer that is not what the platform documents."""
        return PlatformError(f"{self.name} gave an answer that is not understood: {why}.", code="unexpected_answer")

    @contextmanager
    def _understood(self, missing: PlatformError | None = None) -> Iterator[None]:
        try:
            yield
        except errors.EgressBusy:
            raise
        except errors.RateLimited as error:
            raise self._later(error.after.total_seconds()) from error
        except errors.HttpError as error:
            raise self._refusal(error, missing) from error
        except errors.DeadlineExceeded as error:
            raise PlatformError(f"{self.name} took too long to answer.", code="platform_timeout", retry=True) from error
        except _UNREACHABLE as error:
            message = f"{self.name} cannot be reached: {error.message}"
            raise PlatformError(message, code="platform_unavailable", retry=True) from error
        except _BAD_ANSWERS as error:
            raise self.unexpected(error.message.rstrip(".")) from error

    def _refusal(self, error: errors.HttpError, missing: PlatformError | None) -> Exception:
        status, details = error.status, {"status": error.status}
        if status == _NOT_FOUND and missing is not None:
            return missing
        if status == _TOO_MANY:
            if error.retry_after is not None:
                return self._later(error.retry_after)
            message = f"{self.name} has had enough of our requests for now; try again later."
            return PlatformError(message, code="rate_limited", retry=True, details=details)
        if status >= _SERVER_ERRORS or error.retry:
            message = f"{self.name} is not available ({status}); try again later."
            return PlatformError(message, code="platform_unavailable", retry=True, details=details)
        return PlatformError(f"{self.name} refuses to answer ({status}).", code="platform_refused", details=details)

    def _later(self, seconds: float) -> Exception:
        """The job comes back when the platform wants to be asked again, unless that is too long to wait for."""
        most = questions_config.PLATFORM_PATIENCE
        if seconds <= most:
            return errors.RateLimited(after=seconds, status=_TOO_MANY)
        message = (
            f"{self.name} wants to be asked again in {seconds:.0f} s, which is longer than we wait ({most:.0f} s)."
        )
        return PlatformError(message, code="rate_limited", details={"retry_after": seconds})

    def _document(self, response: Response) -> Any:
        try:
            return json.loads(response.content, parse_constant=_refuse)
        except (ValueError, RecursionError):
            kind = response.headers.get("Content-Type", "").partition(";")[0].strip()[:60] or "unnamed"
            raise self.unexpected(f"it is no JSON (its type is {kind})") from None


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def no_object(service: str, item: Any, place: str) -> InvalidRow:
    """The row for an `item` of an answer that should be an object; `place` says where it stands."""
    return InvalidRow(errors={"row": [f"{service} answered with no object as {place}."]}, raw={"entry": item})


def user_not_found(service: str, username: str) -> PlatformError:
    """The error for a name that the platform does not know."""
    return PlatformError(
        f"{service} knows no user {username!r}; check the spelling.",
        code="user_not_found",
        details={"username": ["No such user."]},
    )
