"""From a query to the part of the queue that it asks for."""

from __future__ import annotations

import re
from datetime import tzinfo

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from django_jobkit.questions.conf import questions_config
from django_jobkit.questions.models import PracticeSettings
from django_jobkit.questions.scheduling.binding import zone_for
from django_jobkit.questions.services.time_zones import zone_named

_NUMBER = re.compile(r"[0-9]{1,18}")


def asked_zone(request: Request, practice: PracticeSettings) -> tzinfo:
    """The zone `tz`, by default that of the settings; raises ValidationError."""
    text = request.query_params.get("tz")
    zone = zone_for(practice) if text is None else zone_named(text)
    if zone is None:
        raise ValidationError({"tz": ["Must be the name of a time zone, such as Europe/Berlin."]})
    return zone


def asked_limit(request: Request) -> int:
    """How many questions are wanted at most; raises ValidationError."""
    most: int = questions_config.MAX_PAGE_SIZE
    text = request.query_params.get("limit")
    if text is None:
        return most
    if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= most:
        raise ValidationError({"limit": [f"Must be a number from 1 to {most:,}."]})
    return int(text)
