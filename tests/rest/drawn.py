"""The OpenAPI schema that a host of ours draws."""

from __future__ import annotations

import io
import json
from typing import Any
from unittest.mock import patch

from django.core.management import call_command
from drf_spectacular.settings import spectacular_settings


def draw(version: str = "3.0.3", *, split: bool = False, validate: bool = False) -> dict[str, Any]:
    """The host's schema, without a warning; to `validate` it takes longer than all the rest."""
    out = io.StringIO()
    check = ["--validate"] if validate else []
    with patch.multiple(spectacular_settings, OAS_VERSION=version, COMPONENT_SPLIT_REQUEST=split):
        call_command("spectacular", "--fail-on-warn", "--format", "openapi-json", *check, stdout=out)
    drawn: dict[str, Any] = json.loads(out.getvalue())
    return drawn
