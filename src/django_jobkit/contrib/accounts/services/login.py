"""Log in by name and password."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import auth
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from django_jobkit.contrib.accounts.problems import BadCredentials
from django_jobkit.contrib.accounts.services.addresses import address_of
from django_jobkit.contrib.accounts.services.limits import login_limits, remember_place
from django_jobkit.contrib.accounts.services.recent import forget, mark_of, note, was_right
from django_jobkit.contrib.accounts.services.tallies import Limit, clear, counts_of, give_back, take_all
from django_jobkit.contrib.accounts.services.turns import turn
from django_jobkit.contrib.accounts.services.user_model import folded, normalised

_COUNTED = "_jobkit_accounts_counted"


@sensitive_variables("password")
def log_in(request: HttpRequest, identifier: str, password: str) -> Any:
    """The user, whose session `request` now has under a new key; raises BadCredentials or TooManyAttempts."""

    def check() -> Any:
        # By the word that Django's own forms use, which is what backends listen to.
        return auth.authenticate(request, username=normalised(identifier), password=password)

    user = limited(request, identifier, password, check)
    if user is None:
        raise BadCredentials
    _begin_session(request, user)
    return user


@sensitive_variables("password")
def limited(request: Any, identifier: str, password: str | None, check: Callable[[], Any]) -> Any:
    """What `check` says, which looks at `password`; raises TooManyAttempts instead when there were too many.

    Each attempt counts as failed before it is looked at, so that no number of attempts at the same time gets past the
    limit. A success takes that back. What was right a moment ago is no guess, and counts only if it is wrong by now.
    Checks within a check are not counted again.
    """
    if getattr(request, _COUNTED, False):
        return check()
    setattr(request, _COUNTED, True)
    address = address_of(request.META)
    limits = login_limits(identifier, address)
    mark = mark_of(folded(identifier), address, password)
    if was_right(mark) and _nothing_speaks_against(limits):
        user = check()
        if user is None:
            forget(mark)
            take_all(limits)
        return user
    user = _checked_and_counted(limits, check)
    if user is not None:
        remember_place(identifier, address)
        note(mark)
    return user


def _nothing_speaks_against(limits: list[Limit]) -> bool:
    from_place, into_account = counts_of(limits)
    return from_place < limits[0].most and not into_account


def _checked_and_counted(limits: list[Limit], check: Callable[[], Any]) -> Any:
    place, account = limits
    with turn(account.key):
        take_all(limits)
        user = check()
        if user is not None:
            clear(account.key)
            give_back(place)
    return user


def _begin_session(request: HttpRequest, user: Any) -> None:
    before = request.session.session_key
    auth.login(request, user)
    if request.session.session_key == before:
        # Django keeps the key of a session that is the same user's already.
        request.session.cycle_key()
