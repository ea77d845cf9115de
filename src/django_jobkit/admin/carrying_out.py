"""Doing what a person asked for in the admin: counted, written to its log, and told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from django_jobkit.admin.acts import Act, Row
from django_jobkit.exceptions import JobkitError


@dataclass
class Tally(Generic[Row]):
    """How an act went with each of its rows."""

    done: list[Row] = field(default_factory=list)
    #: Of those, the ones that were asked to and have not done so yet.
    asked: int = 0
    refused: Counter[str] = field(default_factory=Counter)


def carry_out(act: Act[Row], rows: Iterable[Row], user: Any) -> Tally[Row]:
    """Do `act` to each of `rows`; one that refuses does not keep the others from it."""
    tally = Tally[Row]()
    for row in rows:
        try:
            after = act.service(row)
        except JobkitError as error:
            tally.refused[error.message] += 1
        except ObjectDoesNotExist:
            tally.refused[_("It is gone.")] += 1
        else:
            tally.done.append(row)
            tally.asked += after is not None and act.is_asked(after)
    _write_log(act, tally.done, user)
    return tally


def _write_log(act: Act[Row], done: Sequence[Row], user: Any) -> None:
    if done:
        LogEntry.objects.log_actions(
            user_id=user.pk, queryset=list(done), action_flag=act.flag, change_message=act.record
        )


def report(request: HttpRequest, act: Act[Row], tally: Tally[Row]) -> None:
    """Tell the person what happened, the refusals and their reasons included."""
    at_once = len(tally.done) - tally.asked
    if at_once:
        messages.success(request, ngettext(*act.words.done, at_once) % {"count": at_once})
    if tally.asked:
        messages.success(request, ngettext(*act.words.asked, tally.asked) % {"count": tally.asked})
    for reason, count in tally.refused.most_common():
        messages.warning(request, ngettext(*act.words.left, count) % {"count": count, "reason": reason})
