"""What goes on a request to say who is asking; loaded with dlt, which has the kinds."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from dlt.sources.helpers.rest_client.auth import APIKeyAuth, BearerTokenAuth, HttpBasicAuth, OAuth2ClientCredentials
from requests import PreparedRequest, RequestException
from requests.auth import AuthBase

from django_jobkit.egress.errors import HttpError
from django_jobkit.egress.hosts import origin_of
from django_jobkit.scans.extractors.http_json.auth_options import ApiKeyAuth, BasicAuth, BearerAuth, OAuth2Auth
from django_jobkit.scans.extractors.http_json.masking import Masking
from django_jobkit.scans.extractors.http_json.options import HttpJsonOptions
from django_jobkit.scans.problems import ExtractionError

if TYPE_CHECKING:
    from requests import Session

#: Part of its life after which a token is fetched anew.
_LIFE = 0.9
#: Seconds that a token lives which does not say so.
_USUAL_LIFE = 3600.0


class ClientCredentials(OAuth2ClientCredentials):
    """dlt's client credentials, with answers that are checked and a secret that follows no redirect."""

    masking: Masking
    _expires = 0.0

    def build_access_token_request(self) -> dict[str, Any]:
        """What is posted."""
        return {**super().build_access_token_request(), "allow_redirects": False}

    def obtain_token(self) -> None:
        """Fetch a token; raises ExtractionError ``auth_failed``."""
        status, token, seconds = self._granted()
        if not isinstance(token, str) or not token:
            message = f"token_url gave no token ({status}); check the credentials."
            raise ExtractionError(message, code="auth_failed")
        self.masking.learn(token)
        self.access_token = token
        self._expires = time.monotonic() + seconds * _LIFE

    def _granted(self) -> tuple[int, Any, float]:
        """The status of the answer, and the token in it with the seconds that it lives."""
        try:
            response = self.session.post(self.access_token_url, **self.build_access_token_request())
        except HttpError as error:
            if error.retry:
                raise
            return error.status, None, 0.0
        try:
            answer = response.json()
            return response.status_code, answer["access_token"], float(answer.get("expires_in", _USUAL_LIFE))
        except (RequestException, ValueError, TypeError, KeyError, AttributeError):
            return response.status_code, None, 0.0

    def forget_token(self) -> None:
        """Fetch another one for the next request."""
        self.access_token = None

    def is_token_expired(self) -> bool:
        """Whether it is time for another token."""
        return time.monotonic() >= self._expires


class HomeAuth(AuthBase):
    """Puts the caller's headers and credentials on requests to the server of `url`, and on no others."""

    def __init__(self, options: HttpJsonOptions, session: Session, masking: Masking) -> None:
        self._home = origin_of(options.url)
        self._headers = {name: value.get_secret_value() for name, value in options.headers.items()}
        self._credentials = _credentials(options, session, masking)

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        if origin_of(request.url or "") == self._home:
            request.headers.update(self._headers)
            if self._credentials is not None:
                request = self._credentials(request)
        return request

    def renew(self) -> bool:
        """Whether there is another token to be had, now that the server has refused this one."""
        if isinstance(self._credentials, ClientCredentials):
            self._credentials.forget_token()
            return True
        return False


def _credentials(options: HttpJsonOptions, session: Session, masking: Masking) -> AuthBase | None:
    match options.auth:
        case BearerAuth(token=secret):
            return BearerTokenAuth(token=secret.get_secret_value())
        case ApiKeyAuth() as auth:
            return APIKeyAuth(name=auth.name, api_key=auth.value.get_secret_value(), location=auth.location)
        case BasicAuth() as auth:
            return HttpBasicAuth(username=auth.username, password=auth.password.get_secret_value())
        case OAuth2Auth() as auth:
            found = ClientCredentials(
                access_token_url=auth.token_url,
                client_id=auth.client_id,
                client_secret=auth.client_secret.get_secret_value(),
                access_token_request_data={"scope": auth.scope} if auth.scope else {},
                session=session,
            )
            found.masking = masking
            return found
    return None
