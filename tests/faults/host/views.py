"""Views of a host that submits inside transactions of its own."""

from __future__ import annotations

import json
import time

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tests.faults.host import jobs


class Undo(Exception):
    """The host changes its mind."""


@csrf_exempt
@require_POST
def submit_and_roll_back(request: HttpRequest) -> JsonResponse:
    """Submit, keep the transaction open for a while, and roll it back; answers the ids that must not exist."""
    wish = json.loads(request.body)
    ids = []
    try:
        with transaction.atomic():
            ids.append(str(jobs.step.submit().pk))
            time.sleep(wish.get("seconds", 0.0))
            raise Undo
    except Undo:
        pass
    with transaction.atomic():
        try:
            with transaction.atomic():
                ids.append(str(jobs.step.submit().pk))
                raise Undo
        except Undo:
            pass
    return JsonResponse({"rolled_back": ids})
