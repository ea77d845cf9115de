"""Register, log in, log out, and who am I.

Bodies are JSON alone: no form of another site can send that type, so nobody is logged in, or registered, behind their
back, though these two need no CSRF token.
"""

from __future__ import annotations

from django.contrib import auth
from django.contrib.auth import get_user_model
from django.middleware.csrf import get_token
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from django_jobkit.contrib.accounts.conf import accounts_config as config
from django_jobkit.contrib.accounts.problems import RegistrationClosed
from django_jobkit.contrib.accounts.rest import openapi as described
from django_jobkit.contrib.accounts.rest.bodies import read_login, read_registration
from django_jobkit.contrib.accounts.rest.representation import account, identity, new_account
from django_jobkit.contrib.accounts.services.addresses import address_of
from django_jobkit.contrib.accounts.services.limits import register_limit
from django_jobkit.contrib.accounts.services.login import log_in
from django_jobkit.contrib.accounts.services.register import checked, create_account
from django_jobkit.contrib.accounts.services.tallies import take
from django_jobkit.exceptions import InvalidRequest
from django_jobkit.rest.base_view import JobkitView

TOKEN_HEADER = "X-CSRFToken"  # noqa: S105 - the name of a header


class AccountView(JobkitView):
    """The base of these views: open to everybody, and to sessions alone."""

    authentication_classes = [SessionAuthentication]

    def get_permissions(self) -> list[BasePermission]:
        """Whoever comes to say who they are need not have said it before."""
        return [AllowAny()]

    @property
    def default_response_headers(self) -> dict[str, str]:
        """Nobody keeps who somebody is, and their token still less."""
        return {**super().default_response_headers, "Cache-Control": "private, no-store"}


def _with_token(request: Request, response: Response) -> Response:
    # Asked for, Django sets the cookie too, which a front end on another site cannot read.
    response.headers[TOKEN_HEADER] = get_token(request._request)
    return response


class RegisterView(AccountView):
    """Registration."""

    @described.register
    def post(self, request: Request) -> Response:
        """Make an account; this does not log in."""
        if not config.REGISTRATION:
            raise RegistrationClosed
        body = read_registration(request.data)
        take(register_limit(address_of(request.META)))
        fields = dict(body.further)
        if body.identifier is not None:
            fields[get_user_model().USERNAME_FIELD] = body.identifier
        values, problems = checked(fields, body.password)
        body.refuse(problems)
        try:
            user = create_account(values, str(body.password))
        except InvalidRequest as error:
            body.refuse(error.details)
            raise
        return Response(new_account(user), status=201)


class LoginView(AccountView):
    """Login."""

    @described.log_in
    def post(self, request: Request) -> Response:
        """Log in, under a new session; whatever session there was before is gone."""
        body = read_login(request.data)
        user = log_in(request._request, str(body.identifier), str(body.password))
        return _with_token(request, Response(account(user)))


class LogoutView(AccountView):
    """Logout."""

    @described.log_out
    def post(self, request: Request) -> Response:
        """End the session, if there is one; a body is not read."""
        auth.logout(request._request)
        return Response(identity(None))


class IdentityView(AccountView):
    """Identity."""

    @described.who_am_i
    def get(self, request: Request) -> Response:
        """Tell who the caller is, and hand out the CSRF token."""
        return _with_token(request, Response(identity(request.user)))
